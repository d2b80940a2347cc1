import assert from "node:assert/strict";
import fc from "fast-check";
import type { GatheredText, StormFacts, Submission } from "../queue/mod.ts";
import { judgeClosing, judgeStorm, kindOf, type StormRules } from "./storm.ts";

const rules: StormRules = {
  windowMs: 300,
  first: "now",
  whenOver: "queue",
  breakerRestMs: 3_600,
  urgentPasses: true,
};
const facts: StormFacts = {
  now: 1_000,
  dueAt: 1_000,
  wishes: {},
  lifetimeMs: 86_400,
  breakerFull: false,
  freeAt: 1_000,
};
const urgent = { priority: "urgent" } as const;
const atOnce = { to: "send", dueAt: 1_000, putOff: false } as const;
const full = { closesAt: 1_100, empty: false };

const rows: readonly [
  string,
  Partial<StormFacts>,
  Partial<StormRules>,
  ReturnType<typeof judgeStorm>,
][] = [
  ["the first goes out and opens a window", {}, {}, {
    ...atOnce,
    opens: 1_300,
  }],
  ["without windows it opens none", {}, { windowMs: 0 }, atOnce],
  ["the second is gathered", { alike: { closesAt: 1_200, empty: true } }, {}, {
    to: "gather",
    by: "likeness",
    closesAt: 1_200,
  }],
  [
    "a window that is over and empty is as good as none",
    {
      alike: { closesAt: 1_000, empty: true },
    },
    {},
    { ...atOnce, opens: 1_300 },
  ],
  [
    "one that is over and not closed yet takes more",
    {
      alike: { closesAt: 900, empty: false },
    },
    {},
    { to: "gather", by: "likeness", closesAt: 900 },
  ],
  ["where the first waits it is gathered", {}, { first: "wait" }, {
    to: "gather",
    by: "likeness",
    closesAt: 1_300,
  }],
  ["but not an urgent one", { wishes: urgent }, { first: "wait" }, {
    ...atOnce,
    opens: 1_300,
  }],
  ["a second urgent one is", { wishes: urgent, alike: full }, {}, {
    to: "gather",
    by: "likeness",
    closesAt: 1_100,
  }],
  [
    "a time of its own comes before all",
    {
      wishes: { sendAt: 2_000 },
      alike: full,
      breakerOpenUntil: 9_000,
      freeAt: 5_000,
    },
    {},
    { to: "send", dueAt: 2_000, putOff: false },
  ],
  [
    "a time that is past is none",
    { wishes: { sendAt: 900 }, alike: full },
    {},
    {
      to: "gather",
      by: "likeness",
      closesAt: 1_100,
    },
  ],
  ["behind a backlog it waits with that", { backlog: full }, {}, {
    to: "gather",
    by: "recipient",
    closesAt: 1_100,
  }],
  ["an open breaker gathers", { breakerOpenUntil: 4_000 }, {}, {
    to: "gather",
    by: "recipient",
    closesAt: 4_000,
  }],
  ["one too many opens it", { breakerFull: true }, {}, {
    to: "gather",
    by: "recipient",
    closesAt: 4_600,
    trips: 4_600,
  }],
  [
    "urgent ones pass it",
    {
      wishes: urgent,
      breakerOpenUntil: 4_000,
      backlog: full,
      freeAt: 5_000,
    },
    {},
    { ...atOnce, opens: 1_300 },
  ],
  ["if they may", { wishes: urgent, breakerOpenUntil: 4_000 }, {
    urgentPasses: false,
  }, { to: "gather", by: "recipient", closesAt: 4_000 }],
  [
    "over a cap it is put off, and opens its window now",
    { freeAt: 5_000 },
    {},
    {
      to: "send",
      dueAt: 5_000,
      putOff: true,
      opens: 1_300,
    },
  ],
  [
    "in quiet hours there is room if there is when they end",
    {
      ...{ dueAt: 4_000, freeAt: 4_000 },
    },
    {},
    { to: "send", dueAt: 4_000, putOff: false, opens: 1_300 },
  ],
  [
    "in quiet hours the caps count from their end",
    {
      ...{ dueAt: 4_000, freeAt: 5_000 },
    },
    {},
    { to: "send", dueAt: 5_000, putOff: true, opens: 1_300 },
  ],
  ["what was let in at RCPT is put off", { freeAt: 5_000 }, {
    whenOver: "refuse",
  }, { to: "send", dueAt: 5_000, putOff: true, opens: 1_300 }],
  ["over a cap it is gathered", { freeAt: 5_000 }, { whenOver: "merge" }, {
    to: "gather",
    by: "recipient",
    closesAt: 5_000,
  }],
  ["none is put off for longer than it lives", { freeAt: 87_400 }, {}, {
    to: "gather",
    by: "recipient",
    closesAt: 87_400,
  }],
];

for (const [name, changedFacts, changedRules, verdict] of rows) {
  Deno.test(`judgeStorm(): ${name}`, () => {
    assert.deepEqual(
      judgeStorm({ ...facts, ...changedFacts }, { ...rules, ...changedRules }),
      verdict,
    );
  });
}

const submission = {} as Submission;
const text = {} as GatheredText;
const due = {
  now: 1_000,
  alike: true,
  waiting: 2,
  texts: [text],
  quietUntil: 1_000,
  freeAt: 1_000,
};

const closings: readonly [
  string,
  Partial<typeof due>,
  Partial<StormRules>,
  ReturnType<typeof judgeClosing>,
][] = [
  ["several become one, and the next window begins", {}, {}, {
    to: "merge",
    submission,
    reopens: 1_300,
  }],
  ["one goes as it is", { waiting: 1 }, {}, { to: "release", reopens: 1_300 }],
  ["none ends it", { waiting: 0, texts: [] }, {}, { to: "end" }],
  ["where the first waits no window follows", {}, { first: "wait" }, {
    to: "merge",
    submission,
  }],
  ["nor for a recipient's backlog", { alike: false }, {}, {
    to: "merge",
    submission,
  }],
  ["nor where windows are off by now", {}, { windowMs: 0 }, {
    to: "merge",
    submission,
  }],
  ["in quiet hours it goes on", { quietUntil: 4_000, freeAt: 4_000 }, {}, {
    to: "extend",
    closesAt: 4_000,
  }],
  [
    "so it does where they hold for urgent ones too",
    {
      texts: [{ ...text, wishes: urgent }],
      quietUntil: 4_000,
      freeAt: 4_000,
    },
    {},
    { to: "extend", closesAt: 4_000 },
  ],
  ["without room it goes on", { freeAt: 5_000 }, {}, {
    to: "extend",
    closesAt: 5_000,
  }],
  [
    "but for urgent ones",
    {
      freeAt: 5_000,
      texts: [{ ...text, wishes: urgent }],
    },
    {},
    { to: "merge", submission, reopens: 1_300 },
  ],
];

for (const [name, changedDue, changedRules, closing] of closings) {
  Deno.test(`judgeClosing(): ${name}`, () => {
    assert.deepEqual(
      judgeClosing(
        { ...due, ...changedDue },
        { ...rules, ...changedRules },
        () => submission,
      ),
      closing,
    );
  });
}

Deno.test("judgeStorm(): nothing is ever due, nor does anything close, before now or what holds it back", () => {
  const gathering = fc.option(
    fc.record({ closesAt: fc.nat(9_000), empty: fc.boolean() }),
    { nil: undefined },
  );
  fc.assert(fc.property(
    gathering,
    gathering,
    fc.nat(9_000),
    fc.boolean(),
    fc.constantFrom("queue" as const, "merge" as const, "refuse" as const),
    (alike, backlog, freeAt, breakerFull, whenOver) => {
      const verdict = judgeStorm({
        ...facts,
        ...(alike && { alike }),
        ...(backlog && { backlog }),
        freeAt,
        breakerFull,
      }, { ...rules, whenOver });
      if (verdict.to === "send") {
        assert.equal(verdict.dueAt, Math.max(facts.now, freeAt));
        assert.ok(!breakerFull && backlog === undefined);
      } else if (verdict.by === "likeness") assert.ok(alike);
      else assert.ok(backlog || breakerFull || freeAt > facts.now);
    },
  ));
});

Deno.test("kindOf(): urgency and flash make kinds", () => {
  assert.equal(kindOf({}), "normal");
  assert.equal(kindOf({ priority: "urgent", flash: true }), "urgent flash");
});
