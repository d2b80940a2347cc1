import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { deliversOf, readReceived } from "../modem/mod.ts";
import { openStore, type Store, StoreError } from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { Inbound } from "./inbound.ts";

const hour = 3_600_000;
const long = "Pump 3 has stopped, level 3.2 m and rising. ".repeat(8);

/** A reception over a real store in a temporary folder. */
class Bench implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly events: DeliveryEvent[] = [];
  readonly #folder = Deno.makeTempDirSync();
  store: Store | undefined;
  inbound: Inbound | undefined;

  /** Opens the store, again after a stop. */
  async start(): Promise<void> {
    const { clock } = this;
    this.store = await openStore(`${this.#folder}/queue.db`, { clock });
    const senders = [
      { name: "roof", simulated: false },
      { name: "desk", simulated: true },
    ].map((it) => ({
      ...it,
      usable: true,
      whenUsable: () => Promise.resolve(),
      submit: () => Promise.reject(new Error("Nothing is sent here")),
    }));
    this.inbound = new Inbound(this.store, senders, {
      clock,
      segmentTimeoutMs: 3 * hour,
      observe: (event) => this.events.push(event),
    });
    this.inbound.start();
  }

  async stop(): Promise<void> {
    this.inbound?.stop();
    await this.store?.close();
  }

  async take(modem: string, ...pdus: readonly string[]): Promise<void> {
    for (const pdu of pdus) {
      const received = readReceived(pdu, this.clock.now());
      assert.ok(
        received.kind === "segment" || received.kind === "unreadable",
      );
      await this.inbound?.take(modem, received);
    }
  }

  /** Lets time pass, and commits be made. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (let turn = 0; turn < 60; turn++) {
      await settle();
      await Deno.stat(".");
    }
  }

  get kinds(): readonly string[] {
    return this.events.map((it) =>
      it.kind === "segment" ? it.fate.kind : it.kind
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

function pdusOf(bench: Bench, text = long): readonly string[] {
  const at = bench.clock.now();
  return deliversOf({ from: "+4917100", text, at }).map(({ hex }) => hex);
}

Deno.test("segments become an SMS in the inbox, once, whatever comes twice", async () => {
  await using bench = new Bench();
  await bench.start();
  const [first = "", second = "", third = ""] = pdusOf(bench);
  await bench.take("roof", third, first, third, second, first);
  assert.deepEqual(bench.kinds, [
    ...["waiting", "waiting", "repeated", "received", "repeated"],
  ]);
  const [item, ...others] = bench.store?.inbox(9) ?? [];
  assert.deepEqual(others, []);
  assert.ok(item?.kind === "sms");
  const { text, from, modem, missing, segmentCount, sentAt } = item;
  assert.deepEqual({ text, from, modem, missing, segmentCount, sentAt }, {
    text: long,
    from: "+4917100",
    modem: "roof",
    missing: 0,
    segmentCount: 3,
    sentAt: bench.clock.now(),
  });
});

Deno.test("an SMS of which something does not come is in the inbox when its time is up, also after a restart", async () => {
  await using bench = new Bench();
  await bench.start();
  const [first = "", , third = ""] = pdusOf(bench);
  await bench.take("roof", first);
  await bench.pass(2 * hour);
  await bench.take("roof", third);
  await bench.stop();
  await bench.start();
  await bench.pass(3 * hour - 1);
  assert.deepEqual(bench.store?.inbox(9), []);
  await bench.pass(10);
  const [item] = bench.store?.inbox(9) ?? [];
  assert.ok(item?.kind === "sms");
  assert.equal(item.missing, 1);
  assert.match(item.text, /\[segment 2 of 3 is missing\]/);
  const told = bench.events.at(-1);
  assert.ok(told?.kind === "received");
  assert.deepEqual(told.item, item);
  assert.equal(bench.clock.pending, 0, "nothing is waited for any more");
});

Deno.test("a simulated modem's SMS are not taken for a real one's", async () => {
  await using bench = new Bench();
  await bench.start();
  await bench.take("desk", ...pdusOf(bench, "Hi"));
  const [item] = bench.store?.inbox(9) ?? [];
  assert.ok(item?.kind === "sms");
  assert.equal(item.modem, "desk (simulated)");
  const [told] = bench.events;
  assert.ok(told?.kind === "received" && told.simulated);
  assert.equal(told.modem, "desk");
});

Deno.test("what cannot be read is kept by its PDU", async () => {
  await using bench = new Bench();
  await bench.start();
  await bench.take("roof", "0791FF", "0791FF");
  assert.deepEqual(bench.kinds, ["received", "repeated"]);
  const [item] = bench.store?.inbox(9) ?? [];
  assert.deepEqual([item?.kind, item?.text], ["unreadable", "0791FF"]);
});

Deno.test("what cannot be stored is refused, so that the modem keeps it", async () => {
  await using bench = new Bench();
  await bench.start();
  await bench.store?.close();
  await assert.rejects(bench.take("roof", ...pdusOf(bench, "Hi")), StoreError);
  assert.deepEqual(bench.events, []);
});
