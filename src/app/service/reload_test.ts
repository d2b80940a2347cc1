import assert from "node:assert/strict";
import { noNotifier } from "./notifier.ts";
import { announcedReload } from "./reload.ts";

function toldTo(told: string[]) {
  return {
    ...noNotifier,
    reloading: () => void told.push("reloading"),
    ready: () => void told.push("ready"),
  };
}

Deno.test("a reload is told before and after, also one that fails", async () => {
  const told: string[] = [];
  const done = await announcedReload(toldTo(told), () => {
    told.push("read");
    return Promise.resolve("new");
  });
  assert.equal(done, "new");
  await assert.rejects(
    announcedReload(toldTo(told), () => Promise.reject(new Error("Broken"))),
    /Broken/,
  );
  assert.deepEqual(told, ["reloading", "read", "ready", "reloading", "ready"]);
});
