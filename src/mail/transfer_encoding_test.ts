import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeTransfer } from "./transfer_encoding.ts";

async function decoded(body: string, encoding: string): Promise<string> {
  return new TextDecoder().decode(
    await decodeTransfer(new TextEncoder().encode(body), encoding),
  );
}

Deno.test("decodeTransfer() takes off base64 and quoted-printable", async () => {
  assert.equal(await decoded("SMO2aGU=\r\n", "base64"), "Höhe");
  assert.equal(await decoded("SMO2\r\naGU=", "BASE64 (comment)"), "Höhe");
  assert.equal(await decoded("SA==\r\ndQ==", "base64"), "Hu");
  assert.equal(
    await decoded("H=C3=B6he =\r\n3=3d\r\n", "Quoted-Printable"),
    "Höhe 3=\n",
  );
  assert.equal(await decoded("100=ZZ =", "quoted-printable"), "100=ZZ ");
  assert.equal(await decoded("a=3Db\r\n", "8bit"), "a=3Db\r\n");
  assert.equal(await decoded("a\r\n", "x-martian"), "a\r\n");
  assert.equal(await decoded("", "base64"), "");
});

Deno.test("decodeTransfer() gives back any bytes", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array(), async (bytes) => {
    const base64 = btoa(String.fromCharCode(...bytes));
    assert.deepEqual(
      await decodeTransfer(new TextEncoder().encode(base64), "base64"),
      bytes,
    );
  }));
});

Deno.test("decodeTransfer() reads no more of a body than could be sent, and tears no character", async () => {
  for (
    const [character, length] of [["a", 1], ["é", 2], ["€", 3], [
      "😀",
      4,
    ]] as const
  ) {
    for (const shift of ["", "a", "ab"]) {
      const text = await decoded(
        shift + character.repeat(300_000 / length),
        "8bit",
      );
      assert.equal(
        text,
        shift +
          character.repeat((text.length - shift.length) / character.length),
        character,
      );
      assert.ok(text.length > 60_000 && text.length <= 256 * 1024);
    }
  }
});

Deno.test("decodeTransfer() keeps a trailing byte of a body that was not cut", async () => {
  const latin1 = Uint8Array.from([0x63, 0x61, 0x66, 0xe9]);
  assert.deepEqual(await decodeTransfer(latin1, ""), latin1);
  assert.deepEqual(
    await decodeTransfer(
      new TextEncoder().encode("caf=E9="),
      "quoted-printable",
    ),
    latin1,
  );
});

Deno.test("decodeTransfer() gives up on base64 that is nothing but padding", async () => {
  const text = await decoded("QQ==".repeat(60_000), "base64");
  assert.ok(text.startsWith("AAAA") && text.length < 1001, `${text.length}`);
});
