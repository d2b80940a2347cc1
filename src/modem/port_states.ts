import { preference, standingOf } from "./at_interfaces.ts";
import type { PortListing } from "./serial/mod.ts";
import { isFresh, type Sighting, type Sightings } from "./sightings.ts";
import { isOneModem, kindOf } from "./usb_kinds.ts";

/** Whether a port may be asked who is behind it. */
export type PortState =
  /** Nobody of us has it. */
  | { readonly kind: "free" }
  /** Named in the config, or open. */
  | { readonly kind: "ours" }
  /** Another port of a modem that is ours, or that answers at `device` already. */
  | { readonly kind: "sibling"; readonly device: string }
  /** One of a modem's ports that never speak AT: diagnosis, GPS, audio. */
  | { readonly kind: "mute" }
  /** No modem's: a GPS receiver, a console. */
  | { readonly kind: "other" };

/** A port of the machine, whether it may be asked, and what is known of it. */
export interface PortView {
  readonly listing: PortListing;
  readonly state: PortState;
  readonly sighting: Sighting | undefined;
}

/** Which ports a look round is for: those of modems, or also those that a modem may hang on. */
export type Reach = "modems" | "anything";

/** Tells of each port whether it may be asked; the ports of one modem are asked until one of them has answered. */
export function viewPorts(
  listings: readonly PortListing[],
  { isOurs, sightings }: {
    readonly isOurs: (device: string) => boolean;
    readonly sightings: Sightings;
  },
): readonly PortView[] {
  const answering = listings.filter((it) =>
    isOneModem(it) &&
    (isOurs(it.device) || sightings.of(it)?.found.kind === "modem")
  ).sort((a, b) => Number(isOurs(b.device)) - Number(isOurs(a.device)));
  const stateOf = (listing: PortListing): PortState => {
    if (isOurs(listing.device)) return { kind: "ours" };
    if (kindOf(listing) === "other") return { kind: "other" };
    const speaker = isOneModem(listing) && listing.usbSocket !== undefined
      ? answering.find(({ usbSocket }) => usbSocket === listing.usbSocket)
      : undefined;
    if (speaker !== undefined && speaker.device !== listing.device) {
      return { kind: "sibling", device: speaker.device };
    }
    return { kind: standingOf(listing).kind === "never" ? "mute" : "free" };
  };
  return listings.map((listing) => ({
    listing,
    state: stateOf(listing),
    sighting: sightings.of(listing),
  }));
}

/** The port to ask next: of those never asked the likeliest, then the one asked longest ago; undefined when all is known. */
export function nextToAsk(
  views: readonly PortView[],
  { reach, now, done, isSettled }: {
    readonly reach: Reach;
    readonly now: number;
    /** Devices that had their turn. */
    readonly done: ReadonlySet<string>;
    /** Whether the device has been there for a while. */
    readonly isSettled: (listing: PortListing) => boolean;
  },
): PortListing | undefined {
  const eligible = views.filter(({ listing, state, sighting }) =>
    state.kind === "free" && !done.has(listing.device) &&
    (reach === "anything" ||
      kindOf(listing) === "modem" && isSettled(listing)) &&
    (sighting === undefined || !isFresh(sighting, now))
  );
  const [first] = eligible.sort((a, b) =>
    askedAt(a) - askedAt(b) ||
    likelihood(a.listing) - likelihood(b.listing)
  );
  return first?.listing;
}

/** Never asked, or something else known since, comes first. */
function askedAt({ sighting }: PortView): number {
  return Math.max(-1, sighting?.at ?? -1);
}

function likelihood(listing: PortListing): number {
  return (kindOf(listing) === "modem" ? 0 : 10_000) + preference(listing);
}
