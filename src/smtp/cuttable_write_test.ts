import assert from "node:assert/strict";
import { CuttableWrite } from "./cuttable_write.ts";

Deno.test("a write goes out whole, however little is taken at a time", async () => {
  const writing = new CuttableWrite();
  const taken: number[] = [];
  const slow = {
    write(bytes: Uint8Array) {
      taken.push(...bytes.subarray(0, 2));
      return Promise.resolve(Math.min(2, bytes.length));
    },
  };
  assert.equal(await writing.write(slow, Uint8Array.of(1, 2, 3, 4, 5)), true);
  assert.deepEqual(taken, [1, 2, 3, 4, 5]);
});

Deno.test("a write that never ends is given up when it is cut, one to nobody at once", async () => {
  const writing = new CuttableWrite();
  writing.cut();
  const bytes = new Uint8Array(3);
  const broken = { write: () => Promise.reject(new Error("broken")) };
  assert.equal(await writing.write(broken, bytes), false);
  const stuck = { write: () => new Promise<number>(() => {}) };
  const written = writing.write(stuck, bytes);
  writing.cut();
  assert.equal(await written, false);
});
