import assert from "node:assert/strict";
import { certificate } from "../../tests/support/certificates.ts";
import { loopback, started, toData, Wire } from "../../tests/support/wire.ts";
import { canonicalAddress } from "./server.ts";

Deno.test("a server takes a mail over TCP", async () => {
  const { server, receiver } = started();
  const wire = await Wire.to(server);
  assert.equal(await wire.reply(), "220 gw ESMTP cellpost");
  assert.match(await wire.ask("EHLO plc"), /^250-gw/);
  assert.match(await wire.ask("MAIL FROM:<a@b>"), /^250/);
  assert.equal(
    await wire.ask("RCPT TO:<+4670123456>"),
    "250 2.1.5 +4670123456",
  );
  assert.match(await wire.ask("DATA"), /^354/);
  assert.match(await wire.ask("hi\r\n."), /^250 2\.0\.0 Queued/);
  assert.match(await wire.ask("QUIT"), /^221/);
  assert.equal(await wire.reply(), "");
  wire.close();
  const [mail] = receiver.mails;
  assert.equal(mail?.text, "hi\r\n");
  assert.deepEqual(mail?.envelope.client, {
    address: "127.0.0.1",
    helo: "plc",
  });
  await server.stop(1_000);
});

Deno.test("a server answers a client that says all at once and then only listens", async () => {
  const { server, receiver } = started();
  const wire = await Wire.to(server);
  await wire.send(`${toData}hi\r\n.\r\nQUIT\r\n`);
  await wire.finish();
  const codes: string[] = [];
  for (let reply = await wire.reply(); reply; reply = await wire.reply()) {
    codes.push(reply.slice(0, 3));
  }
  assert.deepEqual(codes, ["220", "250", "250", "250", "354", "250", "221"]);
  assert.equal(receiver.mails.length, 1);
  wire.close();
  await server.stop(1_000);
});

Deno.test("a server survives a hundred clients that leave at once", async () => {
  const { server, receiver } = started();
  const { hostname, port } = server.addresses[0]!;
  await Promise.all(Array.from({ length: 100 }, async () => {
    (await Deno.connect({ hostname, port })).close();
  }));
  const wire = await Wire.to(server);
  await wire.send(`${toData}still here\r\n.\r\nQUIT\r\n`);
  while (await wire.reply());
  assert.equal(receiver.mails.length, 1);
  wire.close();
  await server.stop(1_000);
  assert.equal(server.connections, 0);
});

Deno.test("a server reads on behind a message far beyond its limit", async () => {
  const { server, receiver } = started();
  const wire = await Wire.to(server);
  await wire.send(toData);
  for (const code of ["220", "250", "250", "250", "354"]) {
    assert.ok((await wire.reply()).startsWith(code));
  }
  const piece = `${"x".repeat(65_000)}\r\n..\r\n`;
  for (let n = 0; n < 160; n++) await wire.send(piece);
  assert.match(await wire.ask("."), /^552 5\.3\.4 .*100000/);
  assert.match(await wire.ask("NOOP"), /^250/);
  assert.deepEqual(receiver.mails, []);
  wire.close();
  await server.stop(1_000);
});

Deno.test("a server serves many clients at a time", async () => {
  const { server, receiver } = started();
  await Promise.all(Array.from({ length: 50 }, async (_, n) => {
    const wire = await Wire.to(server);
    await wire.send(`${toData}mail ${n}\r\n.\r\nQUIT\r\n`);
    while (await wire.reply());
    wire.close();
  }));
  const texts = new Set(receiver.mails.map(({ text }) => text));
  assert.equal(texts.size, 50);
  await server.stop(1_000);
});

Deno.test("a server listens on all its addresses and tells the ports", async () => {
  const { server } = started({ listeners: [loopback, loopback] });
  const [one, two] = server.addresses;
  assert.ok(one && two && one.port !== two.port);
  assert.equal(one.hostname, "127.0.0.1");
  for (const { hostname, port } of [one, two]) {
    const wire = new Wire(await Deno.connect({ hostname, port }));
    assert.match(await wire.reply(), /^220/);
    wire.close();
  }
  await server.stop(1_000);
});

Deno.test("stop closes the listener, shows clients out and may be called twice", async () => {
  const { server } = started();
  const wire = await Wire.to(server);
  await wire.reply();
  assert.equal(server.connections, 1);
  await Promise.all([server.stop(1_000), server.stop(1_000)]);
  assert.match(await wire.reply(), /^421 4\.3\.2/);
  assert.equal(await wire.reply(), "");
  wire.close();
  assert.equal(server.connections, 0);
  const [address] = server.addresses;
  await assert.rejects(Deno.connect({ ...address!, transport: "tcp" }));
});

Deno.test("stop waits for nobody who fetches nothing, over TCP or TLS", {
  // The writes that Deno 2.4 leaves pending end some time after the client has gone.
  sanitizeOps: false,
}, async () => {
  for (const tls of ["none", "starttls"] as const) {
    const { server } = started({
      listeners: [{ ...loopback, tls }],
      certificate,
      maxCommands: Infinity,
    });
    const wire = await Wire.to(server);
    await wire.reply();
    if (tls === "starttls") await wire.startTls();
    await wire.ask("EHLO a");
    const { promise: full, resolve } = Promise.withResolvers<void>();
    // Once the windows are full of answers, the server reads no more and this does not come back.
    const sending = (async () => {
      for (;;) {
        const late = setTimeout(resolve, 500);
        try {
          await wire.send("EHLO a\r\n".repeat(1_000));
        } finally {
          clearTimeout(late);
        }
      }
    })().catch(() => undefined);
    await full;
    await server.stop(10);
    assert.equal(server.connections, 0);
    while (await wire.reply());
    await sending;
    wire.close();
  }
});

Deno.test("a port in use is an error that names it, and frees the other listeners", async () => {
  const { server } = started();
  const { port } = server.addresses[0]!;
  const free = Deno.listen(loopback);
  const other = { ...loopback, port: free.addr.port };
  free.close();
  const taken = { ...loopback, port };
  assert.throws(() => started({ listeners: [other, taken] }), {
    name: "SmtpError",
    code: "in-use",
    message: `Another program listens on 127.0.0.1:${port} already: ` +
      "stop it, or choose another port in [smtp] listen",
  });
  const { server: second } = started({ listeners: [other] });
  await second.stop(0);
  await server.stop(0);
});

Deno.test("an address of another machine is an error that says so", () => {
  // TEST-NET-1 (RFC 5737) belongs to nobody.
  assert.throws(
    () => started({ listeners: [{ ...loopback, hostname: "192.0.2.1" }] }),
    {
      code: "no-such-address",
      message: /192\.0\.2\.1:0/,
    },
  );
});

Deno.test("canonicalAddress shows an IPv4 client as one, on any listener", () => {
  assert.equal(canonicalAddress("::ffff:10.0.0.7"), "10.0.0.7");
  assert.equal(canonicalAddress("10.0.0.7"), "10.0.0.7");
  assert.equal(canonicalAddress("fe80::ffff:1"), "fe80::ffff:1");
});

Deno.test("each listener has its own rules, and its name goes with each question", async () => {
  const { server, receiver } = started({
    listeners: [
      { ...loopback, name: "plant" },
      { ...loopback, name: "internet", strictLineEndings: true },
    ],
  });
  const said: string[] = [];
  for (const { hostname, port } of server.addresses) {
    const wire = new Wire(await Deno.connect({ hostname, port }));
    await wire.send(`${toData}alarm\n\r\n.\r\nQUIT\r\n`);
    for (let reply = await wire.reply(); reply; reply = await wire.reply()) {
      said.push(reply.slice(0, 9));
    }
    wire.close();
  }
  assert.equal(said[5], "250 2.0.0");
  assert.equal(said[12], "550 5.5.2");
  const client = { address: "127.0.0.1", helo: "a", listener: "plant" };
  assert.deepEqual(receiver.mails.map(({ envelope }) => envelope.client), [
    client,
  ]);
  await server.stop(1_000);
});
