import assert from "node:assert/strict";
import { CuttableWrite } from "./cuttable_write.ts";

Deno.test("a write that never ends is given up when it is cut, others pass", async () => {
  const writing = new CuttableWrite();
  writing.cut();
  const bytes = new Uint8Array(3);
  const taking = { write: () => Promise.resolve(2) };
  assert.equal(await writing.write(taking, bytes), 2);
  const broken = { write: () => Promise.reject(new Error("broken")) };
  await assert.rejects(writing.write(broken, bytes), /broken/);
  const stuck = { write: () => new Promise<number>(() => {}) };
  const written = writing.write(stuck, bytes);
  writing.cut();
  await assert.rejects(written, Deno.errors.Interrupted);
});
