import type { Clock } from "../model/mod.ts";
import type { ModemEvent, ModemIdentity, ModemStatus } from "./driver.ts";
import type { ModemFinder } from "./finder.ts";
import type { FleetModem } from "./link.ts";
import {
  autoPort,
  isTelling,
  isWanted,
  sameModem,
  wantedOf,
} from "./port_name.ts";
import type { Meeting } from "./probe.ts";
import type { PortListing } from "./serial/mod.ts";
import { isOneModem } from "./usb_kinds.ts";

/** What taking modems by itself needs. */
export interface AutoOptions {
  readonly clock: Clock;
  readonly finder: Pick<ModemFinder, "lookRound" | "views">;
  /** The section that stands for all of them; PIN, SMSC and baud rate hold for each. */
  readonly section: FleetModem;
  /** The modems that have sections of their own. */
  readonly named: readonly FleetModem[];
  /** All modems as they stand, these ones among them. */
  readonly statuses: () => readonly ModemStatus[];
  readonly add: (modem: FleetModem) => void;
  readonly observe: (event: ModemEvent) => void;
}

/** How often the machine's ports are listed; only those of new devices are asked. */
const lookMs = 3_000;

/** A modem that answers and that nobody has. */
interface Stray {
  readonly listing: PortListing;
  readonly met: Meeting;
}

/** Takes every USB modem that has no section of its own, also one that is plugged in later, until `signal` aborts. */
export async function takeModems(
  options: AutoOptions,
  signal: AbortSignal,
): Promise<void> {
  const taken: FleetModem[] = [];
  const told = new Set<string>();
  const tell = (modem: string, text: string) => {
    if (!told.has(text)) options.observe({ kind: "notice", modem, text });
    told.add(text);
  };
  for (let looks = 1; !signal.aborted; looks++) {
    await orAborted(options.finder.lookRound("modems"), signal);
    if (signal.aborted) return;
    for (const stray of straysIn(options, taken)) {
      if (stray.met.lock === "NOT INSERTED") {
        tell(autoPort, `The modem at ${stray.listing.path} has no SIM yet`);
        continue;
      }
      const modem = modemOf(stray, options);
      taken.push(modem);
      tell(modem.name, `Found at ${stray.listing.path} as ${modem.port}`);
      options.add(modem);
    }
    // The first look only sees what is there.
    if (looks === 2 && taken.length === 0) tell(autoPort, nothingYet);
    await options.clock.sleep(lookMs, signal).catch(() => {});
  }
}

const nothingYet =
  'No USB modem without a section of its own is here yet: "cellpost modems" tells what each port leads to; one that is plugged in is taken by itself';

function straysIn(
  { finder, named, statuses }: AutoOptions,
  taken: readonly FleetModem[],
): readonly Stray[] {
  const strays: Stray[] = [];
  const views = finder.views();
  // Where each modem is at work, which one of the same IMEI elsewhere is not.
  const atWork = new Map(
    statuses().filter(({ device }) =>
      views.some(({ listing, state }) =>
        state.kind === "ours" && listing.path === device
      )
    ).map(({ name, identity }) => [name, identity]),
  );
  for (const { listing, state, sighting } of views) {
    const met = sighting?.found;
    if (state.kind !== "free" || met?.kind !== "modem") continue;
    if (!isOneModem(listing)) continue;
    const { identity } = met;
    const isHad = [...named, ...taken].some(({ name, port }) => {
      const wanted = wantedOf(port);
      const worker = atWork.get(name);
      if (wanted && worker && isTwin(worker, identity)) return false;
      return wanted ? isWanted(wanted, identity) : port === listing.path;
    }) || [
      ...statuses(),
      ...strays.map(({ met }) => met),
    ].some((it) => it.identity && sameModem(it.identity, identity));
    if (!isHad) strays.push({ listing, met });
  }
  return strays;
}

function modemOf(
  { listing, met: { identity } }: Stray,
  { finder, section, statuses }: AutoOptions,
): FleetModem {
  const others = [
    ...statuses().map((it) => it.identity),
    ...finder.views().map(({ sighting }) =>
      sighting?.found.kind === "modem" ? sighting.found.identity : undefined
    ),
  ];
  const isOne = !others.some((it) => it && isTwin(it, identity));
  const { port, mark } = signOf(identity, { listing, isOne });
  const names = new Set(statuses().map(({ name }) => name.toLowerCase()));
  const name = freeName(`${slugOf(identity)}-${mark}`, names);
  // It was found behind a modem's port, and nothing else is to be asked for it.
  return { ...section, name, port, reach: "modems" };
}

/** Another modem with the same IMEI, as cheap makes have it. */
function isTwin(a: ModemIdentity, b: ModemIdentity): boolean {
  const same = isTelling(a.imei) &&
    isWanted({ kind: "imei", digits: a.imei }, b);
  return same === true && !sameModem(a, b);
}

/**
 * By its IMEI, so that it is found again wherever it is plugged in next; where several have the same one by its SIM, and one without
 * by its socket. The mark stays the same, since half-sent messages wait for a modem by its name, also over a restart.
 */
function signOf(
  { imei, iccid }: ModemIdentity,
  { isOne, listing }: {
    readonly listing: PortListing;
    /** Whether no other modem has its IMEI. */
    readonly isOne: boolean;
  },
): { readonly port: string; readonly mark: string } {
  const { path, usbSocket = "modem" } = listing;
  if (!isTelling(imei)) return { port: path, mark: slug(usbSocket) };
  return isOne
    ? { port: `imei:${imei}`, mark: imei.slice(0, 15).slice(-6) }
    : { port: `iccid:${iccid}`, mark: iccid.slice(0, 18).slice(-6) };
}

/** The model as a part of a name: "ec25". */
function slugOf({ model }: ModemIdentity): string {
  return slug(model).slice(0, 16) || "modem";
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}

function freeName(wish: string, names: ReadonlySet<string>): string {
  let name = wish;
  for (let count = 2; names.has(name); count++) name = `${wish}-${count}`;
  return name;
}

async function orAborted(
  round: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  await Promise.race([round, promise]);
  signal.removeEventListener("abort", onAbort);
}
