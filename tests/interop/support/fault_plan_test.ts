import assert from "node:assert/strict";
import { chooseLife, faultInWords, faultKinds, seeded } from "./fault_plan.ts";

const latencyMs = 50;

function lives(seed: number, kinds = [...faultKinds]) {
  const random = seeded(seed);
  return Array.from(
    { length: 500 },
    () => chooseLife(random, { kinds, latencyMs }),
  );
}

Deno.test("the same seed chooses the same lives, another one others", () => {
  assert.deepEqual(lives(7), lives(7));
  assert.notDeepEqual(lives(7), lives(8));
});

Deno.test("every kind of fault comes, at the start and later, and lives without one", () => {
  const faults = lives(1).map(({ fault }) => fault);
  for (const kind of [...faultKinds, undefined]) {
    assert.ok(faults.some((fault) => fault?.kind === kind), kind);
  }
  assert.ok(faults.some((fault) => fault?.afterMs === "start"));
  assert.ok(faults.some((fault) => typeof fault?.afterMs === "number"));
});

Deno.test("clocks jump both ways, and never so far that an SMS expires", () => {
  const jumps = lives(1).flatMap(({ fault }) =>
    fault?.kind === "clock" ? [fault.aheadMs] : []
  );
  assert.ok(Math.min(...jumps) < -3_600_000);
  assert.ok(Math.max(...jumps) > 3_600_000);
  assert.ok(Math.max(...jumps) - Math.min(...jumps) < 24 * 3_600_000);
});

Deno.test("only a fault can be what a death waits for", () => {
  for (const { fault, death } of lives(1)) {
    if (death.after === "fault") assert.notEqual(fault, undefined);
  }
  const deaths = new Set(lives(1).map(({ death }) => death.after));
  assert.deepEqual(deaths, new Set(["fault", "promises", "segments"]));
});

Deno.test("without kinds there are no faults", () => {
  const all = lives(1, []);
  assert.ok(all.every(({ fault }) => fault === undefined));
  assert.equal(faultInWords(all[0]?.fault), "no fault");
});
