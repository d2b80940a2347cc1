import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { readBody } from "./body.ts";

function body(...pieces: readonly string[]) {
  const cancelled = Promise.withResolvers<void>();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(new TextEncoder().encode(piece));
      }
      if (pieces.at(-1) !== "…") controller.close();
    },
    cancel: () => cancelled.resolve(),
  });
  return { stream, cancelled: cancelled.promise };
}

const limits = () => ({ clock: new ManualClock(), most: 5, deadlineMs: 1_000 });

Deno.test("a body is read whole up to its limit, and no byte more", async () => {
  const exact = await readBody(body("ab", "cde").stream, limits());
  assert.ok(exact.kind === "read");
  assert.equal(new TextDecoder().decode(exact.bytes), "abcde");
  assert.equal((await readBody(null, limits())).kind, "read");
  const { stream, cancelled } = body("abc", "def", "…");
  assert.deepEqual(await readBody(stream, limits()), { kind: "tooLong" });
  await cancelled;
});

Deno.test("a client that dawdles with its body is not waited for", async () => {
  const options = limits();
  const { stream, cancelled } = body("ab", "…");
  const reading = readBody(stream, { ...options, most: 100 });
  await settle();
  await options.clock.advance(1_000);
  assert.deepEqual(await reading, { kind: "tooSlow" });
  await cancelled;
  assert.equal(options.clock.pending, 0);
});

Deno.test("a body that breaks off is told as such", async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull: () => Promise.reject(new TypeError("gone")),
  });
  const options = limits();
  assert.deepEqual(await readBody(stream, options), { kind: "brokenOff" });
  assert.equal(options.clock.pending, 0);
});
