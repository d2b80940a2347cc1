import assert from "node:assert/strict";
import { type ReadinessFacts, readinessOf } from "./readiness.ts";

const usable = { name: "a", state: "usable", detail: "" } as const;
const blocked = { name: "b", state: "blocked", detail: "No SIM" } as const;
const limited = { name: "c", state: "limited", detail: "Next in 3 s" } as const;
const resting = { ...limited, why: "quiet" } as const;
const spent = {
  ...limited,
  name: "d",
  detail: "9 of 9",
  why: "quota",
} as const;
const minute = 60_000;

const well: ReadinessFacts = {
  now: 100 * minute,
  modems: [usable],
  nextDueAt: undefined,
  queueAfterMs: 30 * minute,
  freeBytes: 10e9,
  leastFreeBytes: 500e6,
  breakerOpen: false,
  alarms: [],
};

const rows: readonly (readonly [
  what: string,
  facts: Partial<ReadinessFacts>,
  ready: boolean,
  findings: readonly (readonly [level: string, text: RegExp])[],
])[] = [
  ["all is well", {}, true, []],
  ["something is due later", { nextDueAt: 200 * minute }, true, []],
  ["nothing runs", { modems: undefined }, false, [["critical", /No cellpost/]]],
  ["no modem", { modems: [] }, false, [["critical", /There is no modem/]]],
  ["none is usable", { modems: [blocked] }, false, [
    ["critical", /^No modem is usable \(b: No SIM\)$/],
  ]],
  [
    "none has started",
    {
      modems: [{ ...usable, state: "starting" }],
    },
    false,
    [["critical", /\(a: starting\)/]],
  ],
  ["one of two is not", { modems: [blocked, usable] }, true, [
    ["warning", /^A modem is not usable \(b: No SIM\)$/],
  ]],
  ["a limit holds one back", { modems: [limited] }, true, []],
  ["a quota is used up", { modems: [spent, usable] }, true, [
    ["warning", /d has used up its quota: 9 of 9/],
  ]],
  ["the queue is nearly late", { nextDueAt: 70 * minute + 1 }, true, []],
  ["the queue is late", { nextDueAt: 70 * minute }, false, [
    ["critical", /due for 30 minutes/],
  ]],
  ["it is late since all rest", { nextDueAt: 0, modems: [resting] }, true, [
    ["warning", /due for 100 minutes: all modems rest/],
  ]],
  ["the disk is nearly full", { freeBytes: 499e6 }, true, [
    ["warning", /Only 499 MB are free/],
  ]],
  ["nobody knows of the disk", { freeBytes: undefined }, true, []],
  ["the breaker is open", { breakerOpen: true }, true, [
    ["warning", /breaker .* is open/],
  ]],
  [
    "alarms tell what is not seen above",
    {
      modems: [blocked],
      alarms: [
        { key: "balance:a", text: "Balance low" },
        { key: "modem:b", text: "Modem b is blocked" },
        { key: "disk", text: "Disk full" },
      ],
    },
    false,
    [["critical", /No modem/], ["warning", /^Balance low$/]],
  ],
];

for (const [what, facts, ready, findings] of rows) {
  Deno.test(`readinessOf(): ${what}`, () => {
    const found = readinessOf({ ...well, ...facts });
    assert.equal(found.ready, ready);
    assert.equal(found.findings.length, findings.length, `${findings}`);
    for (const [at, [level, text]] of findings.entries()) {
      assert.equal(found.findings[at]?.level, level);
      assert.match(found.findings[at]?.text ?? "", text);
    }
  });
}

Deno.test("readinessOf() tells how late the queue is", () => {
  const { oldestWaitingMs } = readinessOf({ ...well, nextDueAt: 90 * minute });
  assert.equal(oldestWaitingMs, 10 * minute);
});
