import type { Clock, PhoneNumber, Timer } from "../model/mod.ts";
import {
  type Change,
  type HandledSms,
  type Handling,
  type ReplyDecision,
  type Store,
  StoreError,
} from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import {
  countedFrom,
  decideReply,
  type DecisionOptions,
} from "./reply_decision.ts";

/** What follows from received SMS, and by what. */
export interface ReplyOptions extends DecisionOptions {
  /** Whether anything can follow at all; if not, the inbox is left alone. */
  readonly active: boolean;
  /** Reads a sender as the network wrote it; undefined for what cannot be dialled. */
  readonly read: (sender: string) => PhoneNumber | undefined;
  readonly clock: Clock;
  readonly observe: (event: DeliveryEvent) => void;
  /** Called with the number of confirmations that wait to be sent. */
  readonly wake: (deliveries: number) => void;
}

const handledAtOnce = 50;
/** After trouble with the database the next try comes after this. */
const troubleWaitMs = 60_000;
/** So often what is too old is forgotten. */
const forgetEveryMs = 86_400_000;
/** Counts of the last day are needed whatever the window. */
const keptAtLeastMs = 86_400_000;

/**
 * Lets follow what must from received SMS: a mail to whom they answer, an entry of the deny list. What has not followed before a restart
 * follows after it, and nothing follows twice.
 */
export class Replies {
  readonly #store: Store;
  readonly #options: ReplyOptions;
  /** What runs, while something does. */
  #running: Promise<void> | undefined;
  /** Whether there may be more than what runs has seen. */
  #more = false;
  #timer: Timer | undefined;
  #stopped = false;
  /** By the monotonic clock. */
  #forgottenAt = -Infinity;

  constructor(store: Store, options: ReplyOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** To be called when an SMS has come in or a number was put on the deny list, and at the start. */
  notice(): void {
    this.#more = true;
    if (this.#stopped) return;
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is under way; what is left follows after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#timer?.cancel();
    try {
      while (this.#more && !this.#stopped) {
        this.#more = false;
        await this.#forget();
        await this.#handle();
        await this.#cancel();
      }
    } catch (error) {
      this.#trouble(error);
    } finally {
      this.#running = undefined;
    }
  }

  async #handle(): Promise<void> {
    if (!this.#options.active) return;
    for (;;) {
      const handled = await this.#store.replies.handle(this.#handling());
      for (const one of handled) this.#tell(one);
      if (handled.length < handledAtOnce || this.#stopped) return;
    }
  }

  #handling(): Handling {
    const { clock, mail, read } = this.#options;
    const now = clock.now();
    return {
      now,
      limit: handledAtOnce,
      since: now - (mail?.windowMs ?? 0),
      counted: countedFrom(mail, now),
      read,
      decide: (sms) => this.#decide(sms, now),
    };
  }

  // What one SMS makes us stumble over shall not keep the others from going on.
  #decide(sms: HandledSms["sms"], now: number): ReplyDecision {
    try {
      return decideReply(sms, this.#options, now);
    } catch (error) {
      this.#options.observe({ kind: "bug", error });
      return { mail: { kind: "kept", why: "of a bug" } };
    }
  }

  #tell(handled: HandledSms): void {
    const { observe, wake, mail } = this.#options;
    const { decision: { word }, deliveries } = handled;
    if (mail !== undefined || word !== undefined) {
      observe({ kind: "replied", ...handled });
    }
    const submission = word?.confirmation;
    if (submission === undefined || deliveries.length === 0) return;
    observe({ kind: "accepted", submission, deliveries, attachments: [] });
    wake(deliveries.length);
  }

  /** What waits for numbers that are new on the deny list is looked for in steps, so that nobody is held up by it. */
  async #cancel(): Promise<void> {
    const { clock, observe } = this.#options;
    for (let done = false; !done && !this.#stopped;) {
      const step = await this.#store.replies.cancelDenied(clock.now());
      const tell = (change: Change) => observe({ kind: "changed", change });
      step.changes.forEach(tell);
      done = step.done;
    }
  }

  async #forget(): Promise<void> {
    const { clock, mail } = this.#options;
    const now = clock.monotonic();
    if (mail === undefined || now - this.#forgottenAt < forgetEveryMs) return;
    this.#forgottenAt = now;
    const keptMs = Math.max(mail.windowMs, keptAtLeastMs);
    await this.#store.replies.forget(clock.now() - keptMs);
  }

  #trouble(error: unknown): void {
    const isTrouble = error instanceof StoreError;
    if (this.#stopped || (isTrouble && error.code === "closed")) return;
    const { clock, observe } = this.#options;
    // Nobody waits for this: what it throws would end the process.
    if (isTrouble) observe({ kind: "trouble", text: error.message });
    else observe({ kind: "bug", error });
    this.#timer = clock.after(troubleWaitMs, () => this.notice());
  }
}
