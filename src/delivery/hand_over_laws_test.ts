import assert from "node:assert/strict";
import fc from "fast-check";
import {
  benchPolicy,
  dayMs,
  DispatcherBench,
  ScriptedSender,
} from "../../tests/support/dispatcher_bench.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { isFinal, type MessageId, type SendResult } from "../model/mod.ts";
import type { SubmitHooks } from "../modem/mod.ts";
import { type DeliveryRecord, type Store, StoreError } from "../queue/mod.ts";
import type { SubmitPdu } from "../sms/mod.ts";

const unplugged: SendResult = {
  kind: "retry",
  fault: "modem",
  reason: "Unplugged",
};
const sent: SendResult = { kind: "sent", reference: 0 };

/** A modem whose prompt takes its time, or never comes; it leaves a prompt whose PDU is kept back, as the driver does. */
class PromptingSender extends ScriptedSender {
  readonly #prompts: (number | undefined)[];
  readonly #bench: DispatcherBench;
  /** How many prompts it has left with ESC. */
  escapes = 0;
  /** Called when it is asked for each prompt. */
  prompting: () => void = () => {};

  constructor(
    name: string,
    bench: DispatcherBench,
    { prompts = [], script = [] }: {
      readonly prompts?: readonly (number | undefined)[];
      readonly script?: readonly SendResult[];
    },
  ) {
    super(name, bench.clock, script);
    this.#prompts = [...prompts];
    this.#bench = bench;
  }

  override async submit(
    pdu: SubmitPdu,
    hooks: SubmitHooks,
  ): Promise<SendResult> {
    const delayMs = this.#prompts.length > 0 ? this.#prompts.shift() : 0;
    this.prompting();
    hooks.prompting?.();
    if (delayMs === undefined) {
      // It may die at once, or with the next commit on disk.
      await settle();
      this.fall();
      return unplugged;
    }
    if (delayMs > 0) await this.#bench.clock.sleep(delayMs);
    let kept: unknown;
    const beforePdu = async () => {
      try {
        await hooks.beforePdu();
      } catch (error) {
        kept = error;
        throw error;
      }
    };
    try {
      return await super.submit(pdu, { ...hooks, beforePdu });
    } catch (error) {
      if (error !== kept) throw error;
      this.escapes += 1;
      return { kind: "retry", fault: "message", reason: String(error) };
    }
  }
}

Deno.test("an SMS costs one write in the long run, and one more at either end", async () => {
  await using bench = await DispatcherBench.open();
  const writes: string[] = [];
  bench.store = watched(bench.store, (kinds) => writes.push(kinds.join(" ")));
  const sender = new PromptingSender("modem1", bench, {});
  sender.usable = false;
  for (let count = 0; count < 10; count++) await bench.accept(`${count}`);
  sender.usable = true;
  await bench.start([sender]);
  await bench.pass(0);
  assert.equal(bench.store.counts().sent, 10);
  assert.deepEqual(writes, [
    "claimed started",
    ...Array(9).fill("claimed acknowledged settled started"),
    "acknowledged settled",
  ]);
});

Deno.test("one that is cancelled between AT+CMGS and its prompt is not sent, and the next one is", async () => {
  await using bench = await DispatcherBench.open();
  const sender = new PromptingSender("modem1", bench, { prompts: [0, 1] });
  await bench.start([sender]);
  const [first, second, third] = await Promise.all(
    ["first", "second", "third"].map((text) => bench.accept(text)),
  );
  let prompts = 0;
  sender.prompting = () => {
    if (++prompts === 2) bench.store.cancel(second!, bench.clock.now());
  };
  await bench.pass(10);
  assert.deepEqual([first, second, third].map((id) => bench.stateOf(id!)), [
    "sent",
    "cancelled",
    "sent",
  ]);
  assert.equal(sender.escapes, 1);
  assert.deepEqual(bench.store.show(second!)?.deliveries[0]?.attempts, 0);
});

Deno.test("a modem that dies before its prompt gives back what it was given, at once and unmarked", async () => {
  for (const promptMs of [0, 10]) {
    await using bench = await DispatcherBench.open();
    const other = new PromptingSender("other", bench, {});
    const { promise, resolve } = Promise.withResolvers<void>();
    other.holdUntil(promise);
    const dispatcher = await bench.start([other]);
    await bench.accept("keeps the other modem busy");
    await bench.pass(0);
    const prompts = [promptMs, undefined];
    dispatcher.add(new PromptingSender("dying", bench, { prompts }));
    const first = await bench.accept("first");
    const second = await bench.accept("second");
    await bench.pass(100);
    assert.equal(bench.stateOf(first), "sent");
    assert.equal(bench.stateOf(second), "queued");
    resolve();
    await bench.pass(0);
    assert.equal(bench.stateOf(second), "sent");
    const delivery = bench.store.show(second)?.deliveries[0];
    assert.equal(delivery?.possibleDuplicate, false);
    assert.deepEqual(
      delivery?.attemptRecords.map(({ modem, reason }) => [modem, reason]),
      [["dying (simulated)", "Unplugged"], ["other (simulated)", ""]],
    );
  }
});

Deno.test("a modem that is slow to prompt keeps nobody from anything else", async () => {
  await using bench = await DispatcherBench.open();
  const slow = new PromptingSender("slow", bench, { prompts: [25_000] });
  const quick = new PromptingSender("quick", bench, {});
  await bench.start([slow, quick]);
  const ids: MessageId[] = [];
  for (const text of ["first", "second", "third"]) {
    ids.push(await bench.accept(text));
  }
  await bench.pass(0);
  const states = () => ids.map((id) => bench.stateOf(id));
  assert.deepEqual(
    states(),
    ["queued", "sent", "sent"],
    "the first is reserved",
  );
  await bench.pass(3);
  assert.deepEqual(states(), ["sending", "sent", "sent"]);
  await bench.pass(25_000);
  assert.deepEqual(states(), ["sent", "sent", "sent"]);
  assert.deepEqual([slow.taken.length, quick.taken.length], [1, 2]);
});

for (const hurried of [false, true]) {
  Deno.test(`stop()${hurried ? " in a hurry" : ""} while a prompt is awaited ends with that SMS`, async () => {
    for (const promptMs of [1, 20_000]) {
      await using bench = await DispatcherBench.open();
      const sender = new PromptingSender("modem1", bench, {
        prompts: [0, promptMs],
      });
      const dispatcher = await bench.start([sender]);
      const ids = await Promise.all(
        ["first", "second", "third"].map((text) => bench.accept(text)),
      );
      await bench.pass(0);
      const hurry = hurried
        ? AbortSignal.abort()
        : new AbortController().signal;
      const stopped = dispatcher.stop(hurry);
      await bench.pass(20_000);
      await stopped;
      assert.deepEqual(ids.map((id) => bench.stateOf(id)), [
        "sent",
        "sent",
        "queued",
      ]);
      assert.equal(bench.store.show(ids[2]!)?.deliveries[0]?.attempts, 0);
    }
  });
}

Deno.test("a full disk at the moment of the prompt keeps the PDU back, once, and costs nothing", async () => {
  await using bench = await DispatcherBench.open();
  let fulls = 0;
  bench.store = watched(bench.store, (kinds) => {
    const both = kinds.includes("settled") && kinds.includes("started");
    if (both && fulls === 0) fulls = 5;
    if (fulls > 0 && fulls-- > 1) throw full;
  });
  const sender = new PromptingSender("modem1", bench, {});
  sender.usable = false;
  const ids = [await bench.accept("first"), await bench.accept("second")];
  sender.usable = true;
  await bench.start([sender]);
  await bench.pass(60_000);
  assert.deepEqual(ids.map((id) => bench.stateOf(id)), ["sent", "sent"]);
  assert.equal(sender.taken.length, 2);
  assert.equal(sender.escapes, 1);
  const records = ids.map((id) => bench.store.show(id)?.deliveries[0]);
  assert.deepEqual(records.map((it) => it?.attempts), [1, 1]);
  assert.ok(records.every((it) => it?.possibleDuplicate === false));
  const told = bench.events.filter(({ kind }) => kind === "trouble");
  assert.equal(told.length, 1);
});

/** What the property plays with. */
const answers = fc.array(
  fc.constantFrom<SendResult>(
    sent,
    sent,
    { kind: "uncertain", reason: "No answer" },
    { kind: "retry", fault: "message", reason: "Congestion" },
  ),
  { maxLength: 10 },
);
const prompts = fc.array(fc.constantFrom(0, 0, 1, 5, 25_000, undefined), {
  maxLength: 10,
});
const modem = fc.record({ prompts, script: answers });
const lengths = fc.array(fc.constantFrom(20, 20, 200), {
  minLength: 2,
  maxLength: 8,
});
const chances = fc.array(
  fc.constantFrom("go on", "go on", "go on", "full", "cancel"),
  { maxLength: 20 },
);

Deno.test("slow prompts, dead modems, cancelled messages and a full disk strand nothing, lose nothing and double nothing unmarked", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(modem, modem),
      lengths,
      chances,
      async (modems, texts, drawn) => {
        const chances = [...drawn];
        await using bench = await DispatcherBench.open();
        const ids: MessageId[] = [];
        const cancelled = new Set<MessageId>();
        const { store } = bench;
        bench.store = watched(store, () => {
          const chance = chances.shift();
          if (chance === "full") throw full;
          const id = ids[chances.length % Math.max(1, ids.length)];
          if (chance === "cancel" && id !== undefined) {
            cancelled.add(id);
            store.cancel(id, bench.clock.now());
          }
        });
        const senders = modems.map((options, index) =>
          new PromptingSender(`modem${index + 1}`, bench, options)
        );
        await bench.start(senders);
        for (const [index, length] of texts.entries()) {
          const number = `+491700000000${index}`;
          ids.push(await bench.accept("x".repeat(length), number, 9 * dayMs));
        }
        await bench.pass(dayMs / 4 + benchPolicy.resumeWaitMs);
        for (const [index, id] of ids.entries()) {
          const arrived = senders.flatMap(({ taken }) => taken)
            .filter(({ recipient }) => recipient.endsWith(`0000${index}`));
          judge(bench.store.show(id)?.deliveries[0], {
            pdus: arrived.map(({ pdu }) => pdu),
            cancelled: cancelled.has(id),
          });
        }
      },
    ),
    { numRuns: 25 },
  );
});

/** Holds what the store says of a delivery against what has arrived of it. */
function judge(
  delivery: DeliveryRecord | undefined,
  { pdus, cancelled }: {
    readonly pdus: readonly string[];
    readonly cancelled: boolean;
  },
): void {
  assert.ok(delivery !== undefined);
  const { state, possibleDuplicate, segmentCount } = delivery;
  assert.ok(isFinal(state) || state === "sent", `stranded: ${state}`);
  if (state === "cancelled") assert.ok(cancelled);
  if (state === "sent") assert.ok(pdus.length >= segmentCount, "it arrived");
  if (possibleDuplicate) return;
  assert.equal(new Set(pdus).size, pdus.length, "no segment twice");
  assert.ok(pdus.length <= segmentCount);
}

const full = new StoreError("full", "The disk is full");

/** The same store; `look` sees each record before it is made, and may throw in its place. */
function watched(
  store: Store,
  look: (kinds: readonly string[]) => void,
): Store {
  return new Proxy(store, {
    get(target, key) {
      if (key === "record") {
        return async (...call: Parameters<Store["record"]>) => {
          look(call[0].map(({ kind }) => kind));
          return await target.record(...call);
        };
      }
      const value = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
