import type { Clock, Timer } from "../../src/model/mod.ts";
import { deliversOf } from "../../src/modem/mod.ts";
import type { Pdu } from "../../src/sms/mod.ts";
import type { Chance } from "../fuzz_smtp/chance.ts";
import { callerHabits } from "./faults.ts";
import type { LogWriter } from "./log.ts";

/** What people who send SMS to one modem need. */
export interface CallersOptions {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: LogWriter;
  /** Which of the modems it is. */
  readonly modem: number;
  /** Gives a segment to the modem; false when it cannot take it, and the network tries again. */
  readonly deliver: (pdu: Pdu) => boolean;
}

const againMs = 5_000;
const people = 7;

/** People who send SMS to one modem: short and long ones, whose segments the network mixes up, delays and repeats. */
export class Callers {
  /** Segments that the modem has not taken yet. */
  waiting = 0;
  readonly #options: CallersOptions;
  #count = 0;
  #next: Timer | undefined;
  /** Until when the modem is left alone, because it could not take one. */
  #heldUntil = -Infinity;

  constructor(options: CallersOptions) {
    this.#options = options;
    this.#schedule();
  }

  /** Sends nothing new. */
  stop(): void {
    this.#next?.cancel();
  }

  #schedule(): void {
    const { chance, clock } = this.#options;
    const spared = -Math.log(1 - chance.next()) * callerHabits.everySeconds;
    this.#next = clock.after(1000 * spared, () => {
      this.#call();
      this.#schedule();
    });
  }

  #call(): void {
    const { chance, clock, log, modem } = this.#options;
    const count = ++this.#count;
    const sms = `@${modem}/${count}`;
    const from = `+467055500${10 + count % people}`;
    const text = this.#textOf(sms);
    const at = clock.now();
    const pdus = deliversOf({ from, text, at, reference: count % 256 });
    log.write({ event: "inbound", sms, from, text, segments: pdus.length });
    const mixed = chance.oneIn(callerHabits.shuffledOneIn);
    for (const [index, pdu] of pdus.entries()) {
      const hand = (delayMs: number) =>
        this.#hand({ pdu, sms, part: index + 1 }, delayMs);
      const late = () => 1000 * callerHabits.lateSeconds * chance.next();
      hand(mixed ? late() : 0);
      if (chance.oneIn(callerHabits.repeatedOneIn)) hand(late());
    }
  }

  #textOf(sms: string): string {
    const { chance } = this.#options;
    const segments = chance.oneIn(callerHabits.longOneIn)
      ? 2 + chance.below(3)
      : 1;
    const isUnicode = chance.oneIn(callerHabits.unicodeOneIn);
    const word = isUnicode ? `${sms} \u{1f6a8} ` : `${sms} `;
    // A segment of several holds 153 letters, or 67 of UCS-2.
    const length = (isUnicode ? 67 : 153) * (segments - 1) + 2 * word.length;
    return word.repeat(Math.floor(length / word.length)).trim();
  }

  #hand(
    segment: {
      readonly pdu: Pdu;
      readonly sms: string;
      readonly part: number;
    },
    delayMs: number,
  ): void {
    this.waiting++;
    const { clock, deliver, log } = this.#options;
    clock.after(delayMs, () => {
      this.waiting--;
      const { pdu, sms, part } = segment;
      // One refusal holds all others back, as a service centre does it: a hundred would keep the machine busy with refusing.
      const isHeld = clock.monotonic() < this.#heldUntil;
      if (!isHeld && deliver(pdu)) {
        return log.write({ event: "handed", sms, part });
      }
      if (!isHeld) this.#heldUntil = clock.monotonic() + againMs;
      this.#hand(segment, againMs);
    });
  }
}
