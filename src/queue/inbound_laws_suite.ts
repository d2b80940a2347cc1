import assert from "node:assert/strict";
import fc from "fast-check";
import type { InboundSegment, Joining, SegmentPlace } from "./inbound_item.ts";
import { type Ground, type Law, start } from "./law_suite.ts";

const waitMs = 60_000;
const day = 24 * 3_600_000;

/** Joins the names of PDUs, and marks gaps with a dash. */
const joining: Joining = {
  waitMs,
  textOf: (pdus, total) =>
    Array.from({ length: total }, (_, at) => pdus.get(at + 1) ?? "-").join(" "),
};

/** What modems receive: in any order, twice, or never; and what of it is in the inbox. */
export const inboundLaws: readonly Law[] = [
  {
    name: "a received SMS is in the inbox, with all that is known of it",
    async holds(ground) {
      const fate = await ground.store.receive(segment("a"), joining);
      const item = {
        receivedAt: start,
        kind: "sms",
        from: "+4917100",
        text: "a",
        modem: "m1",
        sentAt: start - 5_000,
        segmentCount: 1,
        missing: 0,
        pdus: ["a"],
      } as const;
      assert.deepEqual(fate, { kind: "kept", item });
      assert.deepEqual(ground.store.inbox(9), [item]);
      await ground.crash();
      assert.deepEqual(ground.store.inbox(9), [item]);
    },
  },
  {
    name: "what cannot be read is kept as it is, without sender and time",
    async holds(ground) {
      const raw = {
        ...segment("00FF"),
        ...{ kind: "unreadable", sender: "", sentAt: undefined } as const,
      };
      await ground.store.receive(raw, joining);
      const [item] = ground.store.inbox(9);
      assert.deepEqual(
        [item?.kind, item?.from, item?.text],
        ["unreadable", "", "00FF"],
      );
    },
  },
  {
    name:
      "a segment that comes again within a day changes nothing, also after a crash; on another modem it is another",
    async holds(ground) {
      await ground.store.receive(segment("a"), joining);
      await ground.crash();
      const again = segment("a", { receivedAt: start + day });
      assert.deepEqual(await ground.store.receive(again, joining), {
        kind: "repeated",
      });
      const elsewhere = segment("a", { modem: "m2" });
      const fate = await ground.store.receive(elsewhere, joining);
      assert.equal(fate.kind, "kept");
      assert.equal(ground.store.inbox(9).length, 2);
    },
  },
  {
    name:
      "one that comes again and again is known for ever; one that the network gave no time is new after a while",
    async holds(ground) {
      for (let days = 0; days < 5; days++) {
        const receivedAt = start + days * day;
        await ground.store.receive(segment("a", { receivedAt }), joining);
      }
      assert.equal(ground.store.inbox(9).length, 1);
      for (const minutes of [0, 5, 12, 40]) {
        const receivedAt = start + 5 * day + minutes * 60_000;
        const untimed = segment("b", { receivedAt, sentAt: undefined });
        await ground.store.receive(untimed, joining);
      }
      assert.equal(ground.store.inbox(9).length, 3);
    },
  },
  {
    name: "segments of several SMS make each one whole, whatever comes when",
    async holds(ground) {
      await fc.assert(
        fc.asyncProperty(arrivals(), async ({ messages, order }) => {
          const before = ground.store.inbox(10_000).length;
          let time = 0;
          for (const { message, number, copy } of order) {
            const of = messages[message]!;
            const made = part(of, number, { receivedAt: start + time++ });
            const fate = await ground.store.receive(made, joining);
            if (copy > 0) assert.equal(fate.kind, "repeated");
          }
          assert.equal(ground.store.partialSince(), undefined);
          const items = ground.store.inbox(10_000);
          const texts = items.slice(0, items.length - before)
            .map(({ text }) => text);
          const expected = messages.map((of) =>
            Array.from({ length: of.total }, (_, at) => `${of.id}.${at + 1}`)
              .join(" ")
          );
          assert.deepEqual(texts.toSorted(), expected.toSorted());
        }),
        { numRuns: 40 },
      );
    },
  },
  {
    name:
      "an SMS of which something never comes is given up, once, and marked; what comes after that is another",
    async holds(ground) {
      const of = { id: "x", total: 3, reference: 7 };
      const first = await ground.store.receive(part(of, 1), joining);
      assert.deepEqual(first, { kind: "waiting", missing: 2 });
      const later = { receivedAt: start + 10 };
      await ground.store.receive(part(of, 3, later), joining);
      assert.equal(ground.store.partialSince(), start + 10);
      assert.deepEqual(ground.store.inbox(9), []);
      await ground.crash();
      assert.deepEqual(await giveUp(ground, start + 10), []);
      const [item] = await giveUp(ground, start + 11);
      assert.equal(item?.text, "x.1 - x.3");
      assert.deepEqual(
        [item?.missing, item?.segmentCount, item?.receivedAt, item?.pdus],
        [1, 3, start + 10, ["x.1", "x.3"]],
      );
      assert.deepEqual(await giveUp(ground, start + 99), []);
      assert.deepEqual(ground.store.inbox(9), [item]);
      const late = await ground.store.receive(part(of, 2), joining);
      assert.deepEqual(late, { kind: "waiting", missing: 2 });
    },
  },
  {
    name: "the longest waiting are given up first, no more than asked for",
    async holds(ground) {
      for (let at = 0; at < 3; at++) {
        const of = { id: `x${at}`, total: 2, reference: at };
        const receivedAt = start + 10 - at;
        await ground.store.receive(part(of, 1, { receivedAt }), joining);
      }
      const texts = (await giveUp(ground, start + 99, 2)).map((it) => it.text);
      assert.deepEqual(texts, ["x2.1 -", "x1.1 -"]);
      assert.equal(ground.store.partialSince(), start + 10);
    },
  },
  {
    name:
      "a sender that uses a reference again never has two SMS mixed, and the first is not lost",
    async holds(ground) {
      const old = { id: "old", total: 2, reference: 7 };
      const late = { id: "new", total: 2, reference: 7 };
      // Its second segment was lost.
      await ground.store.receive(part(old, 1), joining);
      await ground.store.receive(part(late, 1), joining);
      const fate = await ground.store.receive(part(late, 2), joining);
      assert.ok(fate.kind === "kept");
      assert.equal(fate.item.text, "new.1 new.2");
      const [item] = await giveUp(ground, start + 1);
      assert.equal(item?.text, "old.1 -");
    },
  },
  {
    name:
      "segments that were sent or came too long after one another are of two SMS",
    async holds(ground) {
      const of = { id: "x", total: 2, reference: 7 };
      const cases: readonly Partial<InboundSegment>[] = [
        { sentAt: start - 5_000 + waitMs + 1 },
        { receivedAt: start + waitMs + 1 },
      ];
      for (const [at, apart] of cases.entries()) {
        const each = { ...of, id: `x${at}`, reference: at };
        await ground.store.receive(part(each, 1), joining);
        const fate = await ground.store.receive(part(each, 2, apart), joining);
        assert.deepEqual(fate, { kind: "waiting", missing: 1 });
      }
      const untimed = { ...of, id: "y", reference: 9 };
      await ground.store.receive(part(untimed, 1), joining);
      const none = part(untimed, 2, { sentAt: undefined });
      assert.equal((await ground.store.receive(none, joining)).kind, "kept");
    },
  },
  {
    name:
      "only segments of one modem, sender, width, reference and length belong together",
    async holds(ground) {
      const of = { id: "x", total: 2, reference: 7 };
      await ground.store.receive(part(of, 1), joining);
      const { place } = part(of, 2);
      assert.ok(place);
      const strangers: readonly Partial<InboundSegment>[] = [
        { modem: "m2" },
        { sender: "ACME" },
        { place: { ...place, referenceBits: 16 } },
        { place: { ...place, reference: 8 } },
        { place: { ...place, total: 3 } },
      ];
      for (const [at, stranger] of strangers.entries()) {
        const fingerprint = `stranger ${at}`;
        const made = part(of, 2, { fingerprint, ...stranger });
        const fate = await ground.store.receive(made, joining);
        assert.equal(fate.kind, "waiting", JSON.stringify(stranger));
      }
      assert.equal(
        (await ground.store.receive(part(of, 2), joining)).kind,
        "kept",
      );
    },
  },
  {
    name: "the inbox shows mails and SMS in the order of their arrival",
    async holds(ground) {
      const mail = {
        receivedAt: start,
        kind: "postmaster",
        from: "root@nas",
        subject: "Disk",
        text: "Full",
      } as const;
      await ground.store.accept({ item: mail });
      await ground.store.receive(segment("a"), joining);
      await ground.store.accept({ item: mail });
      assert.deepEqual(
        ground.store.inbox(9).map(({ kind }) => kind),
        ["postmaster", "sms", "postmaster"],
      );
      assert.deepEqual(ground.store.inbox(9)[0], mail);
    },
  },
];

interface Message {
  readonly id: string;
  readonly total: number;
  readonly reference: number;
}

/** Messages of different references, and their segments in any order, each once and perhaps again. */
function arrivals() {
  const lengths = fc.array(fc.integer({ min: 2, max: 5 }), {
    minLength: 1,
    maxLength: 4,
  });
  return fc.tuple(lengths, fc.uuid()).chain(([totals, run]) => {
    const messages = totals.map((total, reference): Message => ({
      id: `${run}/${reference}`,
      total,
      reference: reference === 0 ? 0 : 65_000 + reference,
    }));
    const all = messages.flatMap(({ total }, message) =>
      Array.from({ length: total }, (_, at) => ({ message, number: at + 1 }))
    );
    const order = fc.shuffledSubarray(all, { minLength: all.length });
    const again = fc.array(fc.nat(all.length - 1), { maxLength: 4 });
    return fc.tuple(order, again).map(([first, extra]) => ({
      messages,
      order: [
        ...first.map((it) => ({ ...it, copy: 0 })),
        ...extra.map((at) => ({ ...all[at]!, copy: 1 })),
      ],
    }));
  });
}

function segment(
  pdu: string,
  changes: Partial<InboundSegment> = {},
): InboundSegment {
  return {
    modem: "m1",
    kind: "sms",
    sender: "+4917100",
    receivedAt: start,
    sentAt: start - 5_000,
    pdu,
    fingerprint: `print of ${pdu}`,
    ...changes,
  };
}

function part(
  { id, total, reference }: Message,
  number: number,
  changes: Partial<InboundSegment> = {},
): InboundSegment {
  const referenceBits = reference > 255 ? 16 : 8;
  const place: SegmentPlace = { reference, referenceBits, total, number };
  return segment(`${id}.${number}`, { place, ...changes });
}

function giveUp(ground: Ground, before: number, limit = 99) {
  return ground.store.giveUpPartials({ before, limit, joining });
}
