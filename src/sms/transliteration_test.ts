import assert from "node:assert/strict";
import fc from "fast-check";
import { canEncode } from "./gsm7.ts";
import { plainPunctuation } from "./punctuation.ts";
import { transliterate } from "./transliteration.ts";

const letters = { plainPunctuation: false };
const both = { plainPunctuation: true };

Deno.test("transliterate() writes plain letters where that makes the text GSM 7-bit", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["Żółć w Łodzi", "Zolc w Lodzi"],
    ["ação não", "acao nao"],
    ["Îles: ça, où, êtes", "Iles: ca, où, etes"],
    ["Đorđe, Šibenik, Žďár", "Dorde, Sibenik, Zdar"],
    ["İstanbul, ışık, ağaç", "Istanbul, isik, agac"],
    ["Việt Nam, Ðà Nẵng", "Viet Nam, Dà Nang"],
    ["Þór, Ísafjörður, œuvre", "Thor, Isafjördur, oeuvre"],
    ["ﬁlter: oﬃce", "filter: office"],
    ["ǻ ǿ ǽ ǖ ậ", "å ø æ ü a"],
    ["m\u0302 n\u0331\u0303x", "m nx"],
    ["ΑΘΗΝΑ: ΑΝΤΛΙΑ Ώ", "AΘHNA: ANTΛIA Ω"],
  ];
  for (const [text, expected] of rows) {
    const nfc = text.normalize("NFC");
    assert.equal(transliterate(nfc, letters), expected, text);
  }
});

Deno.test("transliterate() leaves what GSM 7-bit has", () => {
  const text = "Größe € é è à ì ò ù ñ Ç ß øå Æ ΔΩ\n[x]";
  assert.equal(transliterate(text, both), text);
  assert.equal(transliterate(text + "ç", both), text + "c");
});

Deno.test("transliterate() changes nothing in a text that stays UCS-2", () => {
  const texts = [
    "ç насос",
    "ç 水",
    "ç 😀",
    "ç Αντλία",
    "ç 20°",
    "ç nº 3",
    "ç ½",
    "ç £ ≠",
    "ç ≠",
    "ç й",
    "ç 한",
    "ç ＡＢ",
    // Crossed out, and a mark on what is no letter.
    "l\u0336e\u0336a\u0336k",
    "x 3\u0301",
    "\u0301x",
    "“ç”",
  ];
  for (const text of texts) assert.equal(transliterate(text, letters), text);
});

Deno.test("transliterate() replaces letters and punctuation in one go, since neither alone would do", () => {
  const text = "“ça” – €3…";
  assert.equal(plainPunctuation(text), text);
  assert.equal(transliterate(text, letters), text);
  assert.equal(transliterate(text, both), '"ca" - €3...');
});

Deno.test("transliterate() gives GSM 7-bit or the same text, and the second time changes nothing", () => {
  const latin = fc.integer({ min: 0xc0, max: 0x24f }).map((code) =>
    String.fromCharCode(code)
  );
  const text = fc.string({
    unit: fc.oneof(
      latin,
      fc.constantFrom("a", "\u0301", "“", "Ω", "Α", "ế", "€"),
      { arbitrary: fc.string({ unit: "binary", maxLength: 1 }), weight: 1 },
    ),
  });
  const options = fc.record({ plainPunctuation: fc.boolean() });
  fc.assert(fc.property(text, options, (text, options) => {
    const plain = transliterate(text, options);
    assert.ok(plain === text || canEncode(plain), JSON.stringify(text));
    assert.equal(transliterate(plain, options), plain);
    if (canEncode(text)) assert.equal(plain, text);
  }));
});

Deno.test("transliterate() has a plain form for each letter of Europe's languages", () => {
  const alphabets = "ąćęłńóśźż čďěňřšťůž őűĳ ășț ğışç ãõâêô ŵŷ āēģīķļņū ėįųū" +
    "đŋŧ ðþýæö ċġħ ħż ëïÿ ľĺŕ ßẞ œ";
  for (const each of alphabets + alphabets.toUpperCase()) {
    assert.ok(canEncode(transliterate(each, letters)), each);
  }
});
