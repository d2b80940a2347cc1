import assert from "node:assert/strict";
import { emptyOperations } from "../../tests/support/fake_desk.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { systemClock } from "../model/mod.ts";
import { connectControl, ControlError } from "./client.ts";
import {
  newToken,
  readEndpoint,
  removeEndpoint,
  writeEndpoint,
} from "./endpoint_file.ts";
import type { Operations } from "../desk/mod.ts";
import { startControlServer } from "./server.ts";

const nothing: Operations = {
  ...emptyOperations,
  cancel: () => Promise.reject(new Error("Database is locked")),
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
    const megabyte = " ".repeat(1_000_000);
    assert.equal(
      await post("/v1/modems", token, megabyte.slice(2) + "{}"),
      200,
    );
    assert.equal(await post("/v1/modems", token, megabyte + "{}"), 413);
    assert.equal(await post("/v1/modems", "guess", megabyte + "{}"), 401);
    assert.equal(await post("/v1/modems", token, "{}"), 200);
  });
});

/** Sends a request over TCP as far as given, and reads nothing. */
async function halfARequest(
  { address, token }: { address: string; token: string },
  body: string,
): Promise<Deno.TcpConn> {
  const [hostname = "", port] = address.split(":");
  const socket = await Deno.connect({ hostname, port: Number(port) });
  const head = `POST /v1/modems HTTP/1.1\r\nhost: ${address}\r\n` +
    `authorization: Bearer ${token}\r\ncontent-length: 100\r\n\r\n`;
  await socket.write(new TextEncoder().encode(head + body));
  return socket;
}

Deno.test("stop waits two seconds for a half-sent request, then cuts it", async () => {
  const clock = new ManualClock();
  const token = newToken();
  const server = startControlServer(nothing, { token, clock });
  const { address } = server;
  const socket = await halfARequest({ address, token }, "{");
  // An answer to a later client shows that the server is at the first one's request.
  await connectControl({ pid: 1, address, token }).modems({});
  let stopped = false;
  const stopping = server.stop().then(() => stopped = true);
  await settle();
  assert.equal(clock.nextInMs, 2_000);
  await clock.advance(1_999);
  assert.equal(stopped, false);
  await clock.advance(1);
  await stopping;
  assert.equal(clock.pending, 0);
  assert.equal(await socket.read(new Uint8Array(1)).catch(() => null), null);
  socket.close();
});

Deno.test("stop lets an answer that is under way go out whole", async () => {
  const clock = new ManualClock();
  const token = newToken();
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const operations: Operations = {
    ...nothing,
    async show() {
      asked.resolve();
      await answered.promise;
      return undefined;
    },
    list: () => Promise.reject(new Error("Must not be asked")),
  };
  const server = startControlServer(operations, { token, clock });
  const client = connectControl({ pid: 1, address: server.address, token });
  const shown = client.show({ id: "X" });
  await asked.promise;
  const stopping = server.stop();
  await assert.rejects(client.list({ limit: 1 }), /Stopping/);
  answered.resolve();
  assert.equal(await shown, undefined);
  await stopping;
  await server.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("stop cuts an operation that takes too long", async () => {
  const clock = new ManualClock();
  const token = newToken();
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<readonly []>();
  const modems = () => {
    asked.resolve();
    return answered.promise;
  };
  const server = startControlServer({ ...nothing, modems }, { token, clock });
  const client = connectControl({ pid: 1, address: server.address, token });
  const cut = assert.rejects(client.modems({}), /does not answer/);
  await asked.promise;
  const stopping = server.stop();
  await clock.advance(2_000);
  await stopping;
  await cut;
  answered.resolve([]);
});

Deno.test("an answer in no known shape asks for a restart", async () => {
  for (
    const body of ["", "<html>", "null", "{}", '{"error":7}', '["result"]']
  ) {
    const other = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => new Response(body),
    );
    const address = `127.0.0.1:${other.addr.port}`;
    await assert.rejects(
      connectControl({ pid: 7, address, token: "" }).modems({}),
      (error) =>
        error instanceof ControlError && error.code === "refused" &&
        /pid 7.*another version.*restart it/.test(error.message),
    );
    await other.shutdown();
  }
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
    removeEndpoint(path);
    removeEndpoint(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
