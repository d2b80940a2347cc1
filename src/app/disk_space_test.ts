import assert from "node:assert/strict";
import { freeBytesAt } from "./disk_space.ts";

Deno.test("freeBytesAt() tells the room on a disk, and nothing of one that is not there", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const free = freeBytesAt(folder);
    assert.ok(free !== undefined && free > 0 && Number.isInteger(free));
    assert.equal(freeBytesAt(`${folder}/missing`), undefined);
  } finally {
    Deno.removeSync(folder);
  }
});
