/** A final result code that says no. */
export interface AtError {
  /** `plain`: `ERROR` and its vendor spellings; `cme`: TS 27.007 §9.2; `cms`: TS 27.005 §3.2.5. */
  readonly source: "plain" | "cme" | "cms";
  /** The number, or undefined when the modem gave none or gave words. */
  readonly code: number | undefined;
  /** What stood behind the colon, or the whole code when it is plain. */
  readonly text: string;
}

/** A final result code: the end of a command. */
export type AtFinal =
  | { readonly kind: "ok" }
  | { readonly kind: "error"; readonly error: AtError };

/** What came back before a command timed out. */
export type Heard = "nothing" | "echo" | "other";

/** How a command ended. `info` holds its information responses, whole lines in order. */
export type AtResult =
  | { readonly kind: "ok"; readonly info: readonly string[] }
  | {
    readonly kind: "error";
    readonly error: AtError;
    readonly info: readonly string[];
  }
  /** No final result in time. `pduWritten`: the modem has had the whole PDU. */
  | {
    readonly kind: "timeout";
    readonly pduWritten: boolean;
    readonly heard: Heard;
  }
  /** The prompt was left with ESC, because leave to send the PDU was refused or did not come. */
  | { readonly kind: "withheld"; readonly reason: string }
  /** The modem started anew under the command. */
  | {
    readonly kind: "restarted";
    readonly by: string;
    readonly pduWritten: boolean;
  }
  /** The port went away or was closed. */
  | {
    readonly kind: "lost";
    readonly reason: string;
    readonly pduWritten: boolean;
  };

const ok: AtFinal = { kind: "ok" };

// NO CARRIER, BUSY and NO ANSWER are missing on purpose: only commands that dial end in them, which are never sent here,
// while a caller who hangs up makes a modem say NO CARRIER in the middle of anything.
const plainErrors: ReadonlySet<string> = new Set([
  "ERROR",
  "COMMAND NOT SUPPORT", // Huawei
  "TOO MANY PARAMETERS",
  "NA",
]);

const codedError = /^(?:\+(CM[ES]) ERROR|MODEM ERROR):\s*(.*?)\s*$/;

/** Reads a final result code; undefined when the line, taken as a whole, is none. ITU-T V.250 §5.7. */
export function parseFinal(line: string): AtFinal | undefined {
  if (line === "OK") return ok;
  if (plainErrors.has(line)) {
    return {
      kind: "error",
      error: { source: "plain", code: undefined, text: line },
    };
  }
  if (!line.includes(" ERROR:")) return undefined;
  const [, family, text] = codedError.exec(line) ?? [];
  if (text === undefined) return undefined;
  if (family === undefined) {
    return {
      kind: "error",
      error: { source: "plain", code: undefined, text: line },
    };
  }
  const source = family === "CMS" ? "cms" : "cme";
  const code = /^-?\d+$/.test(text) ? Number(text) : undefined;
  return { kind: "error", error: { source, code, text } };
}

/** The error as the modem spelt it, such as "+CMS ERROR 38". */
export function spellError(error: AtError): string {
  switch (error.source) {
    case "plain":
      return error.text;
    case "cme":
      return `+CME ERROR ${error.text}`;
    case "cms":
      return `+CMS ERROR ${error.text}`;
    default:
      return error.source satisfies never;
  }
}
