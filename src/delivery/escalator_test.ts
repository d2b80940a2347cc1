import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { newMessageId, parsePhoneNumber } from "../model/mod.ts";
import { type Acceptance, openStore, StoreError } from "../queue/mod.ts";
import { Escalator } from "./escalator.ts";
import type { DeliveryEvent } from "./event.ts";

const boss = parsePhoneNumber("+46703333333")!;
const compose = {
  maxSegments: 3,
  statusReport: true,
  referenceBits: 8,
} as never; // nothing else of it is asked for

Deno.test("neither a bug nor trouble with the database ends it: both are told, and met again in a minute", async () => {
  const folder = Deno.makeTempDirSync();
  const clock = new ManualClock();
  const store = await openStore(`${folder}/queue.db`, { clock });
  await store.accept(acceptance(clock));
  const errors = [new Error("A bug"), new StoreError("full", "Disk full")];
  const events: DeliveryEvent[] = [];
  const escalator = new Escalator(store, {
    clock,
    compose,
    expireAfterMs: 9_000,
    peopleOf: () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return [boss];
    },
    observe: (event) => events.push(event),
    wake: () => {},
  });
  escalator.start();
  const kinds = () => events.map((it) => it.kind);
  for (let minute = 0; minute < 50 && store.counts().queued < 2; minute++) {
    await settle();
    await clock.advance(60_000);
  }
  await settle();
  assert.deepEqual(kinds().slice(0, 4), [
    "bug",
    "trouble",
    "escalation",
    "accepted",
  ]);
  await escalator.stop();
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("poke() does not throw when the database cannot be read, and looks again in a minute", async () => {
  const folder = Deno.makeTempDirSync();
  const clock = new ManualClock();
  const store = await openStore(`${folder}/queue.db`, { clock });
  const events: DeliveryEvent[] = [];
  let broken = false;
  const { escalations } = store;
  const nextAt = escalations.nextAt.bind(escalations);
  escalations.nextAt = () => {
    if (broken) throw new StoreError("broken", "Disk gone");
    return nextAt();
  };
  const escalator = new Escalator(store, {
    clock,
    compose,
    expireAfterMs: 9_000,
    peopleOf: () => [boss],
    observe: (event) => events.push(event),
    wake: () => {},
  });
  escalator.start();
  await store.accept(acceptance(clock));
  broken = true;
  escalator.poke();
  assert.deepEqual(events.map((it) => it.kind), ["trouble"]);
  broken = false;
  for (let minute = 0; minute < 9 && store.counts().queued < 2; minute++) {
    await settle();
    await clock.advance(60_000);
  }
  assert.equal(store.counts().queued, 2, "the boss has it, too");
  await escalator.stop();
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

/** A message that the boss gets again when nobody confirms it within a second. */
function acceptance(clock: ManualClock): Acceptance {
  const now = clock.now();
  return {
    submission: {
      id: newMessageId(clock),
      acceptedAt: now,
      expiresAt: now + 9_000_000,
      source: "smtp",
      reversePath: "",
      clientAddress: "",
      subject: "",
      message: {
        text: "Pump 3 stopped",
        flash: false,
        statusReport: true,
        referenceBits: 8,
      },
      segmentCount: 1,
      recipients: [boss],
    },
    escalations: [{
      plan: {
        afterMs: 1_000,
        until: "delivered",
        word: "",
        to: ["boss"],
        rounds: 1,
        prefix: "",
      },
      recipients: [boss],
      dueAt: now + 1_000,
      fixed: false,
    }],
  };
}
