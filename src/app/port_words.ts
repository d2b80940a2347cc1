import type { ModemView } from "../desk/mod.ts";
import {
  isOneModem,
  isTelling,
  nameOfOther,
  type Portrait,
  type PortView,
  type SimFacts,
  whyPortless,
} from "../modem/mod.ts";
import type { ModemSurroundings, SerialError } from "../modem/serial/mod.ts";

/** What a port's view says besides its name. */
export type Words = Pick<ModemView, "state" | "detail">;

/** What a port that nobody has is good for, or the reason why it is not. */
export function wordsOf(
  { listing, state, sighting }: PortView,
  { ownerOf, sharesImei, takesAll }: {
    /** The name of the modem whose port a device is. */
    readonly ownerOf: (device: string) => string;
    /** Whether another modem here says the same IMEI. */
    readonly sharesImei: boolean;
    /** Whether a section with port = "auto" takes modems. */
    readonly takesAll: boolean;
  },
): Words {
  const free = { sharesImei, takesAll: takesAll && isOneModem(listing) };
  switch (state.kind) {
    case "ours":
      // An opening that hangs is ours for as long as it does.
      return sighting?.found.kind === "failed"
        ? wordsOfFree(sighting, free)
        : { state: "in use", detail: "Used by this cellpost" };
    case "sibling":
      return {
        state: "second port",
        detail: `Another port of ${ownerOf(state.device)}`,
      };
    case "mute":
      return {
        state: "no AT port",
        detail: "A modem's port for diagnosis, GPS or audio",
      };
    case "other":
      return {
        state: "no modem",
        detail: nameOfOther(listing) ?? "Something else",
      };
    case "free":
      // The others may be no modem's, so auto keeps off.
      return wordsOfFree(sighting, free);
    default:
      return state satisfies never;
  }
}

function wordsOfFree(
  sighting: PortView["sighting"],
  { sharesImei, takesAll }: {
    readonly sharesImei: boolean;
    readonly takesAll: boolean;
  },
): Words {
  const found = sighting?.found;
  switch (found?.kind) {
    case undefined:
      return { state: "not asked", detail: "Not asked yet: look again" };
    case "silent":
      return { state: "no answer", detail: found.reason };
    case "failed":
      return { state: stateOf(found.error), detail: found.error.message };
    case "modem": {
      const trouble = troubleOf(found);
      const use = takesAll
        ? 'taken by port = "auto" when cellpost serves'
        : `to use it: [[modem]] port = "${
          portFor(found, { sighting, sharesImei })
        }"`;
      const detail = trouble === undefined ? use : `${trouble}; ${use}`;
      return { state: trouble === undefined ? "free" : "not ready", detail };
    }
    default:
      return found satisfies never;
  }
}

/** What keeps a modem from sending, by what it said of itself. */
export function troubleOf(
  { lock, network }: Pick<Portrait, "lock"> & Partial<Portrait>,
): string | undefined {
  switch (lock) {
    case "READY":
      break;
    case "SIM PIN":
      return "The SIM asks for its PIN: set pin in its [[modem]]";
    case "SIM PUK":
      return "The SIM is blocked and asks for its PUK: put it into a phone and enter the PUK there";
    case "NOT INSERTED":
      return "No SIM, or it has no contact: insert one";
    case "":
      return "The modem does not tell the state of its SIM: look again in a moment";
    default:
      return `The modem or its SIM is locked ("${lock}")`;
  }
  const registration = network?.registration;
  switch (registration) {
    case undefined:
    case "home":
    case "roaming":
    case "unknown":
      return undefined;
    case "searching":
      return "Not registered: searching for a network; check antenna and contract";
    case "denied":
      return "Not registered: the network refuses this SIM; check its contract";
    case "not registered":
      return "Not registered in any network: check antenna and SIM";
    case "emergency only":
      return "Emergency calls only: check the SIM and its contract";
    default:
      return registration satisfies never;
  }
}

/** The state of a port that does not open. */
export function stateOf({ code }: SerialError): string {
  switch (code) {
    case "busy":
      return "busy";
    case "denied":
      return "no permission";
    case "missing":
    case "lost":
      return "not there";
    case "not-serial":
    case "refused":
    case "unsupported":
      return "no use";
    default:
      return code satisfies never;
  }
}

/** Sticks without any port that are known for it. */
export function portlessViews(
  { portless }: ModemSurroundings,
): readonly ModemView[] {
  return portless.flatMap(({ usbId, usbSocket, description }) => {
    const why = whyPortless(usbId);
    if (why === undefined) return [];
    const maker = description === "" ? "" : ` ("${description}")`;
    return [{
      name: "",
      port: `USB ${usbSocket}, ${usbId}`,
      simulated: false,
      state: "no port",
      detail: `${why.name}${maker}: ${why.advice}`,
      sent: 0,
      errors: 0,
    }];
  });
}

/** What is shown of a SIM; empty when nothing is known. */
export function simView(sim: SimFacts | undefined): Pick<ModemView, "sim"> {
  return sim === undefined ? {} : { sim };
}

function portFor(
  { identity: { iccid, imei } }: Pick<Portrait, "identity">,
  { sharesImei, sighting }: {
    readonly sharesImei: boolean;
    readonly sighting: PortView["sighting"];
  },
): string {
  if (isTelling(imei) && !sharesImei) return `imei:${imei}`;
  return iccid === "" ? sighting?.listing.path ?? "" : `iccid:${iccid}`;
}
