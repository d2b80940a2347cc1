import assert from "node:assert/strict";
import { bytesOf, joined, textOf } from "./bytes.ts";
import { Chance } from "./chance.ts";
import { readCorpus } from "./corpus.ts";
import { cutAnyhow, mutated } from "./mutate.ts";

const seeds = Array.from({ length: 300 }, (_, seed) => seed);

Deno.test("the corpus holds the client's side of the dialogs", () => {
  const corpus = readCorpus();
  assert.ok(corpus.length >= 50);
  assert.ok(corpus.some((session) => session.includes("DATA\r\n")));
});

Deno.test("mutated() makes the same of the same seed, and mostly something new", () => {
  const corpus = readCorpus();
  const all = seeds.map((seed) => mutated(corpus, new Chance(seed)));
  const again = seeds.map((seed) => mutated(corpus, new Chance(seed)));
  assert.deepEqual(again, all);
  assert.ok(new Set(all).size > seeds.length * 0.8);
  const originals = new Set(corpus.map((session) => session.join("")));
  assert.ok(all.filter((one) => !originals.has(one)).length > 200);
});

Deno.test("cutAnyhow() loses and adds nothing", () => {
  const bytes = bytesOf("0123456789\r\n\xff".repeat(400));
  for (const seed of seeds) {
    const pieces = cutAnyhow(bytes, new Chance(seed));
    assert.equal(textOf(joined(pieces)), textOf(bytes));
    assert.ok(pieces.every(({ length }) => length > 0));
  }
  assert.deepEqual(cutAnyhow(new Uint8Array(), new Chance(1)), []);
});
