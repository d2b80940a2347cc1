import type { MailNotification, RecipientNotification } from "../model/mod.ts";
import { printable } from "./reply.ts";

/** What a client may say of its mail beside the reverse-path. */
export interface MailParameters {
  /** The announced size in bytes, 0 where none was. RFC 1870. */
  readonly size: number;
  /** Whether addresses may hold other characters than ASCII. RFC 6531. */
  readonly smtputf8: boolean;
  /** Whether there were parameters at all, for which the client must have said EHLO. */
  readonly given: boolean;
  /** RET and ENVID; absent where neither was given. RFC 3461 §4.3, §4.4. */
  readonly notification?: MailNotification;
}

/** What a client may say of a recipient beside the forward-path: NOTIFY and ORCPT. RFC 3461 §4.1, §4.2. */
export interface RcptParameters {
  /** Absent where neither was given. */
  readonly notification?: RecipientNotification;
}

/** Why parameters cannot be taken, as a reply in wire form. */
export interface ParameterFlaw {
  readonly flaw: string;
}

// RFC 3461 §4.2 and §4.4.
const maxOriginalRecipient = 500;
const maxEnvelopeId = 100;

/** Reads the words behind the path of MAIL. */
export function parseMailParameters(
  words: readonly string[],
): MailParameters | ParameterFlaw {
  let size = 0;
  let smtputf8 = false;
  let notification: MailNotification | undefined;
  for (const word of words) {
    const { keyword, value } = taken(word);
    if (keyword === "SIZE") {
      if (value === undefined || !/^[0-9]{1,20}$/.test(value)) {
        return { flaw: "501 5.5.4 SIZE needs a number of bytes" };
      }
      size = Number(value);
    } else if (keyword === "SMTPUTF8" && value === undefined) {
      smtputf8 = true;
    } else if (keyword === "RET" || keyword === "ENVID") {
      const told = mailNotification(keyword, value);
      if ("flaw" in told) return told;
      notification = { ...notification, ...told };
    } else if (!isHarmless(keyword, value)) return unknownParameter(word);
  }
  const parameters = { size, smtputf8, given: words.length > 0 };
  return notification ? { ...parameters, notification } : parameters;
}

/** Reads the words behind the path of RCPT. */
export function parseRcptParameters(
  words: readonly string[],
): RcptParameters | ParameterFlaw {
  let notification: RecipientNotification | undefined;
  for (const word of words) {
    const { keyword, value } = taken(word);
    if (keyword !== "NOTIFY" && keyword !== "ORCPT") {
      return unknownParameter(word);
    }
    const told = keyword === "NOTIFY"
      ? notify(value)
      : originalRecipient(value);
    if ("flaw" in told) return told;
    notification = { ...notification, ...told };
  }
  return notification ? { notification } : {};
}

function taken(word: string) {
  const at = word.indexOf("=");
  if (at < 0) return { keyword: word.toUpperCase(), value: undefined };
  return {
    keyword: word.slice(0, at).toUpperCase(),
    value: word.slice(at + 1),
  };
}

// Nothing depends on BODY (RFC 6152): eight bits are taken whether they were announced or not. AUTH (RFC 4954 §5) tells who
// wrote the mail elsewhere, which nobody here would believe; a client may send it wherever AUTH was announced.
function isHarmless(keyword: string, value: string | undefined): boolean {
  if (keyword === "AUTH") return value !== undefined && value !== "";
  return keyword === "BODY" && /^(?:7BIT|8BITMIME)$/i.test(value ?? "");
}

function mailNotification(
  keyword: "RET" | "ENVID",
  value: string | undefined,
): MailNotification | ParameterFlaw {
  if (keyword === "ENVID") {
    const envelopeId = decodeXtext(value ?? "");
    if (envelopeId && (value ?? "").length <= maxEnvelopeId) {
      return { envelopeId };
    }
    return { flaw: "501 5.5.4 ENVID needs xtext, 100 characters at most" };
  }
  switch (value?.toUpperCase()) {
    case "FULL":
      return { returned: "full" };
    case "HDRS":
      return { returned: "headers" };
    default:
      return { flaw: "501 5.5.4 RET needs FULL or HDRS" };
  }
}

const occasions: Readonly<Record<string, "success" | "failure" | "delay">> = {
  SUCCESS: "success",
  FAILURE: "failure",
  DELAY: "delay",
};

function notify(
  value: string | undefined,
): RecipientNotification | ParameterFlaw {
  const words = (value ?? "").toUpperCase();
  if (words === "NEVER") return { notify: [] };
  const notify = new Set<"success" | "failure" | "delay">();
  for (const word of words.split(",")) {
    const occasion = Object.hasOwn(occasions, word) && occasions[word];
    if (!occasion) {
      return {
        flaw: "501 5.5.4 NOTIFY needs NEVER, or SUCCESS, FAILURE and DELAY",
      };
    }
    notify.add(occasion);
  }
  return { notify: [...notify] };
}

function originalRecipient(
  value: string | undefined,
): RecipientNotification | ParameterFlaw {
  const [, type, address] = /^([A-Za-z0-9-]+);(.+)$/.exec(value ?? "") ?? [];
  const decoded = address === undefined ? undefined : decodeXtext(address);
  if (decoded === undefined || (value ?? "").length > maxOriginalRecipient) {
    return {
      flaw: "501 5.5.4 ORCPT needs type;xtext, 500 characters at most",
    };
  }
  return { originalRecipient: `${type};${decoded}` };
}

/**
 * Decodes xtext (RFC 3461 §4). Undefined where it is none, or stands for anything but printable ASCII: a line end in it would
 * end up in the header of a notification.
 */
export function decodeXtext(text: string): string | undefined {
  if (!/^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/.test(text)) return undefined;
  const decoded = text.replaceAll(
    /\+([0-9A-F]{2})/g,
    (_, hex) => String.fromCharCode(parseInt(hex, 16)),
  );
  return /^[ -~]*$/.test(decoded) ? decoded : undefined;
}

function unknownParameter(word: string): ParameterFlaw {
  const shown = printable(word).slice(0, 40);
  return { flaw: `555 5.5.4 Unknown parameter "${shown}"` };
}
