import assert from "node:assert/strict";
import { systemClock } from "../model/mod.ts";
import { connectControl, ControlError } from "./client.ts";
import {
  newToken,
  readEndpoint,
  removeEndpoint,
  writeEndpoint,
} from "./endpoint_file.ts";
import type { Operations } from "./operations.ts";
import { startControlServer } from "./server.ts";

const nothing: Operations = {
  send: () => Promise.resolve({ kind: "refused", text: "No" }),
  list: () => Promise.resolve([]),
  show: () => Promise.resolve(undefined),
  retry: () => Promise.resolve({ changed: [], unchanged: [] }),
  cancel: () => Promise.reject(new Error("Database is locked")),
  modems: () => Promise.resolve([]),
};

async function withServer(
  operations: Operations,
  play: (
    endpoint: { pid: number; address: string; token: string },
  ) => Promise<void>,
): Promise<void> {
  const token = newToken();
  const server = startControlServer(operations, { token, clock: systemClock });
  try {
    await play({ pid: 1, address: server.address, token });
  } finally {
    await server.stop();
  }
}

Deno.test("a client calls the operations of the other side", async () => {
  const seen: unknown[] = [];
  const operations: Operations = {
    ...nothing,
    send(request) {
      seen.push(request);
      return Promise.resolve({ kind: "queued", id: "0000000000000001" });
    },
  };
  await withServer(operations, async (endpoint) => {
    const client = connectControl(endpoint);
    const request = { recipient: "+4917012345", text: "Grüße" };
    assert.deepEqual(await client.send(request), {
      kind: "queued",
      id: "0000000000000001",
    });
    assert.deepEqual(seen, [request]);
    assert.equal(await client.show({ id: "X" }), undefined);
    assert.deepEqual(await client.list({ limit: 5 }), []);
  });
});

Deno.test("an operation that fails is told in its own words", async () => {
  await withServer(nothing, async (endpoint) => {
    await assert.rejects(
      connectControl(endpoint).cancel({ id: "X" }),
      (error) =>
        error instanceof ControlError && error.code === "refused" &&
        /pid 1.*Database is locked/.test(error.message),
    );
  });
});

Deno.test("a wrong token, an unknown operation and a bad argument are refused", async () => {
  await withServer(nothing, async ({ address, token }) => {
    const post = async (path: string, bearer: string, body: string) => {
      const response = await fetch(`http://${address}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${bearer}` },
        body,
      });
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await post("/v1/modems", "guess", "{}"), 401);
    assert.equal(await post("/v1/modems", "", "{}"), 401);
    assert.equal(await post("/v1/toString", token, "{}"), 404);
    assert.equal(await post("/v1/show", token, '{"id":7}'), 400);
    assert.equal(await post("/v1/show", token, "not json"), 400);
    assert.equal(await post("/v1/list", token, '{"limit":0}'), 400);
    assert.equal(await post("/v1/modems", token, "{}"), 200);
  });
});

Deno.test("an appliance that is gone is named with its pid", async () => {
  let gone = { pid: 0, address: "", token: "" };
  await withServer(nothing, (endpoint) => {
    gone = endpoint;
    return Promise.resolve();
  });
  await assert.rejects(
    connectControl(gone).modems({}),
    (error) => error instanceof ControlError && error.code === "unreachable",
  );
});

Deno.test("control.json is the owner's alone, and may be missing or spoiled", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/control.json`;
  try {
    assert.equal(await readEndpoint(path), undefined);
    const endpoint = { pid: 7, address: "127.0.0.1:1", token: newToken() };
    await writeEndpoint(path, endpoint);
    assert.deepEqual(await readEndpoint(path), endpoint);
    if (Deno.build.os !== "windows") {
      assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    }
    await Deno.writeTextFile(path, "{");
    assert.equal(await readEndpoint(path), undefined);
    await removeEndpoint(path);
    await removeEndpoint(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
