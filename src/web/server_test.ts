import assert from "node:assert/strict";
import { certificate } from "../../tests/support/certificates.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { WebHouse } from "../../tests/support/web_house.ts";

const listen = [{ hostname: "127.0.0.1", port: 0 }];

Deno.test("the screen answers with what keeps a browser from being used against its user", async () => {
  await using house = new WebHouse({});
  const response = await fetch(`${house.url}/`);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /<title>cellpost/);
  const { headers } = response;
  const policy = headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'; style-src 'self';/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*/);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("referrer-policy"), "same-origin");
  assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
  assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
  const session = await fetch(`${house.url}/api/v1/session`);
  await session.body?.cancel();
  assert.equal(session.headers.get("cache-control"), "no-store");
  assert.equal(session.headers.get("content-security-policy"), policy);
});

Deno.test("a port that is taken is told in one line, and no other stays open", () => {
  using rival = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = rival.addr as Deno.NetAddr;
  assert.throws(
    () =>
      new WebHouse({}, {
        listen: [...listen, { hostname: "127.0.0.1", port }],
      }),
    (error: Error) =>
      error.message ===
        `Another program listens on 127.0.0.1:${port} already: stop it, choose another port in [web] listen, or set enabled = false there`,
  );
});

Deno.test("beyond this machine nothing is opened while nobody has a role, and the line says what to type", () => {
  for (const hostname of ["0.0.0.0", "::", "192.0.2.7", "gw.example"]) {
    assert.throws(
      () => new WebHouse({}, { listen: [...listen, { hostname, port: 8525 }] }),
      /^WebError: Anybody could command cellpost at .*:8525, since no user has a role: give one by "cellpost user add NAME --role admin", or/,
    );
  }
});

Deno.test("stop waits two seconds for a half-sent request, then cuts it", async () => {
  const house = new WebHouse({});
  const { clock, server } = house;
  const [{ hostname, port } = listen[0]!] = server.addresses;
  const socket = await Deno.connect({ hostname, port });
  await socket.write(
    new TextEncoder().encode(
      "POST /login HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{",
    ),
  );
  // An answer to a later client shows that the server is at the first one's request.
  await (await fetch(`${house.url}/healthz`)).text();
  let stopped = false;
  const stopping = server.stop().then(() => stopped = true);
  await settle();
  await clock.advance(1_999);
  assert.equal(stopped, false);
  await clock.advance(1);
  await stopping;
  assert.equal(await socket.read(new Uint8Array(1)).catch(() => null), null);
  socket.close();
});

Deno.test("stop ends event streams, and waits for nobody who holds one", async () => {
  await using house = new WebHouse({
    status: () => Promise.resolve({ startedAt: 1 } as never),
    log: () => Promise.resolve([]),
    live: { subscribe: () => () => {} },
  });
  const response = await fetch(`${house.url}/api/v1/events`);
  assert.equal(response.status, 200);
  const text = response.text();
  await house.server.stop();
  assert.match(await text, /^retry: \d+/);
  assert.equal(house.clock.pending, 0);
});

Deno.test("a certificate that is no good leaves the one of before in use", async () => {
  await using house = new WebHouse({}, { certificate });
  using client = Deno.createHttpClient({ caCerts: [certificate.cert] });
  const ask = async () => {
    const response = await fetch(`${house.url}/healthz`, { client });
    return await response.text();
  };
  assert.equal(await ask(), "ok\n");
  house.server.useCertificate({ cert: "none", key: "none" });
  for (let again = 0;; again++) {
    await house.clock.advance(50);
    await settle();
    try {
      assert.equal(await ask(), "ok\n");
      break;
    } catch (error) {
      // For some milliseconds nobody listens.
      assert.ok(error instanceof TypeError && again < 1_000, `${error}`);
    }
  }
});

Deno.test("a stop while the certificate changes leaves nothing open", async () => {
  await using house = new WebHouse({}, { certificate });
  using client = Deno.createHttpClient({ caCerts: [certificate.cert] });
  house.server.useCertificate(certificate);
  house.server.useCertificate(certificate);
  await house.server.stop();
  assert.equal(house.clock.pending, 0, "Nothing is opened after a stop");
  await assert.rejects(fetch(`${house.url}/healthz`, { client }));
});
