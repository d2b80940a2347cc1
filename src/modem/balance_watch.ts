import type { Clock, Timer } from "../model/mod.ts";
import type { Balance, UssdResult } from "./driver.ts";

/** How the balance of a prepaid card is asked for. */
export interface BalanceOptions {
  /** The code, and the answers to the menus behind it. */
  readonly ussd: readonly string[];
  /** From one check to the next, milliseconds. */
  readonly everyMs: number;
  /** Finds the amount in the network's answer; undefined when there is none. */
  readonly amountIn: (text: string) => number | undefined;
  /** Below this the operator is told; undefined: never. */
  readonly low?: number;
}

/** What the watch needs of its modem. */
export interface BalanceWatchOptions {
  readonly clock: Clock;
  /** Whether nobody would mind. */
  readonly idle: () => boolean;
  /** Whether the modem can be asked at all. */
  readonly able: () => boolean;
  readonly ask: (
    entries: readonly string[],
    signal: AbortSignal,
  ) => Promise<UssdResult>;
  readonly alarm: (raised: boolean, text: string) => void;
  readonly notice: (text: string) => void;
}

const times = {
  /** After the start of the program: the modem has other things to do at first. */
  firstMs: 60_000,
  /** How soon a modem that was busy is looked at again. */
  busyMs: 15_000,
  /** How soon a check that did not succeed is repeated; doubles up to the usual time. */
  againMs: 600_000,
} as const;

/** Asks for a card's balance now and then, when its modem has nothing better to do, and says once when it is low. */
export class BalanceWatch {
  readonly #balance: BalanceOptions;
  readonly #options: BalanceWatchOptions;
  #last: Balance | undefined;
  #timer: Timer | undefined;
  /** Ends the check that runs. */
  #running: AbortController | undefined;
  /** From when on a check is made whoever waits, monotonic. */
  #overdueAt: number;
  #failures = 0;
  #told = "";
  #closed = false;

  constructor(balance: BalanceOptions, options: BalanceWatchOptions) {
    this.#balance = balance;
    this.#options = options;
    this.#overdueAt = options.clock.monotonic() + times.firstMs +
      balance.everyMs;
    this.#arm(times.firstMs);
  }

  /** The last one known. */
  get last(): Balance | undefined {
    return this.#last;
  }

  /** Somebody has an SMS to send: a check that can wait is given up, and made another time. */
  makeWay(): void {
    if (!this.#isOverdue) this.#running?.abort(new Error("Made way"));
  }

  /** Ends the check that runs, and makes none any more. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#running?.abort(new Error("Stopped"));
  }

  get #isOverdue(): boolean {
    return this.#options.clock.monotonic() >= this.#overdueAt;
  }

  #arm(delayMs: number): void {
    this.#timer?.cancel();
    if (this.#closed) return;
    this.#timer = this.#options.clock.after(delayMs, () => this.#due());
  }

  #due(): void {
    const { able, idle } = this.#options;
    const may = able() && (idle() || this.#isOverdue);
    if (may) void this.#check();
    else this.#arm(times.busyMs);
  }

  async #check(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    const result = await this.#options.ask(
      this.#balance.ussd,
      running.signal,
    );
    this.#running = undefined;
    if (running.signal.aborted) return this.#arm(times.busyMs);
    if (result.kind === "failed") return this.#missed(result.reason);
    const text = result.answers.at(-1) ?? "";
    const amount = this.#balance.amountIn(text);
    if (amount === undefined) {
      return this.#missed(
        `the pattern of [modem.balance] finds no amount in "${text}"`,
      );
    }
    this.#take(amount, text);
  }

  #take(amount: number, text: string): void {
    const { clock, alarm } = this.#options;
    const { everyMs, low: least = -Infinity } = this.#balance;
    const before = this.#last?.low ?? false;
    const low = amount < least;
    this.#last = { amount, text, low, at: clock.now() };
    this.#failures = 0;
    this.#told = "";
    this.#next(everyMs);
    if (low && !before) {
      alarm(true, `Balance is down to ${amount}, below ${least}: top up`);
    }
    if (!low && before) {
      alarm(false, `Balance is ${amount} again, above ${least}`);
    }
  }

  #missed(reason: string): void {
    const { everyMs } = this.#balance;
    const againMs = Math.min(times.againMs * 2 ** this.#failures, everyMs);
    this.#failures += 1;
    this.#next(againMs);
    if (reason === this.#told) return;
    this.#told = reason;
    this.#options.notice(`The balance could not be read: ${reason}`);
  }

  #next(delayMs: number): void {
    this.#overdueAt = this.#options.clock.monotonic() + delayMs +
      this.#balance.everyMs;
    this.#arm(delayMs);
  }
}
