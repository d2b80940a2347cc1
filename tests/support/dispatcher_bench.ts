import assert from "node:assert/strict";
import { type DeliveryEvent, Dispatcher } from "../../src/delivery/mod.ts";
import type { DispatcherOptions } from "../../src/delivery/dispatcher_options.ts";
import type { RetryPolicy } from "../../src/delivery/retry.ts";
import {
  type MessageId,
  newMessageId,
  parsePhoneNumber,
  type SendResult,
} from "../../src/model/mod.ts";
import type { SmsSender, SubmitHooks } from "../../src/modem/mod.ts";
import { openStore, type Store } from "../../src/queue/mod.ts";
import {
  countSegments,
  decodeSubmit,
  type SubmitPdu,
} from "../../src/sms/mod.ts";
import { ManualClock, settle } from "./manual_clock.ts";

/** The times of a bench, milliseconds. */
export const benchPolicy = {
  retryFirstMs: 10_000,
  retryMaxMs: 60_000,
  uncertainWaitMs: 300_000,
  resumeWaitMs: 600_000,
} as const;

/** How long a delivery on a bench lives. */
export const dayMs = 86_400_000;

/** A modem that answers by script, then well; it is unusable for a minute after each fault of its own. */
export class ScriptedSender implements SmsSender {
  readonly simulated = true;
  readonly taken: { readonly recipient: string; readonly pdu: string }[] = [];
  readonly #clock: ManualClock;
  readonly #script: SendResult[];
  #reference = 0;
  usable = true;
  #waiting: (() => void)[] = [];
  #hold: Promise<void> | undefined;
  #blamed: { readonly number: string; readonly result: SendResult } | undefined;
  /** Called right behind each answer. */
  afterAnswer: () => void = () => {};

  constructor(
    readonly name: string,
    clock: ManualClock,
    script: readonly SendResult[] = [],
  ) {
    this.#clock = clock;
    this.#script = [...script];
  }

  /** Each SMS to this number ends so. */
  blames(number: string, result: SendResult): void {
    this.#blamed = { number, result };
  }

  /** Holds every answer back until the promise resolves. */
  holdUntil(released: Promise<void>): void {
    this.#hold = released;
  }

  whenUsable(signal: AbortSignal): Promise<void> {
    if (this.usable) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  }

  async submit(pdu: SubmitPdu, hooks: SubmitHooks): Promise<SendResult> {
    const scripted = this.#isBlamed(pdu)
      ? this.#blamed?.result
      : this.#script.shift();
    if (scripted?.kind === "retry" && scripted.fault === "modem") {
      this.fall();
      return scripted;
    }
    await hooks.beforePdu();
    hooks.sending?.();
    await this.#hold;
    if (scripted === undefined || scripted.kind === "sent") {
      const decoded = decodeSubmit(pdu.hex);
      assert.ok(decoded.kind === "ok");
      this.taken.push({
        recipient: decoded.tpdu.recipient.text,
        pdu: pdu.hex,
      });
      this.#reference = (this.#reference + 1) % 256;
      queueMicrotask(this.afterAnswer);
      return { kind: "sent", reference: this.#reference };
    }
    return scripted;
  }

  #isBlamed(pdu: SubmitPdu): boolean {
    const decoded = decodeSubmit(pdu.hex);
    return decoded.kind === "ok" &&
      decoded.tpdu.recipient.text === this.#blamed?.number;
  }

  /** Is unusable for a minute. */
  fall(): void {
    this.usable = false;
    this.#clock.after(60_000, () => {
      this.usable = true;
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }
}

/** A dispatcher over a real store in a temporary folder, on a clock that the test moves. */
export class DispatcherBench implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly events: DeliveryEvent[] = [];
  readonly #folder: string;
  #store: Store | undefined;
  #dispatcher: Dispatcher | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<DispatcherBench> {
    const bench = new DispatcherBench(await Deno.makeTempDir());
    const { clock } = bench;
    bench.#store = await openStore(`${bench.#folder}/queue.db`, { clock });
    return bench;
  }

  get store(): Store {
    assert.ok(this.#store !== undefined);
    return this.#store;
  }

  /** Puts another in its place, such as a spoilt one, before `start`. */
  set store(store: Store) {
    this.#store = store;
  }

  async start(
    senders: readonly SmsSender[],
    policy: Partial<RetryPolicy> = {},
    rules: Pick<DispatcherOptions, "timeRules"> = {},
  ): Promise<Dispatcher> {
    this.#dispatcher = new Dispatcher(this.store, senders, {
      ...rules,
      policy: { ...benchPolicy, ...policy },
      onUncertain: "resend",
      reportTimeoutMs: dayMs,
      clock: this.clock,
      observe: (event) => this.events.push(event),
    });
    await this.#dispatcher.start();
    return this.#dispatcher;
  }

  async accept(
    text: string,
    recipient = "+4917012345678",
    lifeMs: number = dayMs,
    urgent = false,
  ): Promise<MessageId> {
    const { clock } = this;
    const id = newMessageId(clock);
    const number = parsePhoneNumber(recipient);
    assert.ok(number !== undefined);
    const message = {
      text,
      flash: false,
      statusReport: true,
      referenceBits: 8,
    } as const;
    const submission = {
      id,
      acceptedAt: clock.now(),
      expiresAt: clock.now() + lifeMs,
      source: "smtp" as const,
      reversePath: "plc@plant",
      clientAddress: "127.0.0.1",
      subject: "",
      message,
      segmentCount: countSegments(text, message),
      recipients: [number],
      ...(urgent &&
        { wishes: new Map([[number, { priority: "urgent" as const }]]) }),
    };
    const { deliveries } = await this.store.accept({ submission });
    this.#dispatcher?.wake(deliveries.length);
    return id;
  }

  /** Lets time pass; whatever falls due meanwhile runs to its end, commits included. */
  async pass(ms: number): Promise<void> {
    const { clock } = this;
    const end = clock.monotonic() + ms;
    await quiet();
    for (;;) {
      const left = end - clock.monotonic();
      const next = clock.nextInMs ?? Infinity;
      if (next > left) return await clock.advance(left);
      await clock.advance(next);
      await quiet();
    }
  }

  stateOf(id: MessageId): string {
    const deliveries = this.store.show(id)?.deliveries ?? [];
    return deliveries.map(({ state }) => state).join();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher?.stop(AbortSignal.abort());
    await this.#store?.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

// A chain of claim, start, acknowledgement and settlement takes a few turns of the event loop for each commit, and a commit for a
// crowd a few round trips through the runtime's threads; nothing here waits for anything else.
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    await settle();
    await Deno.stat(".");
  }
}
