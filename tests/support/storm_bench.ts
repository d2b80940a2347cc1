import assert from "node:assert/strict";
import { join } from "node:path";
import type { ComposeOptions, DeliveryEvent } from "../../src/delivery/mod.ts";
import { StormKeeper } from "../../src/delivery/storm_keeper.ts";
import type { StormOptions } from "../../src/delivery/storm_plan.ts";
import {
  type DeliveryId,
  type MessageId,
  newMessageId,
  parsePhoneNumber,
  type PhoneNumber,
  type Wishes,
} from "../../src/model/mod.ts";
import { openStore, type Store } from "../../src/queue/mod.ts";
import { ManualClock, settle } from "./manual_clock.ts";

/** An SMS that has left. */
export interface Left {
  readonly deliveryId: DeliveryId;
  readonly recipient: string;
  readonly text: string;
  readonly at: number;
  readonly urgent: boolean;
}

/** All off; with a window of five minutes. */
export const calm: StormOptions = {
  windowMs: 5 * 60_000,
  first: "now",
  perRecipient: [],
  perSender: [],
  whenOver: "queue",
  breakerRestMs: 3_600_000,
  breakerReminderMs: 1_800_000,
  urgentPasses: true,
};

const compose: ComposeOptions = {
  template: "{body}",
  maxSegments: 2,
  whenTooLong: "truncate",
  stripSignature: false,
  plainPunctuation: true,
  statusReport: false,
  referenceBits: 8,
};

/** The day that a delivery lives. */
const lifetimeMs = 86_400_000;

/** A store with its keeper, and a modem that sends at once whatever may leave; on a clock that the test moves. */
export class StormBench implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly left: Left[] = [];
  readonly events: DeliveryEvent[] = [];
  readonly folders: string[] = [];
  #store: Store | undefined;
  #keeper: StormKeeper | undefined;
  #options: StormOptions;

  private constructor(options: StormOptions, clock: ManualClock) {
    this.#options = options;
    this.clock = clock;
  }

  static async open(
    changes: Partial<StormOptions> = {},
    clock = new ManualClock(),
  ): Promise<StormBench> {
    const bench = new StormBench({ ...calm, ...changes }, clock);
    bench.folders.push(Deno.makeTempDirSync());
    await bench.#start();
    return bench;
  }

  get store(): Store {
    assert.ok(this.#store);
    return this.#store;
  }

  get keeper(): StormKeeper {
    assert.ok(this.#keeper);
    return this.#keeper;
  }

  /** Accepts a mail as the intake does. */
  async accept(
    text: string,
    recipients: readonly PhoneNumber[] = [phone(1)],
    { wishes = {}, from = "plc@plant.example" }: {
      readonly wishes?: Wishes;
      readonly from?: string;
    } = {},
  ): Promise<MessageId> {
    const acceptedAt = this.clock.now();
    const submission = {
      id: newMessageId(this.clock),
      acceptedAt,
      expiresAt: acceptedAt + lifetimeMs,
      source: "smtp",
      reversePath: from,
      clientAddress: "10.0.0.7",
      subject: "",
      message: { text, flash: false, statusReport: false, referenceBits: 8 },
      segmentCount: 1,
      recipients,
      wishes: new Map(recipients.map((it) => [it, wishes])),
    } as const;
    const watch = this.keeper.watch(submission);
    const { storm } = await this.store.accept({
      submission,
      ...(watch && { storm: watch }),
    });
    if (storm) this.keeper.accepted(storm);
    return submission.id;
  }

  /** Accepts as many at once, in their order, numbered from 1. */
  async acceptMany(
    count: number,
    text: (number: number) => string,
    recipients?: readonly PhoneNumber[],
  ): Promise<void> {
    const numbers = Array.from({ length: count }, (_, at) => at + 1);
    await Promise.all(numbers.map((it) => this.accept(text(it), recipients)));
  }

  /** Lets time pass until nothing waits any more, for days if it must be. */
  async drain(): Promise<void> {
    for (let hours = 0; this.store.counts().queued > 0; hours++) {
      assert.ok(hours < 100, "Something waits for ever");
      await this.pass(60 * 60_000, 10 * 60_000);
    }
  }

  /** Lets time pass in steps; what may leave leaves at each. */
  async pass(ms: number, stepMs = 30_000): Promise<void> {
    await this.send();
    for (let left = ms; left > 0; left -= stepMs) {
      await this.clock.advance(Math.min(left, stepMs));
      await this.rest();
      await this.send();
    }
  }

  /** Lets the keeper finish what it has begun. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 8; turn++) await settle();
  }

  /** Sends all that is due and may leave. */
  async send(): Promise<void> {
    for (;;) {
      const { gate } = this.keeper;
      if (gate === "none") return;
      const now = this.clock.now();
      const claim = await this.store.claim({
        modem: "m1",
        now,
        leaseUntil: now + 60_000,
        urgentOnly: gate === "urgent",
      });
      if (claim === undefined) return;
      for (let number = 1; number <= claim.segmentCount; number++) {
        await this.store.startSegment(claim, {
          number,
          at: now,
          leaseUntil: now + 60_000,
        });
        const reference = number;
        await this.store.acknowledgeSegment(claim, {
          number,
          reference,
          at: now,
        });
      }
      await this.store.settle(claim, { to: "sent" }, now);
      const wishes = this.store.show(claim.messageId)?.deliveries
        .find((it) => it.deliveryId === claim.deliveryId)?.wishes;
      this.left.push({
        deliveryId: claim.deliveryId,
        recipient: claim.recipient,
        text: claim.message.text,
        at: this.clock.monotonic(),
        urgent: wishes?.priority === "urgent",
      });
    }
  }

  /** As a kill and a start: what is on disk at this moment is what the next one finds. */
  async crash(changes: Partial<StormOptions> = {}): Promise<void> {
    const folder = Deno.makeTempDirSync();
    for (const name of ["queue.db", "queue.db-wal"]) {
      Deno.copyFileSync(join(this.folders.at(-1)!, name), join(folder, name));
    }
    await this.#stop();
    this.folders.push(folder);
    this.#options = { ...this.#options, ...changes };
    await this.#start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    for (const folder of this.folders) {
      Deno.removeSync(folder, { recursive: true });
    }
  }

  async #start(): Promise<void> {
    const { clock } = this;
    this.#store = await openStore(join(this.folders.at(-1)!, "queue.db"), {
      clock,
    });
    this.#keeper = new StormKeeper(this.#store, this.#options, {
      clock,
      compose,
      observe: (event) => this.events.push(event),
      wake: () => {},
    });
    await this.#keeper.prepare();
    await this.#store.followClock(clock.now());
    this.#keeper.start();
    await this.rest();
  }

  async #stop(): Promise<void> {
    await this.keeper.stop();
    await this.store.close();
  }
}

/** One of many phones. */
export function phone(number: number): PhoneNumber {
  const found = parsePhoneNumber(`+49170${1_000_000 + number}`);
  assert.ok(found);
  return found;
}
