import { sameModem } from "./port_name.ts";
import type { Meeting, Portrait, Silence } from "./probe.ts";
import type { PortListing, SerialError } from "./serial/mod.ts";

/** What was seen behind a port, and when. */
export interface Sighting {
  readonly listing: PortListing;
  readonly found: Meeting | Portrait | Silence | Failure;
  /** Monotonic milliseconds. */
  readonly at: number;
  /** How often in a row nobody has answered, or not said all that tells one modem from another, this time included. */
  readonly silences: number;
}

/** The port could not be opened. */
export interface Failure {
  readonly kind: "failed";
  readonly error: SerialError;
}

/** A modem on a cable may be changed without any notice of it. */
const modemMs = 300_000;
/** Nobody answered, or the port was busy: a modem that boots is there soon, its SIM too; a port without one hears little of us. */
const firstSilenceMs = 5_000;
const longestSilenceMs = 120_000;

/** What is known of the machine's ports, forgotten by itself when a device is plugged in anew. */
export class Sightings {
  readonly #seen = new Map<string, Sighting>();

  /** What was seen behind this port while the present device was there. */
  of(listing: PortListing): Sighting | undefined {
    const seen = this.#seen.get(listing.device);
    return seen && sameDevice(seen.listing, listing) ? seen : undefined;
  }

  /** Forgets what was behind ports that are gone: not every system tells that a device was plugged in anew. */
  keepOnly(listings: readonly PortListing[]): void {
    const there = new Set(listings.map(({ device }) => device));
    for (const device of [...this.#seen.keys()]) {
      if (!there.has(device)) this.#seen.delete(device);
    }
  }

  /** Notes what was seen just now. */
  note(
    listing: PortListing,
    found: Sighting["found"],
    now: number,
  ): Sighting {
    const before = this.of(listing)?.silences ?? 0;
    const silences = isWhole(found) ? 0 : before + 1;
    const sighting: Sighting = { listing, found, at: now, silences };
    if (found.kind === "modem") this.#doubtElsewhere(found, listing.device);
    this.#seen.set(listing.device, sighting);
    return sighting;
  }

  /** A modem that is here is no longer where it was, unless that is another port of it: ask there again. */
  #doubtElsewhere({ identity }: Meeting, here: string): void {
    for (const [device, sighting] of this.#seen) {
      const { found } = sighting;
      if (device === here || found.kind !== "modem") continue;
      if (!sameModem(found.identity, identity)) continue;
      this.#seen.set(device, { ...sighting, at: -Infinity });
    }
  }
}

/** Whether it is not worth while to look again. */
export function isFresh(
  { at, silences }: Sighting,
  now: number,
): boolean {
  const silenceMs = Math.min(
    firstSilenceMs * 2 ** (silences - 1),
    longestSilenceMs,
  );
  return now - at < (silences === 0 ? modemMs : silenceMs);
}

/** A modem that has just started does not know its SIM yet. */
function isWhole(found: Sighting["found"]): boolean {
  if (found.kind !== "modem") return false;
  const { imei, iccid } = found.identity;
  return imei !== "" && iccid !== "";
}

function sameDevice(a: PortListing, b: PortListing): boolean {
  return a.device === b.device && a.incarnation === b.incarnation &&
    a.usbId === b.usbId && a.usbSocket === b.usbSocket &&
    a.usbInterface === b.usbInterface;
}
