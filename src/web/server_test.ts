import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import type { Desk } from "../desk/mod.ts";
import { startWebServer } from "./server.ts";

// No route of these tests asks it anything.
const desk = {} as Desk;
const listen = [{ hostname: "127.0.0.1", port: 0 }];

Deno.test("the screen answers with what keeps a browser from being used against its user", async () => {
  const clock = new ManualClock();
  const server = startWebServer(desk, { listen, clock });
  try {
    const [url = ""] = server.urls;
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<title>cellpost/);
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  } finally {
    await server.stop();
  }
  assert.equal(clock.pending, 0);
});

Deno.test("a port that is taken is told in one line, and no other stays open", () => {
  using rival = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = rival.addr as Deno.NetAddr;
  const taken = [...listen, { hostname: "127.0.0.1", port }];
  assert.throws(
    () => startWebServer(desk, { listen: taken, clock: new ManualClock() }),
    (error: Error) =>
      error.message ===
        `Another program listens on 127.0.0.1:${port} already: stop it, choose another port in [web] listen, or set enabled = false there`,
  );
});

Deno.test("stop waits two seconds for a half-sent request, then cuts it", async () => {
  const clock = new ManualClock();
  const server = startWebServer(desk, { listen, clock });
  const [{ hostname, port } = listen[0]!] = server.addresses;

  const socket = await Deno.connect({ hostname, port });
  await socket.write(
    new TextEncoder().encode(
      "POST /login HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{",
    ),
  );
  // An answer to a later client shows that the server is at the first one's request.
  await (await fetch(`${server.urls[0]}healthz`)).text();
  const stopping = server.stop();
  await settle();
  await clock.advance(2_000);
  await stopping;
  assert.equal(clock.pending, 0);
  socket.close();
});
