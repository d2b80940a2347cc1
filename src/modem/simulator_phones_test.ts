import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeSubmit, segmentMessage } from "../sms/mod.ts";
import {
  type ArrivedMessage,
  type ArrivedSegment,
  Phones,
} from "./simulator_phones.ts";

class Watch {
  readonly messages: ArrivedMessage[] = [];
  readonly segments: ArrivedSegment[] = [];
  readonly phones = new Phones({
    onMessage: (it) => this.messages.push(it),
    onSegment: (it) => this.segments.push(it),
  });

  get texts(): readonly string[] {
    return this.messages.map(({ text }) => text);
  }

  receive(hexes: readonly string[], sender = "card"): this {
    for (const hex of hexes) {
      const decoded = decodeSubmit(hex);
      assert.ok(decoded.kind === "ok");
      const { tpdu } = decoded;
      this.phones.receive({ sender, reference: 1, hex, tpdu, at: 5 });
    }
    return this;
  }
}

function pdus(text: string, reference = 1, flash = false): readonly string[] {
  return segmentMessage(text, {
    recipient: "+491711234567",
    reference,
    referenceBits: 8,
    flash,
    statusReport: false,
  }).map(({ hex }) => hex);
}

const long = "All work and no play makes Jack a dull boy. ".repeat(10);

Deno.test("a phone shows a short message at once", () => {
  const { messages, segments } = new Watch().receive(pdus("Hi", 1, true));
  const [{ pdus: _, ...message } = { pdus: [] }] = messages;
  assert.deepEqual(message, {
    sender: "card",
    recipient: "+491711234567",
    text: "Hi",
    segments: 1,
    flash: true,
    at: 5,
  });
  assert.equal(segments[0]?.concatenation, undefined);
});

Deno.test("a phone reads national tables and replace types", () => {
  const text = "Şebeke yok: pompa durdu, sıcaklık ölçülemiyor. ".repeat(5);
  const hexes = (text: string) =>
    segmentMessage(text, {
      recipient: "+491711234567",
      reference: 1,
      referenceBits: 16,
      flash: false,
      statusReport: false,
      nationalShift: { locking: 1, single: 1 },
      replaceType: 2,
    }).map(({ hex }) => hex);
  const { messages } = new Watch().receive(hexes(text)).receive(hexes("Şu"));
  assert.deepEqual(
    messages.map(({ text, segments, replaceType }) => [
      text,
      segments,
      replaceType,
    ]),
    [[text, 2, undefined], ["Şu", 1, 2]],
  );
});

Deno.test("a phone shows a long message when its last segment has come, in any order", () => {
  const orders = fc.shuffledSubarray(pdus(long) as string[], { minLength: 3 });
  fc.assert(fc.property(orders, (order) => {
    assert.deepEqual(new Watch().receive(order.slice(1)).texts, []);
    const watch = new Watch().receive(order);
    assert.deepEqual(watch.texts, [long]);
    assert.equal(watch.phones.incomplete, 0);
  }));
});

Deno.test("a phone drops a segment that it has, and says so", () => {
  const [first = "", ...rest] = pdus(long);
  const watch = new Watch().receive([first, first, ...rest]);
  assert.deepEqual(watch.texts, [long]);
  assert.deepEqual(
    watch.segments.map(({ duplicate }) => duplicate),
    [false, true, false, false],
  );
});

Deno.test("a phone does not mix messages of two senders, references or lengths", () => {
  const watch = new Watch();
  const [first = "", ...rest] = pdus(long, 1);
  watch.receive([first]).receive(rest, "another card");
  watch.receive(pdus(long, 2).slice(1)).receive(pdus(long.repeat(2)).slice(1));
  assert.deepEqual(watch.texts, []);
  assert.equal(watch.phones.incomplete, 4);
});

Deno.test("a phone gives up a message whose reference is used again", () => {
  const newer = long.toUpperCase();
  const watch = new Watch().receive(pdus(long).slice(0, 1));
  assert.deepEqual(watch.receive(pdus(newer)).texts, [newer]);
});
