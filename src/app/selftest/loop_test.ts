import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  DeliveryHistory,
  InboxView,
  MessageView,
} from "../../desk/mod.ts";
import {
  hasPassed,
  isOver,
  type LoopPlan,
  type Seen,
  stepNames,
  stepsOf,
  totalMs,
} from "./loop.ts";
import { stepLine, verdictText } from "./words.ts";

const start = Date.UTC(2026, 10, 26, 8);
const number = "+12005550100";
const plan: LoopPlan = {
  token: "a1b2c3d4e5",
  startedAt: start,
  entrance: "by SMTP at 127.0.0.1:2525",
  awaitsReport: true,
  awaitsReturn: true,
  patienceMs: 120_000,
};

function delivery(given: Partial<DeliveryHistory>): DeliveryHistory {
  return {
    ...{ deliveryId: 1, messageId: "1M8CZ", recipient: number, reason: "" },
    ...{ state: "queued", attempts: 1, possibleDuplicate: false },
    ...{ segmentCount: 1, acceptedAt: start + 5, updatedAt: start + 5 },
    ...{ expiresAt: start + 9e7, attemptRecords: [], segments: [] },
    ...{ history: [], modem: "roof" },
    ...given,
  };
}

function message(given: Partial<DeliveryHistory> = {}): MessageView {
  return {
    ...{ id: "1M8CZ", acceptedAt: start + 5, source: "smtp", reversePath: "" },
    ...{ clientAddress: "127.0.0.1", subject: "" },
    message: { text: "Cellpost selftest a1b2c3d4e5" },
    deliveries: [delivery(given)],
  };
}

const segment = { number: 1, acknowledgedAt: start + 2_400, reference: 17 };
const sent = message({ state: "sent", segments: [segment] });
const delivered = message({
  ...{ state: "delivered", updatedAt: start + 5_000, segments: [segment] },
});
const back: InboxView = {
  ...{ kind: "sms", receivedAt: start + 6_100, modem: "roof", from: number },
  ...{ text: "Cellpost selftest a1b2c3d4e5", segmentCount: 1, missing: 0 },
  pdus: [],
};

function stepsAt(afterMs: number, seen: Partial<Seen>, given = plan) {
  const at = { message: undefined, inbox: [], now: start + afterMs, ...seen };
  return stepsOf(given, at);
}

const kindsOf = (steps: ReturnType<typeof stepsOf>) =>
  steps.map(({ kind }) => kind).join(" ");

Deno.test("each step is done when it is seen, and waited for until then", () => {
  const rows: readonly (readonly [Partial<Seen>, string])[] = [
    [{}, "waiting waiting waiting waiting"],
    [{ message: message() }, "done waiting waiting waiting"],
    [
      { message: message({ state: "sending" }) },
      "done waiting waiting waiting",
    ],
    [{ message: sent }, "done done waiting waiting"],
    [{ message: sent, inbox: [back] }, "done done waiting done"],
    [{ message: delivered }, "done done done waiting"],
    [{ message: delivered, inbox: [back] }, "done done done done"],
  ];
  for (const [seen, kinds] of rows) {
    const steps = stepsAt(7_000, seen);
    assert.equal(kindsOf(steps), kinds);
    assert.equal(isOver(steps), !kinds.includes("waiting"));
  }
  const steps = stepsAt(7_000, { message: delivered, inbox: [back] });
  assert.ok(hasPassed(steps));
  assert.equal(totalMs(steps), 6_100);
  const look = { unicode: true };
  assert.deepEqual(steps.map((it) => stepLine(it, look)), [
    "  ✓ accepted      5 ms  as 1M8CZ, by SMTP at 127.0.0.1:2525",
    "  ✓ sent         2.4 s  by roof, reference 17",
    "  ✓ delivered      5 s  the phone received it",
    "  ✓ received     6.1 s  by roof",
  ]);
  assert.equal(verdictText(steps), "The whole loop works: 6.1 s in all");
});

Deno.test("a step that does not come in time is told in words, and says what to do", () => {
  const late = 200_000;
  const nothing = stepsAt(late, {});
  assert.equal(kindsOf(nothing), "missing skipped skipped skipped");
  assert.match(nothing[0]?.text ?? "", /does another cellpost listen there\?$/);
  const stuck = stepsAt(late, {
    message: message({ reason: "roof has no network" }),
  });
  assert.equal(kindsOf(stuck), "done missing skipped skipped");
  assert.match(
    stuck[1]?.text ?? "",
    /^not within 120 s, it is queued: roof has no network; "cellpost modems"/,
  );
  assert.equal(hasPassed(stuck), false);
  assert.equal(
    verdictText(stuck),
    "The loop is broken: an SMS was not sent",
  );
  const lost = stepsAt(late, { message: delivered });
  assert.equal(kindsOf(lost), "done done done missing");
  assert.match(lost[3]?.text ?? "", /^not back within 120 s: the number may/);
  assert.equal(hasPassed(lost), false);
});

Deno.test("a report that does not come is told, and is no failure", () => {
  const steps = stepsAt(200_000, { message: sent, inbox: [back] });
  assert.equal(kindsOf(steps), "done done missing done");
  assert.match(
    steps[2]?.text ?? "",
    /^no report within 120 s: the network gives none/,
  );
  assert.ok(hasPassed(steps));
  assert.match(stepLine(steps[2]!, { unicode: false }), /^ {2,3} ! delivered/);
  assert.match(verdictText(steps), /^What was tested works: /);
});

Deno.test("what is not awaited is skipped", () => {
  const quiet = { ...plan, awaitsReport: false, awaitsReturn: false };
  const steps = stepsAt(7_000, { message: sent }, quiet);
  assert.equal(kindsOf(steps), "done done skipped skipped");
  assert.ok(isOver(steps) && hasPassed(steps));
  assert.match(steps[2]?.text ?? "", /status_report = false$/);
});

Deno.test("an end without an SMS ends the test at once, with its reason", () => {
  for (
    const state of [
      ...["failed", "expired", "cancelled", "merged", "held"],
    ] as const
  ) {
    const refused = message({ state, reason: "the network refuses it" });
    const steps = stepsAt(3_000, { message: refused });
    assert.equal(kindsOf(steps), "done failed skipped skipped", state);
    assert.equal(steps[1]?.text, `${state}: the network refuses it`);
  }
  const returned = message({
    ...{ state: "failed", reason: "no such number", segments: [segment] },
  });
  const steps = stepsAt(3_000, { message: returned, inbox: [back] });
  assert.equal(kindsOf(steps), "done done failed done");
  assert.match(steps[2]?.text ?? "", /did not arrive: no such number$/);
  assert.equal(hasPassed(steps), false);
});

Deno.test("only an SMS with the token or the very text is taken for the one that came back", () => {
  const other = { ...back, text: "Pump 3 stopped" };
  const unreadable = { ...back, kind: "unreadable" } as const;
  const mail: InboxView = {
    ...{ kind: "postmaster", receivedAt: start, from: "a@b", subject: "" },
    text: back.text,
  };
  const inbox = [other, unreadable, mail];
  assert.equal(
    kindsOf(stepsAt(7_000, { message: delivered, inbox })),
    "done done done waiting",
  );
  const reshaped = message({ state: "sent", segments: [segment] });
  const shown = { ...reshaped, message: { text: "Pump 3 stopped" } };
  assert.equal(
    stepsAt(7_000, { message: shown, inbox: [other] })[3]?.kind,
    "done",
    "a template may leave of it what it will",
  );
});

Deno.test("whatever is seen, the test is over in the end, and no time is negative", () => {
  const state = fc.constantFrom(
    ...["queued", "sending", "uncertain", "held", "sent", "delivered"] as const,
    ...["failed", "expired", "cancelled", "merged"] as const,
  );
  const segments = fc.array(
    fc.record({
      number: fc.nat(9),
      acknowledgedAt: fc.option(fc.nat(9_000).map((it) => start - 500 + it), {
        nil: undefined,
      }),
      reference: fc.nat(255),
    }),
    { maxLength: 3 },
  );
  const seen = fc.record({ state, segments }).map((it) => message(it));
  fc.assert(
    fc.property(
      fc.option(seen, { nil: undefined }),
      fc.boolean(),
      (it, came) => {
        const inbox = came ? [back] : [];
        const steps = stepsAt(1_000_000, { message: it, inbox });
        assert.deepEqual(steps.map(({ name }) => name), stepNames);
        assert.ok(isOver(steps));
        assert.ok(steps.every(({ afterMs = 0 }) => afterMs >= 0));
        assert.ok(
          steps.every(({ text }) => text !== "" && !text.includes("\n")),
        );
      },
    ),
  );
});
