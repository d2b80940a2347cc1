import type { SendResult } from "../model/mod.ts";
import { type AtError, spellError } from "./at/mod.ts";
import {
  cmeErrors,
  cmsErrors,
  type ErrorClass,
  type ErrorRow,
} from "./send_errors_table.ts";
import { type ErrorFamily, vendorCmsErrors } from "./vendor_errors_table.ts";

/** A refusal of AT+CMGS, understood. */
export interface SendError {
  readonly means: ErrorClass;
  /** For people, the raw code included: "+CMS ERROR 38 (network out of order)". */
  readonly reason: string;
}

/** Sorts an error by the specifications and by the modem's family; what nobody lists is transient. */
export function sendErrorOf(error: AtError, family: ErrorFamily): SendError {
  const row = rowOf(error, family);
  const spelt = spellError(error);
  if (row === undefined) return { means: "transient", reason: spelt };
  const [code, means, words] = row;
  // With CMEE=2 the modem writes words of its own; the number helps whoever looks it up.
  const reason = error.code === undefined
    ? `${spelt} (code ${code})`
    : `${spelt} (${words})`;
  return { means, reason };
}

function rowOf(error: AtError, family: ErrorFamily): ErrorRow | undefined {
  switch (error.source) {
    case "plain":
      return undefined;
    case "cme":
      return cmeErrors.find(matches(error));
    case "cms":
      return vendorCmsErrors[family].find(matches(error)) ??
        cmsErrors.find(matches(error));
    default:
      return error.source satisfies never;
  }
}

function matches({ code, text }: AtError): (row: ErrorRow) => boolean {
  const words = text.toLowerCase();
  return ([rowCode, , rowWords]) =>
    code === undefined ? rowWords.toLowerCase() === words : rowCode === code;
}

/**
 * The outcome of a refusal that the driver itself can do nothing more about. `repeated`: the modem has met several
 * passing troubles in a row, with whatever message, so it is itself the likely cause.
 */
export function resultOfSendError(
  { means, reason }: SendError,
  repeated: boolean,
): SendResult {
  switch (means) {
    case "permanent":
      return { kind: "rejected", reason };
    case "doubtful":
    case "pdu-mode":
      return { kind: "retry", fault: "message", reason, triesLeft: 1 };
    case "transient":
      return { kind: "retry", fault: repeated ? "modem" : "message", reason };
    case "network":
    case "busy":
    case "reset":
      return { kind: "retry", fault: "modem", reason };
    case "storage":
    case "settings":
    case "sim":
      return {
        kind: "retry",
        fault: "modem",
        reason: `${reason}: ${advice[means]}`,
      };
    default:
      return means satisfies never;
  }
}

const advice = {
  storage: "delete messages from SIM and modem",
  settings: "check the modem's smsc",
  sim: "check the SIM, its PIN and its contract",
} as const;
