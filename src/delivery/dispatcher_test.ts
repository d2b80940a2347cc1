import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import {
  isFinal,
  type MessageId,
  newMessageId,
  parsePhoneNumber,
  type SendResult,
} from "../model/mod.ts";
import type { SmsSender, SubmitHooks } from "../modem/mod.ts";
import { openStore, type Store } from "../queue/mod.ts";
import { countSegments, decodeSubmit, type SubmitPdu } from "../sms/mod.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { DeliveryEvent } from "./event.ts";

const policy = {
  retryFirstMs: 10_000,
  retryMaxMs: 60_000,
  uncertainWaitMs: 300_000,
  resumeWaitMs: 600_000,
};
const day = 86_400_000;

/** A modem that answers by script, then well; it is unusable for a minute after each fault of its own. */
class ScriptedSender implements SmsSender {
  readonly simulated = true;
  readonly taken: { readonly recipient: string; readonly pdu: string }[] = [];
  readonly #clock: ManualClock;
  readonly #script: SendResult[];
  #reference = 0;
  usable = true;
  #waiting: (() => void)[] = [];
  #hold: Promise<void> | undefined;

  constructor(
    readonly name: string,
    clock: ManualClock,
    script: readonly SendResult[] = [],
  ) {
    this.#clock = clock;
    this.#script = [...script];
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
    const scripted = this.#script.shift();
    if (scripted?.kind === "retry" && scripted.fault === "modem") {
      this.#fall();
      return scripted;
    }
    await hooks.beforePdu();
    await this.#hold;
    if (scripted === undefined || scripted.kind === "sent") {
      const decoded = decodeSubmit(pdu.hex);
      assert.ok(decoded.kind === "ok");
      this.taken.push({
        recipient: decoded.tpdu.recipient.text,
        pdu: pdu.hex,
      });
      this.#reference = (this.#reference + 1) % 256;
      return { kind: "sent", reference: this.#reference };
    }
    return scripted;
  }

  #fall(): void {
    this.usable = false;
    this.#clock.after(60_000, () => {
      this.usable = true;
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }
}

interface Bench {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly events: DeliveryEvent[];
  start(senders: readonly SmsSender[]): Promise<Dispatcher>;
  accept(text: string, recipient?: string): Promise<MessageId>;
  /** Lets time pass; whatever falls due meanwhile runs to its end, commits included. */
  pass(ms: number): Promise<void>;
  stateOf(id: MessageId): string;
}

async function withBench(play: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const clock = new ManualClock();
  const store = await openStore(`${folder}/queue.db`, { clock });
  const events: DeliveryEvent[] = [];
  let dispatcher: Dispatcher | undefined;
  const bench: Bench = {
    clock,
    store,
    events,
    async start(senders) {
      dispatcher = new Dispatcher(store, senders, {
        policy,
        onUncertain: "resend",
        clock,
        observe: (event) => events.push(event),
      });
      await dispatcher.start();
      return dispatcher;
    },
    async accept(text, recipient = "+4917012345678") {
      const id = newMessageId(clock);
      const number = parsePhoneNumber(recipient);
      assert.ok(number !== undefined);
      const message = {
        text,
        flash: false,
        statusReport: true,
        referenceBits: 8,
      } as const;
      const ids = await store.accept({
        id,
        acceptedAt: clock.now(),
        expiresAt: clock.now() + day,
        source: "smtp",
        reversePath: "plc@plant",
        clientAddress: "127.0.0.1",
        subject: "",
        message,
        segmentCount: countSegments(text, message),
        recipients: [number],
      });
      dispatcher?.wake(ids.length);
      return id;
    },
    async pass(ms) {
      const end = clock.monotonic() + ms;
      await quiet();
      for (;;) {
        const left = end - clock.monotonic();
        const next = clock.nextInMs ?? Infinity;
        if (next > left) return await clock.advance(left);
        await clock.advance(next);
        await quiet();
      }
    },
    stateOf: (id) =>
      store.show(id)?.deliveries.map(({ state }) => state).join() ?? "",
  };
  try {
    await play(bench);
  } finally {
    await dispatcher?.stop(AbortSignal.abort());
    await store.close();
    await Deno.remove(folder, { recursive: true });
  }
}

// A chain of claim, start, acknowledgement and settlement takes a few turns of the event loop for each commit; nothing here
// waits for anything but commits, so so many turns without a timer are enough.
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await settle();
}

const sent: SendResult = { kind: "sent", reference: 0 };
const rejected: SendResult = { kind: "rejected", reason: "No such number" };
const uncertain: SendResult = { kind: "uncertain", reason: "No answer" };
const congestion: SendResult = {
  kind: "retry",
  fault: "message",
  reason: "Congestion",
};
const unplugged: SendResult = {
  kind: "retry",
  fault: "modem",
  reason: "Unplugged",
};

Deno.test("an accepted message is sent, and its fate is told once", async () => {
  await withBench(async (bench) => {
    const sender = new ScriptedSender("modem1", bench.clock);
    await bench.start([sender]);
    const id = await bench.accept("Pump 3 stopped");
    await bench.pass(0);
    assert.equal(bench.stateOf(id), "sent");
    assert.equal(sender.taken.length, 1);
    const fates = bench.events.flatMap((event) =>
      event.kind === "changed"
        ? [`${event.change.from}>${event.change.to} by ${event.modem}`]
        : []
    );
    assert.deepEqual(fates, ["sending>sent by modem1"]);
  });
});

Deno.test("one bad number holds up nothing", async () => {
  await withBench(async (bench) => {
    const sender = new ScriptedSender("modem1", bench.clock, [congestion]);
    await bench.start([sender]);
    const bad = await bench.accept("first", "+4917000000000");
    const good = await bench.accept("second");
    await bench.pass(0);
    assert.equal(bench.stateOf(good), "sent");
    assert.equal(bench.stateOf(bad), "queued");
    await bench.pass(10_000);
    assert.equal(bench.stateOf(bad), "sent");
  });
});

Deno.test("a bad modem hands its message to another at once", async () => {
  await withBench(async (bench) => {
    const bad = new ScriptedSender("bad", bench.clock, [unplugged]);
    const good = new ScriptedSender("good", bench.clock);
    good.usable = false;
    await bench.start([bad, good]);
    good.usable = true;
    const id = await bench.accept("Pump 3");
    await bench.pass(61_000);
    assert.equal(bench.stateOf(id), "sent");
    assert.equal(bad.taken.length + good.taken.length, 1);
  });
});

Deno.test("a half-sent message goes on with its next segment under the same reference", async () => {
  await withBench(async (bench) => {
    const sender = new ScriptedSender("modem1", bench.clock, [sent, unplugged]);
    await bench.start([sender]);
    const id = await bench.accept("x".repeat(300));
    await bench.pass(61_000);
    assert.equal(bench.stateOf(id), "sent");
    const headers = sender.taken.map(({ pdu }) =>
      /050003(..)(..)(..)/.exec(pdu)
    );
    assert.equal(headers.length, 2);
    assert.equal(headers[0]?.[1], headers[1]?.[1], "one reference");
    assert.deepEqual(headers.map((match) => match?.[3]), ["01", "02"]);
  });
});

Deno.test("an uncertain send goes out again after its wait, marked", async () => {
  await withBench(async (bench) => {
    const sender = new ScriptedSender("modem1", bench.clock, [uncertain]);
    await bench.start([sender]);
    const id = await bench.accept("Pump 3");
    await bench.pass(0);
    assert.equal(bench.stateOf(id), "uncertain");
    await bench.pass(policy.uncertainWaitMs);
    assert.equal(bench.stateOf(id), "sent");
    const delivery = bench.store.show(id)?.deliveries[0];
    assert.equal(delivery?.possibleDuplicate, true);
  });
});

Deno.test("a status report that overtakes its acknowledgement is booked all the same", async () => {
  await withBench(async (bench) => {
    const sender = new ScriptedSender("modem1", bench.clock);
    const { promise, resolve } = Promise.withResolvers<void>();
    sender.holdUntil(promise);
    const dispatcher = await bench.start([sender]);
    const id = await bench.accept("Pump 3");
    await bench.pass(0);
    dispatcher.report({
      modem: "modem1",
      reference: 1,
      recipient: "4917012345678",
      outcome: "delivered",
      reason: "Delivered",
      receivedAt: bench.clock.now(),
    });
    await bench.pass(0);
    assert.equal(bench.stateOf(id), "sending");
    resolve();
    await bench.pass(0);
    assert.equal(bench.stateOf(id), "delivered");
  });
});

Deno.test("stop() lets the message in flight end, and leaves the rest in the queue", async () => {
  await withBench(async (bench) => {
    const sender = new ScriptedSender("modem1", bench.clock);
    const { promise, resolve } = Promise.withResolvers<void>();
    sender.holdUntil(promise);
    const dispatcher = await bench.start([sender]);
    const flying = await bench.accept("y".repeat(300));
    const waiting = await bench.accept("later");
    await bench.pass(0);
    const stopped = dispatcher.stop(new AbortController().signal);
    resolve();
    await stopped;
    assert.equal(bench.stateOf(flying), "sent");
    assert.equal(bench.stateOf(waiting), "queued");
  });
});

Deno.test("stop() in a hurry ends with the segment in flight", async () => {
  await withBench(async (bench) => {
    const sender = new ScriptedSender("modem1", bench.clock);
    const { promise, resolve } = Promise.withResolvers<void>();
    sender.holdUntil(promise);
    const dispatcher = await bench.start([sender]);
    const id = await bench.accept("y".repeat(300));
    await bench.pass(0);
    const stopped = dispatcher.stop(AbortSignal.abort());
    resolve();
    await stopped;
    assert.equal(bench.stateOf(id), "queued");
    assert.equal(sender.taken.length, 1);
    assert.equal(bench.store.show(id)?.deliveries[0]?.possibleDuplicate, false);
  });
});

Deno.test("no sequence of answers loses a delivery, or doubles one unmarked", async () => {
  const answers = fc.array(
    fc.constantFrom(sent, rejected, uncertain, congestion, unplugged),
    { maxLength: 12 },
  );
  const lengths = fc.array(fc.constantFrom(20, 200, 400), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(answers, answers, lengths, async (a, b, texts) => {
      await withBench(async (bench) => {
        const senders = [
          new ScriptedSender("modem1", bench.clock, a),
          new ScriptedSender("modem2", bench.clock, b),
        ];
        await bench.start(senders);
        const ids: MessageId[] = [];
        for (const [index, length] of texts.entries()) {
          const text = "x".repeat(length);
          ids.push(await bench.accept(text, `+491700000000${index}`));
        }
        await bench.pass(day + policy.resumeWaitMs);
        for (const [index, id] of ids.entries()) {
          const delivery = bench.store.show(id)?.deliveries[0];
          assert.ok(delivery !== undefined);
          const { state, possibleDuplicate, segmentCount } = delivery;
          assert.ok(isFinal(state) || state === "sent", state);
          const arrived = senders.flatMap(({ taken }) => taken)
            .filter(({ recipient }) => recipient.endsWith(`0000${index}`));
          const distinct = new Set(arrived.map(({ pdu }) => pdu));
          if (state === "sent") {
            assert.ok(arrived.length >= segmentCount, "all segments arrived");
          }
          if (!possibleDuplicate) {
            assert.equal(distinct.size, arrived.length, "no segment twice");
            assert.ok(arrived.length <= segmentCount);
          }
        }
      });
    }),
    { numRuns: 30 },
  );
});
