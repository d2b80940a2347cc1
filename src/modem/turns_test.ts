import assert from "node:assert/strict";
import { settle } from "../../tests/support/manual_clock.ts";
import { Turns } from "./turns.ts";

Deno.test("Turns runs one task a key, in order, also behind one that failed", async () => {
  const turns = new Turns();
  const log: string[] = [];
  const gates = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const run = (key: string, at: number) =>
    turns.take(key, async () => {
      log.push(`${key}${at} begins`);
      await gates[at]?.promise;
      log.push(`${key}${at} ends`);
      if (at === 0) throw new Error("failed");
      return at;
    });
  const first = run("a", 0);
  const second = run("a", 1);
  const beside = run("b", 2);
  await settle();
  assert.deepEqual(log, ["a0 begins", "b2 begins"]);
  gates[1]?.resolve();
  gates[0]?.resolve();
  await assert.rejects(first, /failed/);
  assert.equal(await second, 1);
  gates[2]?.resolve();
  assert.equal(await beside, 2);
  assert.deepEqual(log.slice(2), [
    "a0 ends",
    "a1 begins",
    "a1 ends",
    "b2 ends",
  ]);
});
