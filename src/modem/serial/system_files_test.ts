import assert from "node:assert/strict";
import { Libc } from "./libc_ffi.ts";
import { groupName, readBytes, readText } from "./system_files.ts";

Deno.test("readText() reads files of /proc, whose size is not known before", () => {
  using libc = new Libc();
  assert.match(
    readText(libc, "/proc/self/status") ?? "",
    new RegExp(`^Pid:\\t${Deno.pid}$`, "m"),
  );
});

Deno.test("readText() and readBytes() say undefined for what cannot be read", () => {
  using libc = new Libc();
  assert.equal(readText(libc, "/proc/self/none"), undefined);
  assert.equal(readBytes(libc, "/none"), undefined);
  assert.deepEqual(readBytes(libc, "/proc"), new Uint8Array());
});

Deno.test("readBytes() reads a whole file, with names in UTF-8", async () => {
  using libc = new Libc();
  const folder = await Deno.makeTempDir();
  const content = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
  await Deno.writeFile(`${folder}/größe`, content);
  assert.deepEqual(readBytes(libc, `${folder}/größe`), content);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("groupName() finds the group, or keeps the number", () => {
  const file = "root:x:0:\ndialout:x:20:anna,ben\n\nbroken\n";
  assert.equal(groupName(file, 20), "dialout");
  assert.equal(groupName(file, 0), "root");
  assert.equal(groupName(file, 2), "2");
});
