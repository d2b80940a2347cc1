import { sameModem } from "./port_name.ts";
import type { Meeting, Portrait, Silence } from "./probe.ts";
import type { PortListing, SerialError } from "./serial/mod.ts";

/** What was seen behind a port, and when. */
export interface Sighting {
  readonly listing: PortListing;
  readonly found: Meeting | Portrait | Silence | Failure;
  /** Monotonic milliseconds. */
  readonly at: number;
  /** How often in a row nobody has answered, this time included. */
  readonly silences: number;
}

/** The port could not be opened. */
export interface Failure {
  readonly kind: "failed";
  readonly error: SerialError;
}

/** A modem on a cable may be changed without any notice of it. */
const modemMs = 300_000;
/** Nobody answered, or the port was busy: a modem that boots is there soon, a port without one hears little of us. */
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

  /** Notes what was seen just now. */
  note(
    listing: PortListing,
    found: Sighting["found"],
    now: number,
  ): Sighting {
    const before = this.of(listing)?.silences ?? 0;
    const silences = found.kind === "modem" ? 0 : before + 1;
    const sighting: Sighting = { listing, found, at: now, silences };
    if (found.kind === "modem") this.#forgetElsewhere(found, listing.device);
    this.#seen.set(listing.device, sighting);
    return sighting;
  }

  /** A modem that is here is no longer where it was, and what is there now nobody knows. */
  #forgetElsewhere({ identity }: Meeting, here: string): void {
    for (const [device, { found }] of this.#seen) {
      if (device === here || found.kind !== "modem") continue;
      if (sameModem(found.identity, identity)) this.#seen.delete(device);
    }
  }
}

/** Whether it is not worth while to look again. */
export function isFresh(
  { at, found, silences }: Sighting,
  now: number,
): boolean {
  const silenceMs = Math.min(
    firstSilenceMs * 2 ** (silences - 1),
    longestSilenceMs,
  );
  return now - at < (found.kind === "modem" ? modemMs : silenceMs);
}

function sameDevice(a: PortListing, b: PortListing): boolean {
  return a.device === b.device && a.incarnation === b.incarnation &&
    a.usbId === b.usbId && a.usbSocket === b.usbSocket &&
    a.usbInterface === b.usbInterface;
}
