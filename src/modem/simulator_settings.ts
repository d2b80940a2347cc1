import type { NetworkStatus } from "./driver.ts";
import type { SimCard } from "./simulator_card.ts";
import type { UssdService } from "./simulator_ussd_service.ts";

/** What a modem forgets when it restarts. Written by the command table only. */
export interface SimSettings {
  echo: boolean;
  /** Results as words; else as digits. V.250 §6.2.6. */
  verbose: boolean;
  /** No results at all. */
  quiet: boolean;
  /** `+CMEE`: 0 plain ERROR, 1 numbers, 2 words. */
  errors: number;
  /** `+CMGF=1`; sending and listing then fail, for the simulator speaks PDUs only. */
  textMode: boolean;
  /** `+CNMI`: mode, mt, bm, ds, bfr. TS 27.005 §3.4.1. */
  indications: readonly number[];
  /** `+CFUN`: 0 off, 1 on, 4 without radio. */
  functionality: number;
  serviceCentre: string;
  /** The other settings that are only kept and told, by command name. */
  readonly kept: Map<string, string>;
  /** The USSD dialogue that is open, by the entries so far. Written by `simulator_ussd.ts` only. */
  dialogue: readonly string[];
}

/** What a command can see and change. */
export interface SimContext {
  readonly settings: SimSettings;
  readonly card: SimCard;
  readonly network: NetworkStatus;
  /** Answers USSD; the built-in menu when left out. */
  readonly ussd?: UssdService;
  /** The one value of `+CNMI` for reports that is not 0: 1 hands them over, 2 keeps and announces them. */
  readonly reportRouting: 1 | 2;
}

/** A modem's settings as it boots. */
export function newSettings(): SimSettings {
  return {
    echo: true,
    verbose: true,
    quiet: false,
    errors: 0,
    textMode: false,
    indications: [0, 0, 0, 0, 0],
    functionality: 1,
    serviceCentre: "+491710760000",
    kept: new Map(keptByDefault),
    dialogue: [],
  };
}

/** Settings that only are kept and told, as they are after power-up. */
const keptByDefault: ReadonlyMap<string, string> = new Map([
  ["+CSCS", '"GSM"'],
  ["+CMMS", "0"],
  ["+CSMS", "0,1,1,1"],
  ["+CREG", "0"],
  ["+CGREG", "0"],
  ["+CEREG", "0"],
]);

/** Whether the network takes SMS from this modem now. */
export function isOnAir({ card, settings, network }: SimContext): boolean {
  return settings.functionality === 1 && card.present &&
    (network.registration === "home" || network.registration === "roaming");
}
