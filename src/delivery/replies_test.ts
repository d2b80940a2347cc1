import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { parsePhoneNumber } from "../model/mod.ts";
import {
  type HandledSms,
  openStore,
  type Store,
  StoreError,
} from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { Replies, type ReplyOptions } from "./replies.ts";

/** A real store whose writes may fail, and all that was told. */
class Bench implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly events: DeliveryEvent[] = [];
  /** So many of the next `handle` fail. */
  failing = 0;
  failure: Error = new StoreError("full", "Disk full");
  #store: Store | undefined;
  readonly #folder = Deno.makeTempDirSync();
  #sms = 0;

  static async open(): Promise<Bench> {
    const bench = new Bench();
    bench.#store = await openStore(`${bench.#folder}/queue.db`, {
      clock: bench.clock,
      replies: { correspondents: true, fresh: true },
    });
    return bench;
  }

  get store(): Store {
    assert.ok(this.#store);
    return this.#store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async receive(text: string): Promise<void> {
    await this.store.receive({
      modem: "roof",
      kind: "sms",
      sender: "+46701234567",
      receivedAt: this.clock.now(),
      sentAt: undefined,
      pdu: "00",
      fingerprint: String(this.#sms++),
    }, { waitMs: 1_000, textOf: () => text });
  }

  replies(changes: Partial<ReplyOptions> = {}): Replies {
    const { store } = this;
    const book = store.replies;
    const flaky = new Proxy(book, {
      get: (target, name) => {
        if (name === "handle" && this.failing > 0) {
          this.failing--;
          return () => Promise.reject(this.failure);
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const watched = new Proxy(store, {
      get: (target, name) =>
        name === "replies" ? flaky : Reflect.get(target, name, target),
    });
    return new Replies(watched, {
      active: true,
      clock: this.clock,
      read: (sender) => parsePhoneNumber(sender),
      words: { stop: ["STOP"], start: ["START"] },
      isExempt: () => false,
      mail: {
        from: "cellpost@plant.example",
        inboxTo: "ops@plant.example",
        windowMs: 1_000,
        windowText: "1s",
        perNumber: [],
        total: [],
        canReach: () => true,
        write: ({ sms }) => {
          if (sms.item.text === "Poison") throw new Error("No mail of this");
          return "a mail";
        },
      },
      observe: (event) => this.events.push(event),
      wake: () => {},
      ...changes,
    });
  }

  /** What has come of the SMS so far. */
  get fates(): readonly string[] {
    return this.events.flatMap((event) =>
      event.kind === "replied" ? [fateOf(event)] : []
    );
  }
}

function fateOf({ sms, decision: { mail } }: HandledSms): string {
  const to = mail.kind === "posted" ? mail.notice.to.join() : mail.why;
  return `${sms.item.text}: ${to}`;
}

Deno.test("after trouble with the database it is tried again in a minute, and told of", async () => {
  await using bench = await Bench.open();
  await bench.receive("One");
  bench.failing = 2;
  const replies = bench.replies();
  replies.notice();
  await until(() => bench.events.length === 1);
  assert.deepEqual(bench.events, [{ kind: "trouble", text: "Disk full" }]);
  await bench.clock.advance(60_000);
  await until(() => bench.events.length === 2);
  await bench.clock.advance(60_000);
  await until(() => bench.fates.length > 0);
  assert.deepEqual(bench.fates, ["One: ops@plant.example"]);
  await replies.stop();
});

Deno.test("a bug is told, ends no process, and is met again in a minute", async () => {
  await using bench = await Bench.open();
  await bench.receive("One");
  const error = new Error("A bug");
  bench.failing = 1;
  bench.failure = error;
  const replies = bench.replies();
  replies.notice();
  await until(() => bench.events.length === 1);
  assert.deepEqual(bench.events, [{ kind: "bug", error }]);
  await bench.clock.advance(60_000);
  await until(() => bench.fates.length > 0);
  assert.deepEqual(bench.fates, ["One: ops@plant.example"]);
  await replies.stop();
});

Deno.test("what one SMS makes it stumble over does not keep the others from going on", async () => {
  await using bench = await Bench.open();
  for (const text of ["One", "Poison", "Two"]) await bench.receive(text);
  const replies = bench.replies();
  replies.notice();
  await until(() => bench.fates.length === 3);
  assert.deepEqual(bench.fates, [
    "One: ops@plant.example",
    "Poison: of a bug",
    "Two: ops@plant.example",
  ]);
  assert.equal(bench.events.filter((it) => it.kind === "bug").length, 1);
  await replies.stop();
});

Deno.test("what came in while it was busy follows as well, and nothing after its stop", async () => {
  await using bench = await Bench.open();
  const replies = bench.replies();
  await bench.receive("One");
  replies.notice();
  await bench.receive("Two");
  replies.notice();
  await until(() => bench.fates.length === 2);
  await replies.stop();
  await bench.receive("Three");
  replies.notice();
  await settle();
  assert.equal(bench.fates.length, 2);
  const next = bench.replies();
  next.notice();
  await until(() => bench.fates.length === 3);
  await next.stop();
});

Deno.test("where nothing can follow, the inbox is left alone", async () => {
  await using bench = await Bench.open();
  await bench.receive("One");
  const replies = bench.replies({ active: false });
  replies.notice();
  await replies.stop();
  assert.deepEqual(bench.events, []);
});

/** Lets commits end, however many turns they take. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await settle();
}
