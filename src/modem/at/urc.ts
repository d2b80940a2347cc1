/** A line (or two) that no command asked for. */
export interface Urc {
  /** The line, or the first of two. */
  readonly text: string;
  /** The second line of a URC that brings a PDU; undefined for others, and when it did not come. */
  readonly pdu?: string;
  readonly means: UrcMeaning;
}

/** What a URC is good for. */
export type UrcMeaning =
  /** The modem has started anew, or is going down: all settings are gone, and with them the running command. */
  | "restart"
  /** A part of the modem has finished starting; long after its start that speaks of a restart as well. */
  | "ready"
  /** Trouble that a person should read of once. */
  | "trouble"
  /** A message or report has come. */
  | "message"
  /** Noise. */
  | "other";

interface UrcForm {
  readonly means: UrcMeaning;
  /** How it begins, or what it is as a whole line. */
  readonly text: string;
  readonly whole?: true;
  readonly twoLines?: true;
}

// modem.md §2.2 in the order of the makers. Prefixes that nobody listed are URCs as well, only without a meaning.
const forms: readonly UrcForm[] = [
  // TS 27.005 §3.4.1
  { text: "+CMTI:", means: "message" },
  { text: "+CMT:", means: "message", twoLines: true },
  { text: "+CBM:", means: "message", twoLines: true },
  { text: "+CDSI:", means: "message" },
  { text: "+CDS:", means: "message", twoLines: true },
  // TS 27.007
  { text: "+CPIN: NOT INSERTED", means: "trouble" },
  { text: "+CPIN: NOT READY", means: "trouble" },
  { text: "RING", means: "other", whole: true },
  { text: "NO CARRIER", means: "other", whole: true },
  { text: "BUSY", means: "other", whole: true },
  { text: "NO ANSWER", means: "other", whole: true },
  { text: "NO DIALTONE", means: "other", whole: true },
  // SIMCom
  { text: "RDY", means: "restart", whole: true },
  { text: "*ATREADY: 1", means: "restart", whole: true },
  { text: "NORMAL POWER DOWN", means: "restart", whole: true },
  { text: "Call Ready", means: "ready", whole: true },
  { text: "SMS Ready", means: "ready", whole: true },
  { text: "SMS DONE", means: "ready", whole: true },
  { text: "PB DONE", means: "ready", whole: true },
  { text: "UNDER-VOLTAGE", means: "trouble" },
  { text: "OVER-VOLTAGE", means: "trouble" },
  { text: "+SMS FULL", means: "trouble" },
  // Quectel
  { text: "POWERED DOWN", means: "restart", whole: true },
  { text: "+QIND: SMS DONE", means: "ready", whole: true },
  { text: "+QIND: PB DONE", means: "ready", whole: true },
  { text: '+QIND: "smsfull"', means: "trouble" },
  // Huawei
  { text: "^SMMEMFULL:", means: "trouble" },
  // Cinterion
  { text: "^SYSSTART", means: "restart" },
  { text: "^SHUTDOWN", means: "restart", whole: true },
  { text: "^SBC:", means: "trouble" },
];

/** How a line looks that came unasked; undefined when the table does not know it. */
export function urcForm(line: string): UrcForm | undefined {
  for (const form of forms) {
    if (form.whole ? line === form.text : line.startsWith(form.text)) {
      return form;
    }
  }
  return undefined;
}

/** Whether the line can be the PDU of a two-line URC. */
export function isPduLine(line: string): boolean {
  return line.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(line);
}

/** The URC of one line, or of two. */
export function urcOf(line: string, pdu?: string): Urc {
  const means = urcForm(line)?.means ?? "other";
  return pdu === undefined ? { text: line, means } : { text: line, pdu, means };
}
