import assert from "node:assert/strict";
import fc from "fast-check";
import { booked, inTurn, isAhead, type Progress } from "./shares.ts";

const weight = fc.integer({ min: 1, max: 9 });
const pools = fc.array(weight, { minLength: 2, maxLength: 5 })
  .map((list) => new Map(list.map((it, at) => [`m${at}`, it])));

/** How many SMS each modem gets of `count`, when the free ones are as `freeAt` says. */
function play(
  weights: ReadonlyMap<string, number>,
  count: number,
  freeAt: (turn: number) => readonly string[] = () => [...weights.keys()],
) {
  const got = new Map([...weights.keys()].map((it) => [it, 0]));
  let progress: Progress = new Map();
  for (let turn = 0; turn < count; turn++) {
    const free = freeAt(turn);
    const [modem = ""] = inTurn(free, progress, weights);
    assert.ok(free.includes(modem));
    got.set(modem, (got.get(modem) ?? 0) + 1);
    progress = booked(progress, weights, { modem, count: 1 });
  }
  return got;
}

Deno.test("free modems are given work by their weights, exactly after each full round", () => {
  fc.assert(
    fc.property(pools, fc.integer({ min: 1, max: 5 }), (weights, rounds) => {
      const round = [...weights.values()].reduce((sum, it) => sum + it);
      const got = play(weights, round * rounds);
      for (const [modem, weight] of weights) {
        assert.equal(got.get(modem), weight * rounds);
      }
    }),
  );
});

Deno.test("nobody is further off its share than there are modems", () => {
  fc.assert(fc.property(pools, fc.nat(60), (weights, count) => {
    const round = [...weights.values()].reduce((sum, it) => sum + it);
    for (const [modem, got] of play(weights, count)) {
      const share = count * (weights.get(modem) ?? 0) / round;
      assert.ok(
        Math.abs(got - share) <= weights.size,
        `${modem} ${got} ${share}`,
      );
    }
  }));
});

Deno.test("work is given to somebody who is free, and none is lost", () => {
  fc.assert(fc.property(
    pools,
    fc.array(fc.nat(30), { minLength: 40, maxLength: 40 }),
    (weights, chances) => {
      const modems = [...weights.keys()];
      const got = play(weights, chances.length, (turn) => {
        const free = modems.filter((_, at) => (chances[turn] ?? 0) >> at & 1);
        return free.length === 0 ? modems : free;
      });
      const all = [...got.values()].reduce((sum, it) => sum + it);
      assert.equal(all, chances.length);
    },
  ));
});

Deno.test("a modem that was away for long is not given all that comes when it is back", () => {
  const weights = new Map([["a", 3], ["b", 1]]);
  const away = play(weights, 1_000, () => ["b"]);
  assert.equal(away.get("b"), 1_000);
  let progress: Progress = new Map();
  for (let i = 0; i < 1_000; i++) {
    progress = booked(progress, weights, { modem: "b", count: 1 });
  }
  const order: string[] = [];
  for (let i = 0; i < 40; i++) {
    const [modem = ""] = inTurn(["a", "b"], progress, weights);
    order.push(modem);
    progress = booked(progress, weights, { modem, count: 1 });
  }
  assert.ok(order.indexOf("b") <= 15, order.join());
});

Deno.test("isAhead() lets somebody go on, whatever has been sent", () => {
  fc.assert(fc.property(
    pools,
    fc.array(fc.nat(4), { maxLength: 40 }),
    (weights, sent) => {
      const modems = [...weights.keys()];
      let progress: Progress = new Map();
      for (const at of sent) {
        const modem = modems[at % modems.length] ?? "";
        progress = booked(progress, weights, { modem, count: 1 + at });
      }
      const free = modems.filter((it) =>
        !isAhead(it, modems, { progress, weights })
      );
      assert.ok(free.includes(inTurn(modems, progress, weights)[0] ?? ""));
    },
  ));
});

Deno.test("texts of several SMS count as what they are", () => {
  const weights = new Map([["a", 1], ["b", 1]]);
  const progress = booked(new Map(), weights, { modem: "a", count: 3 });
  assert.deepEqual(inTurn(["a", "b"], progress, weights), ["b", "a"]);
  assert.ok(isAhead("a", ["a", "b"], { progress, weights }));
});
