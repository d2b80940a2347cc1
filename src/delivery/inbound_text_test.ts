import assert from "node:assert/strict";
import fc from "fast-check";
import { deliversOf } from "../modem/mod.ts";
import { inboundText } from "./inbound_text.ts";

const long = "Pump 3 has stopped, level 3.2 m and rising. ".repeat(12);

function pdusOf(text: string): readonly string[] {
  return deliversOf({ from: "+4917100", text, at: 0 }).map(({ hex }) => hex);
}

function some(
  pdus: readonly string[],
  numbers: readonly number[],
): ReadonlyMap<number, string> {
  return new Map(numbers.map((number) => [number, pdus[number - 1] ?? ""]));
}

Deno.test("a whole SMS has its text, in whatever order its segments stand", () => {
  const texts = fc.oneof(
    fc.string({
      unit: fc.constantFrom("a", "€", "{", "ß", "\n"),
      maxLength: 900,
    }),
    fc.string({ unit: fc.constantFrom("я", "😁", "x"), maxLength: 400 }),
  );
  fc.assert(fc.property(texts, fc.infiniteStream(fc.nat()), (text, chance) => {
    const pdus = pdusOf(text);
    const numbers = pdus.map((_, at) => at + 1)
      .toSorted(() => (chance.next().value ?? 0) % 2 - 0.5);
    assert.equal(inboundText(some(pdus, numbers), pdus.length), text);
  }));
});

Deno.test("what is missing is told in its place", () => {
  const pdus = pdusOf(long);
  assert.equal(pdus.length, 4);
  const [first, second, third, fourth] = pdus
    .map((_, at) =>
      inboundText(some(pdus, [at + 1]), 4).replace(/\[.*?\]/g, "")
    );
  const cases: readonly (readonly [readonly number[], string])[] = [
    [[2, 3, 4], `[segment 1 of 4 is missing]${second}${third}${fourth}`],
    [[1, 4], `${first}[segments 2 to 3 of 4 are missing]${fourth}`],
    [
      [1, 3],
      `${first}[segment 2 of 4 is missing]${third}[segment 4 of 4 is missing]`,
    ],
    [[], "[segments 1 to 4 of 4 are missing]"],
  ];
  for (const [numbers, expected] of cases) {
    assert.equal(inboundText(some(pdus, numbers), 4), expected);
  }
});

Deno.test("data is told of, an empty SMS is empty", () => {
  // A DELIVER with DCS 04 and three octets.
  const data = "00040B911346610089F6000420806291731448030102FF";
  assert.equal(
    inboundText(new Map([[1, data]]), 1),
    "[no text: 3 octets of data]",
  );
  assert.equal(inboundText(some(pdusOf(""), [1]), 1), "");
});

Deno.test("a NUL in an SMS does not cut off what follows", () => {
  const pdus = pdusOf("я\0 stop");
  assert.equal(inboundText(some(pdus, [1]), 1), "я\ufffd stop");
});
