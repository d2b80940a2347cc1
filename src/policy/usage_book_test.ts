import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePhoneNumber } from "../model/mod.ts";
import { parseRate, type Rate, windows } from "./rate.ts";
import { type LimitOptions, type Usage, UsageBook } from "./usage_book.ts";

const noLimits: LimitOptions = {
  perClient: [],
  perUser: [],
  perSender: [],
  perRecipient: [],
  total: [],
};

function rates(...texts: readonly string[]): readonly Rate[] {
  return texts.map((text) => {
    const rate = parseRate(text);
    assert.ok(rate, text);
    return rate;
  });
}

function usage(changes: Partial<Usage> & { readonly to?: number } = {}): Usage {
  const { to = 0, ...rest } = changes;
  const recipient = parsePhoneNumber(`+49170${1_000_000 + to}`);
  assert.ok(recipient);
  return { client: "10.0.0.7", sender: "a@b.c", recipient, ...rest };
}

/** Tries to send; whether it was let. */
function send(book: UsageBook, wanted: readonly Usage[], now: number): boolean {
  if (book.check(wanted, { now }) !== undefined) return false;
  book.count(wanted, now);
  return true;
}

function times(count: number, one: Usage = usage()): readonly Usage[] {
  return new Array<Usage>(count).fill(one);
}

Deno.test("check() names the option, the rate, and when to come again", () => {
  const options = { ...noLimits, perSender: rates("3/minute", "100/day") };
  const book = new UsageBook(options);
  book.count(times(2), 10_000);
  book.count(times(1), 25_500);
  assert.deepEqual(book.check(times(1), { now: 31_000 }), {
    code: 450,
    enhanced: "4.7.1",
    text: "The limit [policy] per_sender 3/minute is reached, again in 40 s",
    retryAfterMs: 40_000,
  });
  assert.match(
    book.check(times(3), { now: 31_000 })?.text ?? "",
    /again in 55 s$/,
  );
  assert.ok(book.check(times(2), { now: 70_999 }));
  assert.equal(book.check(times(2), { now: 71_000 }), undefined);
});

Deno.test("check() tells the longest wait of several limits", () => {
  const book = new UsageBook({
    ...noLimits,
    perClient: rates("1/minute"),
    total: rates("1/day", "1/hour"),
  });
  book.count(times(1), 0);
  assert.match(
    book.check(times(1), { now: 1000 })?.text ?? "",
    /^The limit \[policy\] total 1\/day is reached, again in 25 h$/,
  );
  assert.match(
    book.check(times(1), { now: 86_400_000 })?.text ?? "",
    /total 1\/day is reached, again in 15 min$/,
  );
});

Deno.test("check() refuses for good what no wait would help", () => {
  const book = new UsageBook({ ...noLimits, perSender: rates("20/minute") });
  assert.deepEqual(book.check(times(21), { now: 0 }), {
    code: 550,
    enhanced: "5.7.1",
    text:
      "The limit [policy] per_sender 20/minute is less than the 21 phones of this recipient: raise it, or reach fewer at once",
  });
  assert.equal(book.check(times(20), { now: 0 }), undefined);
});

Deno.test("check() adds the recipients accepted before, and those alone can be too many", () => {
  const book = new UsageBook({ ...noLimits, perSender: rates("20/minute") });
  const before = times(19);
  assert.equal(book.check(times(1), { now: 500, before }), undefined);
  assert.match(
    book.check(times(2), { now: 500, before })?.text ?? "",
    /^The limit .* is reached, again in 61 s$/,
  );
  assert.equal(
    book.check(times(1), { now: 500, before: times(20) })?.code,
    450,
  );
  assert.equal(book.keys, 0);
});

Deno.test("each limit counts by its own key", () => {
  const one = usage({ user: "ann" });
  const rows: readonly (readonly [keyof LimitOptions, Usage, boolean])[] = [
    ["perClient", usage({ sender: "x@y.z", to: 1 }), false],
    ["perClient", { ...one, client: "::ffff:10.0.0.7" }, false],
    ["perClient", { ...one, client: "10.0.0.8" }, true],
    ["perUser", usage({ user: "ANN", client: "10.0.0.8", to: 1 }), false],
    ["perUser", { ...one, user: "bob" }, true],
    ["perUser", usage(), true],
    ["perSender", usage({ sender: "A@b.C", to: 1 }), false],
    ["perSender", { ...one, sender: "" }, true],
    ["perRecipient", usage({ client: "10.0.0.8", sender: "" }), false],
    ["perRecipient", { ...one, ...usage({ to: 1 }) }, true],
    ["total", usage({ client: "10.0.0.8", sender: "", to: 1 }), false],
  ];
  for (const [option, other, passes] of rows) {
    const book = new UsageBook({ ...noLimits, [option]: rates("1/hour") });
    assert.ok(send(book, [one], 0));
    assert.equal(send(book, [other], 1), passes, `${option} ${other.client}`);
  }
});

Deno.test("without a limit nothing is refused and nothing is kept", () => {
  const book = new UsageBook(noLimits);
  for (let now = 0; now < 1000; now++) assert.ok(send(book, [usage()], now));
  assert.equal(book.keys, 0);
});

Deno.test("keys are forgotten when they no longer weigh, and the longest idle one when there are too many", () => {
  const options = { ...noLimits, perRecipient: rates("1/minute") };
  const book = new UsageBook({ ...options, maxKeys: 3 });
  for (const to of [1, 2, 3, 4]) assert.ok(send(book, [usage({ to })], to));
  assert.equal(book.keys, 3);
  assert.equal(send(book, [usage({ to: 2 })], 5), false);
  assert.equal(send(book, [usage({ to: 1 })], 5), true);
  assert.ok(send(book, [usage({ to: 9 })], 200_000));
  assert.equal(book.keys, 1);
});

/** A day of sending in bursts with pauses of any length. */
const attempts = fc.array(
  fc.record({
    gapMs: fc.oneof(
      fc.nat(3_000),
      fc.nat(100_000),
      fc.nat(4_000_000),
      fc.nat(90_000_000),
      // Just inside a window, where a step too early would let one more in.
      fc.integer({ min: 58_000, max: 60_000 }),
      fc.integer({ min: 3_540_000, max: 3_600_000 }),
    ),
    size: fc.integer({ min: 1, max: 4 }),
    sender: fc.constantFrom("a@b.c", "x@y.z"),
  }),
  { maxLength: 80 },
);

const someRates = fc.uniqueArray(
  fc.record({
    count: fc.integer({ min: 4, max: 9 }),
    per: fc.constantFrom("minute", "hour", "day"),
  }),
  { selector: ({ per }) => per, minLength: 1 },
);

interface Accepted {
  readonly at: number;
  readonly size: number;
  readonly sender: string;
}

/** How many of a sender were accepted at a moment or later. */
function since(accepted: readonly Accepted[], from: number, sender: string) {
  return accepted.reduce(
    (sum, it) => it.at >= from && it.sender === sender ? sum + it.size : sum,
    0,
  );
}

Deno.test("no sender ever has more than n in a window, and none is refused who has less in one a step longer", () => {
  fc.assert(
    fc.property(attempts, someRates, (attempts, perSender) => {
      const book = new UsageBook({ ...noLimits, perSender });
      const accepted: Accepted[] = [];
      let at = 0.5;
      for (const { gapMs, size, sender } of attempts) {
        at += gapMs;
        if (send(book, times(size, usage({ sender })), at)) {
          accepted.push({ at, size, sender });
          for (const { count, per } of perSender) {
            const { lengthMs } = windows[per];
            assert.ok(since(accepted, at - lengthMs, sender) <= count);
          }
        } else {
          assert.ok(perSender.some(({ count, per }) => {
            const { lengthMs, stepMs } = windows[per];
            const from = at - lengthMs - stepMs;
            return since(accepted, from, sender) + size > count;
          }));
        }
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("who waits as long as told is let in, those promised before included", () => {
  fc.assert(
    fc.property(attempts, someRates, fc.nat(4), (attempts, total, promised) => {
      const book = new UsageBook({ ...noLimits, total });
      let at = 0;
      for (const { gapMs, size } of attempts) {
        send(book, times(size), at += gapMs);
      }
      const before = times(promised);
      const refusal = book.check(times(4), { now: at, before });
      const told = /again in (\d+) (s|min|h)$/.exec(refusal?.text ?? "");
      if (refusal === undefined || told === null) return;
      book.count(before, at);
      const unitMs = { s: 1_000, min: 60_000, h: 3_600_000 }[`${told[2]}`] ?? 0;
      const waitMs = Number(told[1]) * unitMs;
      assert.equal(book.check(times(4), { now: at + waitMs }), undefined);
    }),
  );
});

Deno.test("what is given back was never counted", () => {
  fc.assert(
    fc.property(attempts, fc.nat(10_000), (attempts, laterMs) => {
      const total = rates("9/minute", "20/hour", "30/day");
      const [book, plain] = [0, 1].map(() =>
        new UsageBook({ ...noLimits, total, perSender: total })
      );
      assert.ok(book && plain);
      const taken: (readonly [readonly Usage[], number])[] = [];
      let at = 0;
      for (const [index, { gapMs, size, sender }] of attempts.entries()) {
        at += gapMs;
        const batch = times(size, usage({ sender }));
        book.count(batch, at);
        if (index % 2 === 0) plain.count(batch, at);
        else taken.push([batch, at]);
      }
      for (const [batch, at] of taken) book.giveBack(batch, at);
      for (const size of [1, 5, 9]) {
        const now = at + laterMs;
        assert.deepEqual(
          book.check(times(size), { now }),
          plain.check(times(size), { now }),
        );
      }
    }),
  );
});

Deno.test("the law holds across a restart that seeds from what was accepted", () => {
  fc.assert(
    fc.property(
      attempts,
      someRates,
      fc.nat(80),
      fc.nat(1000),
      (attempts, total, crash, startedAt) => {
        let book = new UsageBook({ ...noLimits, total });
        const accepted: Accepted[] = [];
        let at = 0;
        // After the restart the monotonic clock starts elsewhere.
        let shift = 0;
        for (const [index, { gapMs, size, sender }] of attempts.entries()) {
          at += gapMs;
          if (index === crash) {
            shift = startedAt - at;
            book = new UsageBook({ ...noLimits, total });
            const past = accepted.map((it) => ({
              ...usage({ sender: it.sender }),
              ageMs: at - it.at,
              deliveries: it.size,
            }));
            book.seed(past, at + shift);
          }
          if (!send(book, times(size, usage({ sender })), at + shift)) continue;
          accepted.push({ at, size, sender });
          for (const { count, per } of total) {
            const from = at - windows[per].lengthMs;
            const sum = since(accepted, from, "a@b.c") +
              since(accepted, from, "x@y.z");
            assert.ok(sum <= count);
          }
        }
      },
    ),
  );
});

Deno.test("whoever inherits from a book counts what is still counted there, and what is given back", () => {
  const old = new UsageBook(noLimits);
  const heir = new UsageBook({ ...noLimits, total: rates("3/day") });
  assert.equal(old.limits, false);
  old.bequeath(heir);
  // So that nobody who still asks the old one leaves the counting out.
  assert.equal(old.limits, true);
  old.count(times(2), 10_000);
  assert.ok(heir.check(times(2), { now: 10_000 }));
  old.giveBack(times(1), 10_000);
  assert.equal(heir.check(times(2), { now: 10_000 }), undefined);
  old.bequeath(undefined);
  old.count(times(2), 10_000);
  assert.equal(heir.check(times(2), { now: 10_000 }), undefined);
});

Deno.test("limits that are written in other words are the same", () => {
  const total = rates("3/day", "2/minute");
  const same = UsageBook.limitsAreSame;
  assert.ok(same({ ...noLimits, total }, { ...noLimits, total: [...total] }));
  assert.ok(!same({ ...noLimits, total }, { ...noLimits, perUser: total }));
  assert.ok(!same({ ...noLimits, total }, noLimits));
});
