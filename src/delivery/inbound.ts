import type { Clock, Timer } from "../model/mod.ts";
import type { ReceivedRaw, ReceivedSegment, SmsSender } from "../modem/mod.ts";
import {
  type InboundSegment,
  type Joining,
  type Store,
  StoreError,
} from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { inboundText } from "./inbound_text.ts";
import { modemKey } from "./modem_key.ts";

/** What the reception needs; read where it is used, since `segmentTimeoutMs` may change. */
export interface InboundOptions {
  readonly clock: Clock;
  /** How long after its last segment an SMS waits for those that are missing, milliseconds. */
  readonly segmentTimeoutMs: number;
  readonly observe: (event: DeliveryEvent) => void;
}

/** After trouble with the database the next try comes after this. */
const troubleWaitMs = 60_000;
const givenUpAtOnce = 100;

/**
 * Puts what modems receive into the inbox: each segment is on disk before its modem may delete it, an SMS is in the inbox with its
 * last segment, and without those that do not come. What forwards SMS (the next thing to be built on this) hears `received`, and
 * finds in the inbox what it had not heard of before a restart.
 */
export class Inbound {
  readonly #store: Store;
  readonly #senders: readonly SmsSender[];
  readonly #options: InboundOptions;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(
    store: Store,
    senders: readonly SmsSender[],
    options: InboundOptions,
  ) {
    this.#store = store;
    this.#senders = senders;
    this.#options = options;
  }

  /** Takes up the waiting of an earlier run. Throws `StoreError`. */
  start(): void {
    this.#arm();
  }

  /** To be called when its options have changed. */
  follow(): void {
    this.#armIn(0);
  }

  /** Waits for nothing more; what has come is on disk. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Takes one segment; resolves when it is on disk. Throws `StoreError`. */
  async take(
    modem: string,
    received: ReceivedSegment | ReceivedRaw,
  ): Promise<void> {
    const by = this.#nameOf(modem);
    const segment = segmentOf(by.key, received);
    const joining = received.kind === "segment"
      ? this.#joiningNow
      : { ...this.#joiningNow, textOf: () => received.pdu };
    const fate = await this.#store.receive(segment, joining);
    const where = { modem, simulated: by.simulated };
    const { observe } = this.#options;
    if (fate.kind === "kept") {
      return observe({ kind: "received", item: fate.item, ...where });
    }
    observe({ kind: "segment", fate, from: segment.sender, ...where });
    if (fate.kind === "waiting") this.#arm();
  }

  get #joiningNow(): Joining {
    return { waitMs: this.#options.segmentTimeoutMs, textOf: inboundText };
  }

  #nameOf(modem: string) {
    const sender = this.#senders.find(({ name }) => name === modem);
    return {
      key: sender === undefined ? modem : modemKey(sender),
      simulated: sender?.simulated === true,
    };
  }

  /** Wakes up when the SMS that has waited longest has waited long enough. */
  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const since = this.#stopped ? undefined : this.#store.partialSince();
    if (since === undefined) return;
    const { clock, segmentTimeoutMs } = this.#options;
    const delayMs = since + segmentTimeoutMs + 1 - clock.now();
    this.#armIn(Math.max(0, delayMs));
  }

  #armIn(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(delayMs, () => this.#giveUp());
  }

  async #giveUp(): Promise<void> {
    try {
      await this.#giveUpOverdue();
      this.#arm();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (this.#stopped || error.code === "closed") return;
      this.#options.observe({ kind: "trouble", text: error.message });
      this.#armIn(troubleWaitMs);
    }
  }

  async #giveUpOverdue(): Promise<void> {
    const { clock, observe, segmentTimeoutMs } = this.#options;
    const before = clock.now() - segmentTimeoutMs;
    for (;;) {
      const items = await this.#store.giveUpPartials({
        before,
        limit: givenUpAtOnce,
        joining: this.#joiningNow,
      });
      for (const item of items) {
        const sender = this.#senders.find((it) => modemKey(it) === item.modem);
        observe({
          kind: "received",
          item,
          modem: sender?.name ?? item.modem,
          simulated: sender?.simulated === true,
        });
      }
      if (items.length < givenUpAtOnce) return;
    }
  }
}

function segmentOf(
  modem: string,
  received: ReceivedSegment | ReceivedRaw,
): InboundSegment {
  const { fingerprint, pdu, receivedAt } = received;
  const base = { modem, fingerprint, pdu, receivedAt };
  if (received.kind === "unreadable") {
    return { ...base, kind: "unreadable", sender: "", sentAt: undefined };
  }
  const { concatenation, sender, sentAt } = received;
  const sms = { ...base, kind: "sms", sender, sentAt } as const;
  // One that says it is the only segment needs no joining.
  if (concatenation === undefined || concatenation.total < 2) return sms;
  const { sequence: number, ...place } = concatenation;
  return { ...sms, place: { ...place, number } };
}
