import assert from "node:assert/strict";
import { serveReloads } from "./serve_reload.ts";

function bench() {
  const told: string[] = [];
  const stop = new AbortController();
  const reading = Promise.withResolvers<void>();
  let request = () => {};
  serveReloads(
    {
      serve: (onRequest) => void (request = onRequest),
      [Symbol.dispose]() {},
    },
    {
      stopping: stop.signal,
      notifier: {
        reloading: () => told.push("reloading"),
        ready: () => told.push("ready"),
      },
      appliance: {
        async reload() {
          await reading.promise;
          return { kind: "applied", live: [], restart: [] };
        },
      },
    },
  );
  const read = async () => {
    reading.resolve();
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    await reading.promise;
  };
  return { told, stop, read, request: () => request() };
}

Deno.test("the service manager hears when a config is being read, and when that is over", async () => {
  const { told, read, request } = bench();
  request();
  assert.deepEqual(told, ["reloading"]);
  await read();
  assert.deepEqual(told, ["reloading", "ready"]);
});

Deno.test("who has said that it stops does not say that it is ready, nor reads anything", async () => {
  const { told, stop, read, request } = bench();
  request();
  stop.abort();
  await read();
  request();
  assert.deepEqual(told, ["reloading"]);
});
