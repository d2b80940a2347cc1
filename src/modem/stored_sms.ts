import { isPduLine } from "./at/mod.ts";

/** One SMS in a modem's memory, as `+CMGL` or `+CMGR` shows it. */
export interface StoredSms {
  /** Where it is; 0 is a place like any other (BG96, Huawei). */
  readonly index: number;
  /** Whether the modem says that it is its owner's own: a draft (stat 2) or a copy of what was sent (stat 3). */
  readonly outgoing: boolean;
  /** The PDU, or whatever stood in its place; "" when nothing did. */
  readonly body: string;
}

/** What a modem's answer holds. */
export interface Listing {
  readonly messages: readonly StoredSms[];
  /** Whether the modem speaks text mode: it has forgotten AT+CMGF=0. */
  readonly textMode: boolean;
}

const header = /^\+CMG[LR]:\s*(.*)$/;

/**
 * Reads the lines of AT+CMGL: `+CMGL: 1,0,,26`, `+CMGL: 17,3,35`, each with its PDU below. The length is not looked at:
 * some modems count wrongly by one. TS 27.005 §4.1.
 */
export function readListing(lines: readonly string[]): Listing {
  return gather(lines, ([index = "", status = ""]) => ({
    index: Number(index === "" ? NaN : index),
    status,
  }));
}

/** Reads the lines of AT+CMGR for the place asked for: `+CMGR: 1,,153`, `+CMGR: 0,"",50`, `+CMGR: ,,27` (ZTE). */
export function readOne(lines: readonly string[], index: number): Listing {
  return gather(lines, ([status = ""]) => ({ index, status }));
}

function gather(
  lines: readonly string[],
  read: (
    fields: readonly string[],
  ) => { readonly index: number; readonly status: string },
): Listing {
  const messages: StoredSms[] = [];
  let textMode = false;
  for (const line of lines) {
    const [, rest] = header.exec(line) ?? [];
    if (rest === undefined) {
      addBody(messages, line);
      continue;
    }
    const { index, status } = read(rest.split(",").map((it) => it.trim()));
    // "REC UNREAD" stands where PDU mode has a digit or nothing.
    textMode ||= /^"?[A-Za-z]/.test(status);
    const outgoing = status === "2" || status === "3";
    if (Number.isInteger(index)) messages.push({ index, outgoing, body: "" });
  }
  return { messages, textMode };
}

/** What comes below a header; what was read as PDU is complete, other words may take several lines. */
function addBody(messages: StoredSms[], line: string): void {
  const last = messages.at(-1);
  if (last === undefined || isPduLine(last.body)) return;
  const body = last.body === "" || isPduLine(line)
    ? line
    : `${last.body}\n${line}`;
  messages.splice(-1, 1, { ...last, body });
}

/** How full a memory is. */
export interface Usage {
  readonly used: number;
  readonly total: number;
}

/** Reads `"SM",3,20,…`, or `3,20` without the memory; undefined when there are no figures. */
export function readUsage(text: string | undefined): Usage | undefined {
  const [, used, total] =
    /^\s*(?:"?[A-Za-z]\w*"?\s*,)?\s*(\d+)\s*,\s*(\d+)/.exec(
      text ?? "",
    ) ?? [];
  if (used === undefined || total === undefined) return undefined;
  return { used: Number(used), total: Number(total) };
}
