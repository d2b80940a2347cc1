import assert from "node:assert/strict";
import { WebHouse } from "../../tests/support/web_house.ts";

const hosts = [
  ...["[", "a b", "127.0.0.1:99999", "127.0.0.1, evil.example", "a:b@c"],
  ...[
    "127.0.0.1@evil.example",
    "127.0.0.1/healthz?",
    "127.0.0.1#",
    "127.0.0.1\\x",
    "a@127.0.0.1",
  ],
];

Deno.test("a Host field that is none is refused as bad, and is no bug, whatever is asked for", async () => {
  await using house = new WebHouse({});
  for (const host of hosts) {
    for (
      const line of [
        "GET /metrics",
        "GET /api/v1/stats",
        "POST /login",
        "GET /",
      ]
    ) {
      const answer = await ask(house, line, host);
      assert.match(answer, /^HTTP\/1.1 400 /, `${line} ${host}: ${answer}`);
    }
  }
  assert.deepEqual(house.events, []);
});

Deno.test("a method that no request can be made with is refused", async () => {
  await using house = new WebHouse({});
  const answer = await ask(house, "TRACE /api/v1/reload", "127.0.0.1");
  assert.match(answer, /^HTTP\/1.1 405 /);
  assert.deepEqual(house.events, []);
});

Deno.test("a body that breaks off, or whose pieces are none, is no bug", async () => {
  await using house = new WebHouse({});
  const { hostname, port } = house.server.addresses[0]!;
  const head = "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  const rest = [
    "Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "Content-Length: 9\r\n\r\nuser",
  ];
  for (const it of rest) {
    const socket = await Deno.connect({ hostname, port });
    await socket.write(new TextEncoder().encode(head + it));
    await socket.closeWrite();
    await new Response(socket.readable).text().catch(() => "");
  }
  await house.server.stop();
  assert.deepEqual(house.events, []);
});

/** Byte by byte, since no client would send it. */
async function ask(
  { server }: WebHouse,
  line: string,
  host: string,
): Promise<string> {
  const { hostname, port } = server.addresses[0]!;
  const socket = await Deno.connect({ hostname, port });
  const fields = `Host: ${host}\r\nConnection: close\r\nContent-Length: 0`;
  const bytes = `${line} HTTP/1.1\r\n${fields}\r\n\r\n`;
  await socket.write(new TextEncoder().encode(bytes));
  return await new Response(socket.readable).text();
}
