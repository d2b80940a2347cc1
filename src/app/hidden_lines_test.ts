import assert from "node:assert/strict";
import fc from "fast-check";
import { HiddenLines, type Keyboard } from "./hidden_lines.ts";

/** A keyboard that gives these bytes, so many at a time, and notes when it shows nothing. */
function keyboard(bytes: Uint8Array, atOnce = 5) {
  const log: string[] = [];
  let rest = bytes;
  const keys: Keyboard = {
    isTerminal: () => true,
    setRaw: (raw) => log.push(raw ? "raw" : "cooked"),
    read(buffer) {
      if (rest.length === 0) return Promise.resolve(null);
      const some = rest.subarray(0, Math.min(atOnce, buffer.length));
      buffer.set(some);
      rest = rest.subarray(some.length);
      return Promise.resolve(some.length);
    },
  };
  return { keys, log };
}

const utf8 = (text: string) => new TextEncoder().encode(text);

async function typed(text: string): Promise<string | undefined> {
  return await new HiddenLines(keyboard(utf8(text)).keys).typed(() => {});
}

async function piped(bytes: Uint8Array): Promise<string | undefined> {
  return await new HiddenLines(keyboard(bytes).keys).piped();
}

Deno.test("typed() reads until Enter, and lets the person correct", async () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["secret\r", "secret"],
    ["secret\n", "secret"],
    ["\r", ""],
    ["Grüße 😀\r", "Grüße 😀"],
    ["secrxt\x7f\x7fet\r", "secret"],
    ["a😀\x7fü\x08\x7f\x7fb\r", "b"],
    ["wrong\x15right\r", "right"],
    ["sec\x03", undefined],
    ["sec\x04", undefined],
    ["sec", undefined],
    ["", undefined],
  ];
  for (const [keys, line] of rows) {
    assert.equal(await typed(keys), line, JSON.stringify(keys));
  }
});

Deno.test("typed() shows nothing from before it says so until the end, however it ends", async () => {
  for (const text of ["secret\r", "\x03", "\xff\r"]) {
    const { keys, log } = keyboard(
      Uint8Array.from(text, (it) => it.charCodeAt(0)),
    );
    const line = new HiddenLines(keys).typed(() => log.push("ready"));
    await line.catch(() => {});
    assert.deepEqual(log, ["raw", "ready", "cooked"]);
  }
});

Deno.test("lines that came at once are handed out one by one", async () => {
  const { keys } = keyboard(utf8("first\rsecond\rthird\n"), 4096);
  const lines = new HiddenLines(keys);
  assert.equal(await lines.typed(() => {}), "first");
  assert.equal(await lines.typed(() => {}), "second");
  assert.equal(await lines.piped(), "third");
  assert.equal(await lines.piped(), undefined);
});

Deno.test("piped() takes one line, with any line end or none", async () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["secret\n", "secret"],
    ["secret\r\n", "secret"],
    ["secret", "secret"],
    ["secret\nmore\n", "secret"],
    ["\ufeffsecret\r\n", "secret"],
    ["a\x7fb\x03\n", "a\x7fb\x03"],
    ["\n", ""],
    ["", undefined],
  ];
  for (const [text, line] of rows) {
    assert.equal(await piped(utf8(text)), line, JSON.stringify(text));
  }
});

Deno.test("what is not UTF-8 is told, not guessed", async () => {
  const latin1 = Uint8Array.of(0x47, 0xfc, 0x0a);
  await assert.rejects(piped(latin1), TypeError);
});

Deno.test("a line without end stays within bounds", async () => {
  const line = await piped(utf8("x".repeat(1_000_000)));
  assert.equal(line?.length, 4096);
});

Deno.test("no chunking of the bytes changes what is typed", async () => {
  await fc.assert(fc.asyncProperty(
    fc.string({ unit: "grapheme" }).filter((it) => !/\p{Cc}|\ufeff/u.test(it)),
    fc.integer({ min: 1, max: 9 }),
    async (text, atOnce) => {
      const { keys } = keyboard(utf8(`${text}\r`), atOnce);
      const line = await new HiddenLines(keys).typed(() => {});
      assert.equal(line, text.toWellFormed());
    },
  ));
});
