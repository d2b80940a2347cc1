import type { Clock } from "../model/mod.ts";
import { bounded, DeadlineError } from "./bounded.ts";
import { isWanted, showWanted, type Wanted } from "./port_name.ts";
import {
  nextToAsk,
  type PortView,
  type Reach,
  viewPorts,
} from "./port_states.ts";
import { meetModem, probeModem } from "./probe.ts";
import {
  PortLender,
  type PortListing,
  type PortOptions,
  SerialError,
  type SerialPort,
} from "./serial/mod.ts";
import { isFresh, type Sighting, Sightings } from "./sightings.ts";
import { Turns } from "./turns.ts";

/** What a finder needs. */
export interface FinderOptions {
  readonly clock: Clock;
  /** The machine's ports as they are now. */
  readonly list: () => readonly PortListing[];
  /** The device that a path leads to now. */
  readonly deviceOf: (path: string) => string;
  /** Opens a port by its path. Throws `SerialError`. */
  readonly open: (path: string, options: PortOptions) => Promise<SerialPort>;
  /** The ports that are named in the config, read anew for each look: what is behind them is their owner's business. */
  readonly reserved: readonly string[];
}

/** udev gives a port its stable names, by which the config may know it, a moment after the port itself. */
const settleMs = 2_000;
const usual: PortOptions = { baudRate: 115_200 };
/** How long an opening may look for its modem; the look round goes on without it. Below the fleet's own limit. */
const patienceMs = 12_000;
/** A driver may hang in an opening, for ever; others are not to wait for it. */
const openMs = 10_000;
/** The key of those who look around; all other keys are devices. */
const looking = "";
const never = new AbortController().signal;

/**
 * Knows which modem is behind which port of this machine, and opens them. Who looks around asks one port at a time, and none that
 * we have open, that the config names, or whose device is ours by another of its ports. What is found is remembered until the device
 * is plugged in anew; who opens a modem by its number is given a port that has just said that number.
 */
export class ModemFinder {
  readonly #options: FinderOptions;
  readonly #sightings = new Sightings();
  /** How often we have each device open. */
  readonly #open = new Map<string, number>();
  /** Since when each device is there: its name and incarnation, monotonic milliseconds. */
  #since = new Map<string, number>();
  /** Where each modem was that was opened by its number. */
  readonly #last = new Map<string, PortListing>();
  readonly #rounds = new Map<Reach, Promise<void>>();
  /** Hear of each sighting. */
  readonly #watchers = new Set<(found: Sighting["found"]) => void>();
  readonly #turns = new Turns();

  constructor(options: FinderOptions) {
    this.#options = options;
  }

  /** Opens a port by its path; until it is closed nobody is asked behind it. Throws `SerialError`. */
  openPath(path: string, options: PortOptions): Promise<SerialPort> {
    const device = this.#options.deviceOf(path);
    // Whoever asks there at the moment is one of us, and soon done.
    return this.#turns.take(device, () => this.#openNow(path, options));
  }

  async #openNow(path: string, options: PortOptions): Promise<SerialPort> {
    const device = this.#options.deviceOf(path);
    this.#count(device, 1);
    try {
      const port = await this.#options.open(path, options);
      return closing(port, () => this.#count(device, -1));
    } catch (error) {
      this.#count(device, -1);
      throw error;
    }
  }

  /** Opens the port of a modem, wherever that is. Throws `SerialError`, "missing" when it was not found in time. */
  async openWanted(
    wanted: Wanted,
    options: PortOptions,
    reach: Reach = "anything",
  ): Promise<SerialPort> {
    const { clock } = this.#options;
    const until = clock.monotonic() + patienceMs;
    let port = await this.#openSighted(wanted, options);
    if (port !== undefined) return port;
    const round = this.lookRound(reach);
    for (;;) {
      const news = await this.#news(wanted, { round, until });
      port = await this.#openSighted(wanted, options);
      if (news === "over") port ??= await this.#openLast(wanted, options);
      if (port !== undefined) return port;
      if (news !== "sighting") throw this.#notFound(wanted, news);
    }
  }

  /** Asks who is behind each free port of which that is not known. Those who ask at the same time share one round. */
  lookRound(reach: Reach): Promise<void> {
    const running = this.#rounds.get(reach);
    if (running !== undefined) return running;
    const round = this.#lookRound(reach).finally(() =>
      this.#rounds.delete(reach)
    );
    this.#rounds.set(reach, round);
    return round;
  }

  /** The machine's ports with what is known of them, without asking anybody. */
  views(): readonly PortView[] {
    const { deviceOf, list, reserved } = this.#options;
    const listings = list();
    this.#sightings.keepOnly(listings);
    const known = new Map(listings.map(({ device, path }) => [path, device]));
    const named = new Set(
      reserved.map((path) => known.get(path) ?? deviceOf(path)),
    );
    this.#since = new Map(
      listings.map((it) => [bodyOf(it), this.#sinceOf(it)]),
    );
    return viewPorts(listings, {
      isOurs: (device) => named.has(device) || this.#open.has(device),
      sightings: this.#sightings,
    });
  }

  /** The same after each free port was asked for all that its modem can tell; `anew` also where that is known. */
  async survey(
    { anew, until = Infinity }: {
      readonly anew: boolean;
      /** The monotonic moment from which on nobody is asked any more. */
      readonly until?: number;
    },
  ): Promise<readonly PortView[]> {
    const done = new Set<string>();
    for (;;) {
      const next = this.views().find(({ listing, state }) =>
        state.kind === "free" && !done.has(listing.device)
      );
      const isLate = this.#options.clock.monotonic() >= until;
      if (next === undefined || isLate) return this.views();
      done.add(next.listing.device);
      const known = anew ? undefined : next.sighting;
      if (known !== undefined && this.#isComplete(known)) continue;
      await this.#look(next.listing, probeModem);
    }
  }

  async #lookRound(reach: Reach): Promise<void> {
    const done = new Set<string>();
    for (;;) {
      const now = this.#options.clock.monotonic();
      const next = nextToAsk(this.views(), {
        reach,
        now,
        done,
        isSettled: (listing) => now - this.#sinceOf(listing) >= settleMs,
      });
      if (next === undefined) return;
      done.add(next.device);
      await this.#look(next, meetModem);
    }
  }

  /** The moment at which the device was first seen. */
  #sinceOf(listing: PortListing): number {
    return this.#since.get(bodyOf(listing)) ?? this.#options.clock.monotonic();
  }

  #isComplete(sighting: Sighting): boolean {
    const { found } = sighting;
    const now = this.#options.clock.monotonic();
    return isFresh(sighting, now) &&
      (found.kind !== "modem" || "network" in found);
  }

  #look(
    listing: PortListing,
    ask: typeof meetModem | typeof probeModem,
  ): Promise<void> {
    const { device, path } = listing;
    const look = async () => {
      // While it waited for its turn somebody may have opened it.
      if (this.#open.has(device)) return;
      try {
        const port = await this.#openSoon(path, usual);
        this.#note(listing, await ask(port, this.#options.clock));
      } catch (error) {
        this.#noteFailure(listing, error);
      }
    };
    return this.#turns.take(looking, () => this.#turns.take(device, look));
  }

  /** As `openPath`, by whoever has the device's turn, and not for ever. A port that opens later is closed. */
  async #openSoon(path: string, options: PortOptions): Promise<SerialPort> {
    try {
      return await bounded(() => this.#openNow(path, options), {
        clock: this.#options.clock,
        limitMs: openMs,
        signal: never,
        late: (port) => port.close(),
      });
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      throw new SerialError(
        "refused",
        `Port "${path}" hangs while it is opened: plug its device in anew`,
      );
    }
  }

  async #openSighted(
    wanted: Wanted,
    options: PortOptions,
  ): Promise<SerialPort | undefined> {
    const done = new Set<string>();
    for (;;) {
      const next = this.views().find(({ listing, state, sighting }) =>
        state.kind === "free" && !done.has(listing.device) &&
        sighting?.found.kind === "modem" &&
        isWanted(wanted, sighting.found.identity)
      );
      if (next === undefined) return undefined;
      done.add(next.listing.device);
      const port = await this.#turns.take(
        next.listing.device,
        () => this.#openIfRight(next.listing, wanted, options),
      );
      if (port !== undefined) return port;
    }
  }

  /** Asks anew, over the very connection that is then handed out: no other device can take its place. */
  async #openIfRight(
    listing: PortListing,
    wanted: Wanted,
    options: PortOptions,
  ): Promise<SerialPort | undefined> {
    if (this.#open.has(listing.device)) return undefined;
    let port: SerialPort;
    try {
      port = await this.#openSoon(listing.path, options);
    } catch (error) {
      this.#noteFailure(listing, error);
      throw error;
    }
    const lender = new PortLender(port);
    const met = await meetModem(lender.lend(), this.#options.clock);
    this.#note(listing, met);
    if (met.kind === "modem" && isWanted(wanted, met.identity)) {
      this.#last.set(keyOf(wanted), listing);
      return lender.give();
    }
    port.close();
    return undefined;
  }

  /**
   * The port where the modem was, though nobody answers there now and it is nowhere else: it may hang and need the fleet's resets.
   * The driver asks its number before anything that matters.
   */
  async #openLast(
    wanted: Wanted,
    options: PortOptions,
  ): Promise<SerialPort | undefined> {
    const last = this.#last.get(keyOf(wanted));
    const view = this.views().find(({ listing, state }) =>
      state.kind === "free" && listing.device === last?.device &&
      listing.incarnation === last.incarnation
    );
    return view?.sighting?.found.kind === "silent"
      ? await this.openPath(view.listing.path, options)
      : undefined;
  }

  #notFound(wanted: Wanted, news: "over" | "late"): SerialError {
    const who = showWanted(wanted);
    const ours = this.views().find(({ state, sighting }) =>
      state.kind === "ours" && sighting?.found.kind === "modem" &&
      isWanted(wanted, sighting.found.identity)
    );
    if (ours !== undefined) {
      return new SerialError(
        "busy",
        `Port "${ours.listing.path}" leads to ${who} and is in use by another [[modem]] of this cellpost: a modem needs one section only`,
      );
    }
    const text = news === "late"
      ? `The ports of this machine are being asked for ${who}; not found so far`
      : `No port of this machine leads to ${who}: plug it in; "cellpost modems" tells what each port leads to`;
    return new SerialError("missing", text);
  }

  #note(listing: PortListing, found: Sighting["found"]): void {
    this.#sightings.note(listing, found, this.#options.clock.monotonic());
    for (const watcher of [...this.#watchers]) watcher(found);
  }

  #noteFailure(listing: PortListing, error: unknown): void {
    if (!(error instanceof SerialError)) throw error;
    this.#note(listing, { kind: "failed", error });
  }

  /** Resolves when the modem is seen, at the round's end, or when the time is up. */
  #news(
    wanted: Wanted,
    { round, until }: {
      readonly round: Promise<void>;
      readonly until: number;
    },
  ): Promise<"sighting" | "over" | "late"> {
    const { clock } = this.#options;
    return new Promise((resolve, reject) => {
      const end = () => {
        timer.cancel();
        this.#watchers.delete(onSighting);
      };
      const onSighting = (found: Sighting["found"]) => {
        if (found.kind !== "modem" || !isWanted(wanted, found.identity)) return;
        end();
        resolve("sighting");
      };
      const timer = clock.after(until - clock.monotonic(), () => {
        end();
        resolve("late");
      });
      this.#watchers.add(onSighting);
      round.then(() => {
        end();
        resolve("over");
      }, reject);
    });
  }

  #count(device: string, change: number): void {
    const count = (this.#open.get(device) ?? 0) + change;
    if (count > 0) this.#open.set(device, count);
    else this.#open.delete(device);
  }
}

function bodyOf({ device, incarnation = "" }: PortListing): string {
  return `${device} ${incarnation}`;
}

function keyOf({ kind, digits }: Wanted): string {
  return `${kind}:${digits}`;
}

/** The same port, which tells once that it was closed. */
function closing(port: SerialPort, onClose: () => void): SerialPort {
  let open = true;
  return {
    path: port.path,
    read: () => port.read(),
    write: (bytes) => port.write(bytes),
    flush: () => port.flush(),
    setLines: (lines) => port.setLines(lines),
    close() {
      port.close();
      if (!open) return;
      open = false;
      onClose();
    },
  };
}
