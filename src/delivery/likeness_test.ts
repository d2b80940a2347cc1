import assert from "node:assert/strict";
import fc from "fast-check";
import { likenessOf, normalise, stormSender } from "./likeness.ts";

const alike = [
  ["Pump 3 stopped", "pump  17 STOPPED\n"],
  ["Level -3.5 m", "Level 12 m"],
  ["at 12:05:33 on 2026-11-26", "at 0:00 on 2026-01-01"],
  ["26 Nov 2026 08:00 CET door", "3 December 2026 23:59:59 CET door"],
  ["Thu, 26 Nov 2026 08:00:01 +0100 x", "Fri, 27 Nov 2026 08:00:02 +0100 x"],
  ["2026-11-26T08:00:01Z up", "2026-11-27T09:10:11.123Z up"],
  ["event 0xdeadbeef01 seen", "event 7f3a9c seen"],
  [
    "id 4f1c2d3e-0000-4abc-8def-1234567890ab",
    "id 12345678-90ab-4cde-8f01-0000aaaabbbb",
  ],
  ["from 10.0.0.1", "from 192.168.100.7"],
  ["５ Türen offen", "7 türen  offen"],
  ["8:15 am: hot", "11:59 pm: hot"],
] as const;

for (const [one, other] of alike) {
  Deno.test(`"${one}" is like "${other.trim()}"`, () => {
    assert.equal(normalise(one), normalise(other));
  });
}

const different = [
  ["Pump 3 stopped", "Pump 3 started"],
  ["Pump stopped", "Pump 3 stopped"],
  ["Door A open", "Door B open"],
  ["It may rain", "It rains"],
  ["Temp ok", "Temp OK!"],
  ["The sun is up", "The moon is up"],
  ["cafe closed", "face closed"],
] as const;

for (const [one, other] of different) {
  Deno.test(`"${one}" is not like "${other}"`, () => {
    assert.notEqual(normalise(one), normalise(other));
  });
}

Deno.test("normalising again changes nothing, nor do other digits or capitals without marks", () => {
  const word = fc.constantFrom(
    ...["pump", "DOOR", "7", "12:30", "Nov", "-4.5", "0xff01", "\n", " ", "é"],
    ...["monday", "@", "#", ",", "2026-11-26", "ab12cd", "may", "t", "z"],
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => {
    const text = words.join(" ");
    const once = normalise(text);
    assert.equal(normalise(text.toUpperCase()), once);
    assert.equal(normalise(text.replaceAll("7", "9")), once);
    assert.equal(normalise(`  ${text}\n`), once);
  }));
});

Deno.test("of a text of megabytes the beginning counts, also where it was made to be slow", () => {
  for (const part of ["1", "1.", "a1", "nov ", " ", "1-", "#", "Thu, "]) {
    const text = part.repeat(3_000_000 / part.length);
    assert.equal(normalise(text), normalise(text.slice(0, 40_000)));
  }
});

Deno.test("texts are alike only from one sender and of one kind", () => {
  const from = { sender: "path a@b", kind: "normal" };
  const likeness = likenessOf("Pump 3", from);
  assert.equal(likenessOf("Pump 4", from), likeness);
  assert.notEqual(
    likenessOf("Pump 3", { ...from, sender: "path b@b" }),
    likeness,
  );
  assert.notEqual(likenessOf("Pump 3", { ...from, kind: "urgent" }), likeness);
});

Deno.test("a storm is its user's, else its reverse-path's in any case, else its client's", () => {
  const address = "10.0.0.7";
  const reversePath = "PLC@plant.example";
  assert.equal(stormSender({ user: "Plc", reversePath, address }), "user plc");
  assert.equal(stormSender({ reversePath, address }), "path plc@plant.example");
  assert.equal(stormSender({ reversePath: "", address }), "client 10.0.0.7");
});
