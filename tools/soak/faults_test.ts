import assert from "node:assert/strict";
import { Chance } from "../fuzz_smtp/chance.ts";
import { finalRefusals, stepFaults } from "./faults.ts";

Deno.test("each fault has a name of its own, and does something", () => {
  const chance = new Chance(1);
  const step = { at: "accepted", reference: 7 } as const;
  for (const { name, make } of stepFaults) {
    assert.notDeepEqual(make(chance, step), {}, name);
  }
  const names = stepFaults.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
});

Deno.test("every class that may fail a mail for good is among the refusals", () => {
  const classes = new Set(stepFaults.map(({ refusal }) => refusal));
  assert.deepEqual([...finalRefusals].filter((it) => !classes.has(it)), []);
});
