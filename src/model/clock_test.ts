import assert from "node:assert/strict";
import { systemClock } from "./clock.ts";

Deno.test("sleep() ends early, with the reason, when its signal aborts", async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort("enough");
  await assert.rejects(sleeping, (reason) => reason === "enough");
});

Deno.test("sleep() refuses a signal that has aborted already", async () => {
  await assert.rejects(
    systemClock.sleep(60_000, AbortSignal.abort("before")),
    (reason) => reason === "before",
  );
});

Deno.test("after() calls back once, and not at all when cancelled", async () => {
  const calls: string[] = [];
  systemClock.after(0, () => calls.push("cancelled")).cancel();
  await new Promise<void>((resolve) =>
    systemClock.after(1, () => {
      calls.push("fired");
      resolve();
    })
  );
  assert.deepEqual(calls, ["fired"]);
});
