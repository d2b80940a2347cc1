import assert from "node:assert/strict";
import { defaultCharset, septetsOf, textOfSeptets } from "./gsm7.ts";
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
