import assert from "node:assert/strict";
import { readinessOf } from "./readiness.ts";

const usable = { name: "a", state: "usable", detail: "" } as const;
const blocked = { name: "b", state: "blocked", detail: "No SIM" } as const;
const minute = 60_000;

Deno.test("readinessOf() wants one usable modem and a queue that is not late", () => {
  const facts = { now: 0, modems: [usable], nextDueAt: undefined, alarms: [] };
  assert.deepEqual(readinessOf(facts), { ready: true, findings: [] });
  assert.equal(
    readinessOf({ ...facts, modems: [blocked, usable] }).ready,
    true,
  );
  assert.deepEqual(readinessOf({ ...facts, modems: [blocked] }), {
    ready: false,
    findings: [
      { level: "critical", text: "No modem is usable (b: No SIM)" },
    ],
  });
  const waits = { ...facts, now: 15 * minute, nextDueAt: 0 };
  assert.deepEqual(readinessOf(waits), {
    ready: true,
    findings: [],
    oldestWaitingMs: 15 * minute,
  });
  assert.equal(readinessOf({ ...waits, now: 16 * minute }).ready, false);
  assert.equal(readinessOf({ ...facts, nextDueAt: 5 }).ready, true);
  assert.equal(readinessOf({ ...facts, modems: undefined }).ready, false);
  assert.deepEqual(readinessOf({ ...facts, alarms: ["Disk low"] }), {
    ready: true,
    findings: [{ level: "warning", text: "Disk low" }],
  });
});
