import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import {
  type DeliveryId,
  newMessageId,
  parsePhoneNumber,
} from "../model/mod.ts";
import {
  type Claim,
  type Entry,
  type Recorded,
  StoreError,
} from "../queue/mod.ts";
import { HandOver } from "./hand_over.ts";

const full = new StoreError("full", "The disk is full");

Deno.test("the end of one SMS and the begin of the next are one write", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  const { records } = desk;
  await desk.sendNext();
  const next = desk.reserve();
  await records.begin(next, 1);
  assert.deepEqual(desk.writes, [
    "claimed 1, started 1",
    "claimed 2, acknowledged 1, settled 1, started 2",
  ]);
  assert.deepEqual(desk.told, ["settled 1", "acknowledged 101"]);
  assert.equal(desk.clock.pending, 0);
});

Deno.test("without a prompt what is owed is on disk 3 ms later, and the next one is leased", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  await desk.sendNext();
  const next = desk.reserve();
  await desk.clock.advance(2.9);
  assert.equal(desk.writes.length, 1);
  assert.equal(desk.reserved.size, 1);
  await desk.clock.advance(0.1);
  await settle();
  assert.equal(desk.writes[1], "claimed 2, acknowledged 1, settled 1");
  assert.equal(desk.reserved.size, 0);
  await desk.records.begin(next, 1);
  assert.equal(desk.writes[2], "started 2");
});

Deno.test("segments of one SMS are handed over, too", async () => {
  const desk = new Desk([]);
  const claim = claimOf(1);
  await desk.records.begin(claim, 1);
  desk.acknowledge(claim, 1);
  await desk.records.begin(claim, 2);
  assert.deepEqual(desk.writes, ["started 1", "acknowledged 1, started 1"]);
});

Deno.test("what is owed by whom a report may ask for is known until it is on disk", async () => {
  const desk = new Desk([claimOf(1)]);
  await desk.sendNext();
  assert.equal(desk.records.owes(101), true);
  assert.equal(desk.records.owes(102), false);
  await desk.records.flush();
  assert.equal(desk.records.owes(101), false);
  assert.deepEqual(desk.told, ["settled 1", "acknowledged 101"]);
});

Deno.test("one that is not to be sent any more is left, what is owed is on disk, and others may look for work", async () => {
  for (const latePrompt of [false, true]) {
    const desk = new Desk([claimOf(1), claimOf(2)]);
    await desk.sendNext();
    const next = desk.reserve();
    desk.gone.add(next);
    if (latePrompt) await desk.clock.advance(3);
    await assert.rejects(desk.records.begin(next, 1), /not to be sent by m1/);
    assert.equal(desk.records.holds(next), false);
    assert.equal(desk.reserved.size, 0);
    assert.equal(desk.freed, 1);
    assert.deepEqual(desk.told, ["settled 1", "acknowledged 101"]);
    await desk.records.flush();
    assert.equal(desk.writes.length, 2, "nothing more is owed");
  }
});

Deno.test("a disk that takes nothing keeps the PDU back, and forgets nothing that is owed", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  await desk.sendNext();
  const next = desk.reserve();
  desk.failures = 1;
  await assert.rejects(desk.records.begin(next, 1), full);
  assert.equal(desk.records.holds(next), false);
  assert.equal(desk.reserved.size, 0);
  assert.equal(desk.freed, 1);
  assert.equal(desk.writes.length, 1);
  await desk.records.flush();
  assert.equal(desk.writes[1], "acknowledged 1, settled 1");
});

Deno.test("a prompt that comes while the disk takes nothing takes along what waits for it", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  await desk.sendNext();
  const next = desk.reserve();
  desk.failures = 1;
  await desk.clock.advance(3);
  assert.equal(desk.writes.length, 1, "it waits for its next try");
  await desk.records.begin(next, 1);
  assert.equal(
    desk.writes[1],
    "claimed 2, acknowledged 1, settled 1, started 2",
  );
  await desk.clock.advance(1_000);
  assert.equal(desk.writes.length, 2, "there is nothing left to try");
});

Deno.test("a prompt waits for the write that is under way", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  await desk.sendNext();
  const next = desk.reserve();
  const { promise, resolve } = Promise.withResolvers<void>();
  desk.slow = promise;
  const flushed = desk.records.flush();
  const begun = desk.records.begin(next, 1);
  await settle();
  assert.equal(desk.writes.length, 1);
  resolve();
  await Promise.all([flushed, begun]);
  assert.deepEqual(desk.writes.slice(1), [
    "claimed 2, acknowledged 1, settled 1",
    "started 2",
  ]);
});

Deno.test("what ended before its prompt is leased and settled in one write", async () => {
  const desk = new Desk([claimOf(1)]);
  const claim = desk.reserve();
  desk.settle(claim);
  assert.equal(desk.records.holds(claim), true);
  assert.throws(() => desk.reserve(), "first that is to be on disk");
  await desk.records.flush();
  assert.deepEqual(desk.writes, ["claimed 1, settled 1"]);
});

Deno.test("nothing is recorded of one that was given back: its lease may be another's", async () => {
  const desk = new Desk([claimOf(1), claimOf(1)]);
  const claim = desk.reserve();
  desk.settle(claim);
  desk.records.giveBack(claim);
  assert.equal(desk.reserved.size, 0);
  await desk.records.flush();
  assert.deepEqual(desk.writes, []);
  const again = desk.reserve();
  await desk.records.begin(again, 1);
  desk.records.giveBack(again);
  assert.equal(desk.records.holds(again), true, "a lease is not given back");
});

function claimOf(id: number): Claim {
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
class Desk {
  readonly clock = new ManualClock();
  readonly reserved = new Set<DeliveryId>();
  /** Each write as its entries' kinds and deliveries. */
  readonly writes: string[] = [];
  readonly told: string[] = [];
  /** Those that cannot be leased any more. */
  readonly gone = new Set<Claim>();
  freed = 0;
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
        peek: () => this.#waiting.shift(),
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

  reserve(): Claim {
    const claim = this.records.reserve({});
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
