/** What the modems of a soak wrote down, one JSON line each: the other side's word, which the queue is held against. */
export type LogLine =
  /** The network took a segment. `mail`: mark and recipient. */
  | {
    readonly event: "segment";
    readonly mail: string;
    readonly part: number;
    readonly modem: string;
  }
  /** A phone has shown a whole message. */
  | { readonly event: "message"; readonly mail: string; readonly text: string }
  /** The network refused a segment with an error of such a class. */
  | { readonly event: "refused"; readonly mail: string; readonly class: string }
  /** The network has sent a report on a segment. */
  | {
    readonly event: "report";
    readonly mail: string;
    readonly part: number;
    readonly outcome: "delivered" | "trying" | "failed";
  }
  /** Somebody has sent an SMS to a modem; `sms` is the mark in its text. */
  | {
    readonly event: "inbound";
    readonly sms: string;
    readonly from: string;
    readonly text: string;
    readonly segments: number;
  }
  /** The modem has taken a segment of it: the network sends it no more. */
  | { readonly event: "handed"; readonly sms: string; readonly part: number }
  /** Something was made to go wrong. */
  | { readonly event: "fault"; readonly modem: string; readonly name: string };

/** What a mail to one recipient is called in a soak's ledger: the mark in its text, and the number. */
export function mailKey(text: string, recipient: string): string {
  return `${/#\d{5,}/.exec(text)?.[0] ?? `"${text}"`} ${recipient}`;
}

/** The mark in the text of an SMS to a modem. */
export function inboundMark(text: string): string {
  return /@\d+\/\d+/.exec(text)?.[0] ?? `"${text}"`;
}

/** A log that grows. */
export class LogWriter implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #encoder = new TextEncoder();

  constructor(path: string) {
    this.#file = Deno.openSync(path, { append: true, create: true });
  }

  /** On disk, as far as a killed process goes, when it returns. */
  write(line: LogLine): void {
    let rest = this.#encoder.encode(`${JSON.stringify(line)}\n`);
    while (rest.length > 0) rest = rest.subarray(this.#file.writeSync(rest));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Reads a log that has ended. */
export function readLog(path: string): readonly LogLine[] {
  return Deno.readTextFileSync(path).split("\n")
    .filter((line) => line !== "").map((line) => JSON.parse(line));
}
