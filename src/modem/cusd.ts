import type { Clock, Timer } from "../model/mod.ts";

/** What became of the wait for +CUSD. */
export type Cusd =
  /** TS 27.007 §7.15: `m` says what follows, `dcs` how the text is coded (15 where it is not said). */
  | {
    readonly kind: "answer";
    readonly m: number;
    readonly text: string;
    readonly dcs: number;
  }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "silence" }
  | { readonly kind: "stopped" };

/** After a closing quote without a coding scheme so long a further line may come that belongs to the text. */
const restMs = 1_000;
/** A text that never ends is taken as it is: a USSD string has 182 characters at most, as hexadecimal 728. */
const longest = 2_000;

/**
 * Gathers the answer of +CUSD, whose text may have lines: they come one by one, and nothing but the quotes tells what belongs
 * together. It comes before or after the OK of its command, or long after.
 */
export class CusdCollector {
  /** Settles once. */
  readonly answer: Promise<Cusd>;
  readonly #clock: Clock;
  readonly #resolve: (end: Cusd) => void;
  #lines: string | undefined;
  #timer: Timer | undefined;
  #ended = false;

  constructor(clock: Clock) {
    const { promise, resolve } = Promise.withResolvers<Cusd>();
    this.#clock = clock;
    this.answer = promise;
    this.#resolve = resolve;
  }

  /** Looks at a line that nobody asked for; true when it belongs here. */
  take(line: string): boolean {
    if (line.startsWith("+CUSD:")) {
      this.#lines = line;
    } else if (this.#lines !== undefined && isOpen(this.#lines)) {
      this.#lines += `\n${line}`;
    } else {
      return false;
    }
    this.#look(this.#lines);
    return true;
  }

  /** Whether nobody waits any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Ends the wait, unless it has ended. */
  end(end: Cusd): void {
    this.#ended = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#resolve(end);
  }

  #look(lines: string): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const answer = parseCusd(lines);
    if (isWhole(lines) || lines.length > longest) return this.end(answer);
    this.#timer = this.#clock.after(restMs, () => this.end(answer));
  }
}

/** Whether the quotes say that all has come. */
function isWhole(lines: string): boolean {
  return !isOpen(lines) || /",\s*\d+\s*$/.test(lines);
}

/** Whether further lines may belong to it: a quote was opened, and what closed it is not for certain the last. */
function isOpen(lines: string): boolean {
  return /^\+CUSD:\s*\d+\s*,\s*"/.test(lines) && !/",\s*\d+\s*$/.test(lines);
}

/** Reads the whole of it; tolerant of missing quotes and of quotes in the text. */
export function parseCusd(
  lines: string,
): Extract<Cusd, { readonly kind: "answer" }> {
  const [, m = "-1", rest = ""] =
    /^\+CUSD:\s*(\d+)\s*(?:,\s*([^]*?))?\s*$/.exec(lines) ?? [];
  const [, quoted, scheme] = /^"([^]*)"(?:\s*,\s*(\d+)?)?$/.exec(rest) ??
    /^"?([^]*?)"?(?:\s*,\s*(\d*))*$/.exec(rest) ?? [];
  return {
    kind: "answer",
    m: Number(m),
    text: quoted ?? "",
    dcs: scheme ? Number(scheme) : 15,
  };
}
