import assert from "node:assert/strict";
import {
  defaultAlphabet,
  defaultCharset,
  defaultExtension,
  septetsOf,
  textOfSeptets,
} from "./gsm7.ts";
import { charsetOf } from "./national_language.ts";

const turkish = 1;
const spanish = 2;
const portuguese = 3;

Deno.test("charsetOf() adds each language's characters behind the escape", () => {
  const letters = new Map([
    [turkish, "ĞİŞçğış€["],
    [spanish, "çÁÍÓÚáíóú€["],
    [portuguese, "êçÔôÁáΦΓΩΠΨΣΘÊÀÍÓÚÃÕÂíóúãõâ€["],
  ]);
  for (const [single, text] of letters) {
    const charset = charsetOf({ locking: 0, single });
    assert.equal(textOfSeptets(septetsOf(text, charset), charset), text);
  }
});

Deno.test("charsetOf() puts each language's characters into the plain table", () => {
  const charset = charsetOf({ locking: turkish, single: 0 });
  const septets = [0x04, 0x07, 0x0b, 0x0c, 0x1c, 0x1d, 0x40, 0x60, 0x61];
  assert.equal(textOfSeptets(septets, charset), "€ıĞğŞşİça");
  assert.deepEqual([...septetsOf("€", charset)], [0x04]);

  const other = charsetOf({ locking: portuguese, single: portuguese });
  assert.equal(
    textOfSeptets([0x12, 0x18, 0x24, 0x5d, 0x60, 0x7d, 0x7e], other),
    "ª€ºÚ~`ü",
  );
});

Deno.test("charsetOf() falls back to the default table", () => {
  assert.equal(charsetOf({ locking: 0, single: 0 }), defaultCharset);
  assert.equal(charsetOf({ locking: spanish, single: 99 }), defaultCharset);
});

Deno.test("a phone that ignores the shift shows the letter without its mark", () => {
  const septets = septetsOf("şğ", charsetOf({ locking: 0, single: turkish }));
  assert.equal(textOfSeptets(septets), "sg");
});

/** TS 23.038 annexes A.2 and A.3, as others print them too (the manual of smstools): what differs from the default tables. */
const published = [
  [{ locking: 0, single: 1 }, "47Ğ 49İ 53Ş 63ç 67ğ 69ı 73ş"],
  [{ locking: 0, single: 2 }, "09ç 41Á 49Í 4FÓ 55Ú 61á 69í 6Fó 75ú"],
  [
    { locking: 0, single: 3 },
    "05ê 09ç 0BÔ 0Cô 0EÁ 0Fá 12Φ 13Γ 15Ω 16Π 17Ψ 18Σ 19Θ 1FÊ 41À 49Í 4FÓ 55Ú 5BÃ 5CÕ 61Â 69í 6Fó 75ú 7Bã 7Cõ 7Fâ",
  ],
  [{ locking: 1, single: 0 }, "04€ 07ı 0BĞ 0Cğ 1CŞ 1Dş 40İ 60ç"],
  [{ locking: 2, single: 0 }, ""],
  [
    { locking: 3, single: 0 },
    "04ê 06ú 07í 08ó 09ç 0BÔ 0Cô 0EÁ 0Fá 12ª 13Ç 14À 15∞ 16^ 17\\ 18€ 19Ó 1A| 1CÂ 1Dâ 1EÊ 24º 40Í 5BÃ 5CÕ 5DÚ 60~ 7Bã 7Cõ 7D`",
  ],
] as const;

Deno.test("every code of every table is the published one", () => {
  for (const [shift, differences] of published) {
    const changed = new Map(
      differences.split(" ").filter((it) => it !== "").map((it) => [
        parseInt(it.slice(0, 2), 16),
        it.slice(2),
      ]),
    );
    const charset = charsetOf(shift);
    for (let code = 0; code < 128; code++) {
      const plain = defaultAlphabet.charAt(code);
      const extended = defaultExtension.get(code);
      const [locking, single] = shift.single > 0
        ? [plain, changed.get(code) ?? extended]
        : [changed.get(code) ?? plain, extended];
      assert.equal(charset.locking.charAt(code), locking, `${code}`);
      assert.equal(charset.single.get(code), single, `${code}`);
    }
  }
});
