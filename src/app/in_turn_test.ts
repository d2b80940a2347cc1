import assert from "node:assert/strict";
import { InTurn } from "./in_turn.ts";

Deno.test("who asks while one is under way shares the next, and no third follows", async () => {
  const begun: PromiseWithResolvers<void>[] = [];
  const turns = new InTurn(async () => {
    const one = Promise.withResolvers<void>();
    const number = begun.push(one);
    await one.promise;
    return number;
  });
  const first = turns.ask();
  const others = [turns.ask(), turns.ask(), turns.ask()];
  assert.equal(begun.length, 1);
  begun[0]?.resolve();
  assert.equal(await first, 1);
  await Promise.resolve();
  begun[1]?.resolve();
  assert.deepEqual(await Promise.all(others), [2, 2, 2]);
  await turns.done();
  assert.equal(begun.length, 2);
});

Deno.test("one that fails does not keep the next from its turn", async () => {
  let times = 0;
  const turns = new InTurn(() =>
    ++times === 1 ? Promise.reject(new Error("no")) : Promise.resolve(times)
  );
  const first = turns.ask();
  const second = turns.ask();
  await assert.rejects(first, /no/);
  assert.equal(await second, 2);
});
