import assert from "node:assert/strict";
import { HandOver } from "../../src/delivery/hand_over.ts";
import {
  type DeliveryId,
  newMessageId,
  parsePhoneNumber,
} from "../../src/model/mod.ts";
import {
  type Claim,
  type Entry,
  type Recorded,
  StoreError,
} from "../../src/queue/mod.ts";
import { ManualClock } from "./manual_clock.ts";

/** What a disk says that takes nothing. */
export const full = new StoreError("full", "The disk is full");

/** A claim of one segment, of the delivery with this id. */
export function claimOf(id: number): Claim {
  const recipient = parsePhoneNumber("+4917012345678");
  assert.ok(recipient);
  return {
    deliveryId: id as DeliveryId,
    messageId: newMessageId(new ManualClock()),
    modem: "m1",
    recipient,
    message: {
      text: "Pump 3",
      flash: false,
      statusReport: true,
      referenceBits: 8,
    },
    segmentCount: 1,
    attempt: 1,
    reference: undefined,
    acknowledged: [],
    possibleDuplicate: false,
    acceptedAt: 0,
    priority: "normal",
    expiresAt: 1,
  };
}

/** A hand-over, and all that it deals with. */
export class Desk {
  readonly clock = new ManualClock();
  readonly reserved = new Set<DeliveryId>();
  /** Each write as its entries' kinds and deliveries. */
  readonly writes: string[] = [];
  readonly told: string[] = [];
  /** Those that cannot be leased any more. */
  readonly gone = new Set<Claim>();
  freed = 0;
  /** How often somebody looked what there is to claim. */
  looks = 0;
  /** So many writes fail. */
  failures = 0;
  /** Holds back each write. */
  slow: Promise<void> | undefined;
  readonly records: HandOver;
  readonly #waiting: Claim[];

  constructor(waiting: readonly Claim[]) {
    this.#waiting = [...waiting];
    this.records = new HandOver("m1", {
      store: {
        peek: () => {
          this.looks++;
          return this.#waiting.shift();
        },
        record: (entries) => this.#record(entries),
      },
      clock: this.clock,
      leaseMs: 1_000,
      reserved: this.reserved,
      persist: (write) => this.#persist(write),
      changed: ({ deliveryId }) => this.told.push(`settled ${deliveryId}`),
      acknowledged: ({ reference }) =>
        this.told.push(`acknowledged ${reference}`),
      freed: () => this.freed++,
    });
  }

  /** There is one more to claim. */
  arrive(claim: Claim): void {
    this.#waiting.push(claim);
  }

  reserve(): Claim {
    const claim = this.records.reserve({}, 0);
    assert.ok(claim, "nothing to reserve");
    assert.ok(this.reserved.has(claim.deliveryId));
    return claim;
  }

  acknowledge(claim: Claim, number: number): void {
    const reference = 100 + claim.deliveryId;
    const at = this.clock.now();
    this.records.owe({ kind: "acknowledged", claim, number, reference, at });
  }

  settle(claim: Claim): void {
    const at = this.clock.now();
    const transition = { to: "sent" } as const;
    this.records.owe({ kind: "settled", claim, transition, at });
  }

  /** Sends one whole. */
  async sendNext(): Promise<void> {
    const claim = this.reserve();
    await this.records.begin(claim, 1);
    this.acknowledge(claim, 1);
    this.settle(claim);
  }

  async #record(entries: readonly Entry[]): Promise<Recorded> {
    await this.slow;
    if (this.failures-- > 0) throw full;
    const gone = entries.flatMap(({ claim, kind }) =>
      kind === "claimed" && this.gone.has(claim) ? [claim] : []
    );
    const made = entries.filter(({ claim }) => !gone.includes(claim));
    this.writes.push(
      made.map((it) => `${it.kind} ${it.claim.deliveryId}`).join(", "),
    );
    return {
      gone,
      claimed: made.filter((it) => it.kind === "claimed").map((it) => it.claim),
      changes: made.flatMap((it) =>
        it.kind === "settled"
          ? [{
            ...it.claim,
            from: "sending" as const,
            to: it.transition.to,
            reason: "",
          }]
          : []
      ),
    };
  }

  async #persist<T>(write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        assert.equal(error, full);
        await this.clock.sleep(this.failures > 0 ? 1_000 : 10);
      }
    }
  }
}
