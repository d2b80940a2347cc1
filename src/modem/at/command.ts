/** The second half of a command that asks for a PDU by a prompt: AT+CMGS. TS 27.005 §4.3. */
export interface PduBody {
  /** The PDU in hex; Ctrl-Z is added when it is written. */
  readonly hex: string;
  /** How long the modem may take from the PDU to its information response, milliseconds. */
  readonly timeoutMs: number;
  /** Called when the command has been written, at each time that it is. */
  asked?(): void;
  /** Called once after the prompt; the PDU is written when it resolves and withheld when it rejects. */
  before(): Promise<void>;
  /** Called when the PDU has been written. */
  written?(): void;
}

/** One command line and what may answer it. */
export interface AtCommand {
  /** Without the CR that ends it. */
  readonly text: string;
  /** How long until the final result code, or until the prompt where there is a PDU; milliseconds. */
  readonly timeoutMs: number;
  /** What its information responses begin with, such as "+CREG:". Other lines are URCs. */
  readonly expect?: readonly string[];
  /** Whether information responses may come without a prefix: "Quectel", or the PDU below "+CMGR:". */
  readonly bare?: boolean;
  /** Once an information response has come, a final result code that is missing for so long is taken as OK. */
  readonly finalAfterInfoMs?: number;
  readonly pdu?: PduBody;
  /** A knock at the door: asked of a modem that may be deaf, so a time-out is no reason to find its rhythm again. */
  readonly probe?: boolean;
  /** Written before the command, to leave a prompt or a half-typed line that somebody else left behind. */
  readonly lead?: string;
  /** The command as it may be shown, where `text` holds a secret. */
  readonly shown?: string;
}

/** The command for messages and logs: never a PIN. */
export function showCommand(command: AtCommand): string {
  return command.shown ?? command.text;
}

/** Whether an information response of this command would begin like the line. */
export function expects(command: AtCommand, line: string): boolean {
  for (const prefix of command.expect ?? []) {
    if (line.startsWith(prefix)) return isAnswer(command, line);
  }
  return false;
}

// The same words serve as answer and as URC: `+CREG: 0,1` answers AT+CREG?, `+CREG: 1` comes unasked. TS 27.007 §7.2.
function isAnswer(command: AtCommand, line: string): boolean {
  if (!/^\+C5?G?E?REG:/.test(line) || !command.text.endsWith("?")) return true;
  return /^\+\w+:\s*\d+\s*,\s*\d/.test(line);
}

/** Whether the line begins like a response or URC that has a name: "+CREG:", "^RSSI:". */
export function looksPrefixed(line: string): boolean {
  return /^[+^*#$%&!][A-Z0-9_]+:/.test(line);
}

/** Whether the line may be an information response without a prefix. */
export function acceptsBare(command: AtCommand, line: string): boolean {
  return command.bare === true && !looksPrefixed(line);
}
