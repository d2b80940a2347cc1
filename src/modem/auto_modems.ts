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
  for (const { listing, state, sighting } of finder.views()) {
    const met = sighting?.found;
    if (state.kind !== "free" || met?.kind !== "modem") continue;
    if (!isOneModem(listing)) continue;
    const { identity } = met;
    const isHad = [...named, ...taken].some(({ port }) => {
      const wanted = wantedOf(port);
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
  { section, statuses }: AutoOptions,
): FleetModem {
  const names = new Set(statuses().map(({ name }) => name.toLowerCase()));
  const name = freeName(nameOf(identity, listing), names);
  return { ...section, name, port: portOf(identity, listing) };
}

/** By its IMEI, so that it is found again wherever it is plugged in next; one without goes by its socket. */
function portOf({ imei }: ModemIdentity, { path }: PortListing): string {
  return isTelling(imei) ? `imei:${imei}` : path;
}

/** "ec25-643809": always the same for a modem, since half-sent messages wait for it by its name, also over a restart. */
function nameOf(
  { model, imei }: ModemIdentity,
  { usbSocket = "modem" }: PortListing,
): string {
  const slug = model.toLowerCase().replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "").slice(0, 16) || "modem";
  return `${slug}-${isTelling(imei) ? imei.slice(0, 15).slice(-6) : usbSocket}`;
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
