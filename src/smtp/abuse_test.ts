import assert from "node:assert/strict";
import {
  fakeClients,
  idleTimeoutMs,
  toData,
} from "../../tests/support/fake_clients.ts";
import { FakeSocket } from "../../tests/support/fake_socket.ts";
import { settle } from "../../tests/support/manual_clock.ts";

const mail = toData.slice("HELO a\r\n".length);

Deno.test("who talks before the greeting is sent away, who waits is greeted", async () => {
  const { connect, connections, clock } = fakeClients({ greetingDelayMs: 500 });
  const hasty = await connect();
  assert.match(await hasty.send("EHLO a\r\n"), /^554 5\.5\.0 gw [^\r]*\r\n$/);
  assert.equal(hasty.closed, true);
  const patient = await connect();
  await clock.advance(499);
  assert.deepEqual(patient.writes, []);
  await clock.advance(1);
  assert.deepEqual(patient.writes, ["220 gw ESMTP cellpost\r\n"]);
  assert.match(await patient.send("NOOP\r\n"), /^250/);
  assert.match(await patient.send("NOOP\r\n"), /^250/);
  await patient.leave();
  const gone = await connect();
  await gone.leave();
  assert.equal(gone.closed, true);
  const reset = await connect();
  await reset.reset();
  assert.equal(connections.size, 0);
  assert.equal(clock.pending, 1, "only the watch of the deadlines is left");
});

Deno.test("who waits for a late greeting may be told to go, or leave while it is written", async () => {
  const { connect, connections, clock } = fakeClients({ greetingDelayMs: 500 });
  const waiting = await connect();
  const stopped = connections.stop(1_000);
  await settle();
  assert.match(waiting.writes.join(""), /^421 4\.3\.2/);
  await stopped;
  assert.equal(waiting.closed, true);
  const deaf = await connect();
  deaf.stall();
  await clock.advance(500);
  await deaf.reset();
  await clock.advance(idleTimeoutMs);
  assert.equal(deaf.closed, true);
  const next = await connect();
  await clock.advance(500);
  assert.match(next.writes.join(""), /^220/);
  await next.leave();
  assert.equal(connections.size, 0);
});

Deno.test("a message that drips is given up, one that is slow only at first is not", async () => {
  const { connect, clock, receiver } = fakeClients({ minDataRate: 100 });
  const dripping = await connect();
  await dripping.send(toData);
  await clock.advance(50_000);
  assert.equal(await dripping.send("x"), "");
  await clock.advance(11_000);
  assert.match(await dripping.send("x"), /^421 4\.4\.2 gw Too slow\r\n$/);
  assert.equal(dripping.closed, true);
  const chunked = await connect();
  await chunked.send(`${toData.slice(0, -6)}BDAT 100000\r\n`);
  await clock.advance(61_000);
  assert.match(await chunked.send("x"), /^421 4\.4\.2/);
  const steady = await connect();
  await steady.send(toData);
  for (let n = 0; n < 10; n++) {
    await clock.advance(30_000);
    assert.equal(await steady.send("x".repeat(3_000)), "");
  }
  assert.match(await steady.send("\r\n.\r\n"), /^250/);
  const late = await connect();
  await late.send(toData);
  await clock.advance(100_000);
  assert.match(await late.send("hi\r\n.\r\n"), /^250/, "it is done");
  assert.equal(receiver.mails.length, 2);
});

Deno.test("a message in chunks, or with a burst in front, may not drip either", async () => {
  const { connect, clock, connections } = fakeClients({ minDataRate: 100 });
  const dripping = await connect();
  await dripping.send(`${toData.slice(0, -6)}BDAT 9\r\n${"x".repeat(9)}`);
  await clock.advance(50_000);
  assert.match(await dripping.send("BDAT 1\r\nx"), /^250/);
  await clock.advance(11_000);
  assert.match(await dripping.send("BDAT 1\r\nx"), /^250.*\r\n421 4\.4\.2/);
  const idling = await connect();
  await idling.send(`${toData.slice(0, -6)}BDAT 9\r\n${"x".repeat(9)}`);
  await clock.advance(61_000);
  assert.match(await idling.send("NOOP\r\n"), /^250.*\r\n421 4\.4\.2/);
  const bursting = await connect();
  await bursting.send(toData);
  await bursting.send("x".repeat(900_000));
  await clock.advance(299_000);
  assert.equal(await bursting.send("x"), "");
  await clock.advance(2_000);
  assert.match(await bursting.send("x"), /^421 4\.4\.2/);
  const steady = await connect();
  await steady.send(toData.slice(0, -6));
  for (let n = 0; n < 10; n++) {
    await clock.advance(30_000);
    const chunk = `BDAT 3000\r\n${"x".repeat(3_000)}`;
    assert.match(await steady.send(chunk), /^250 2\.0\.0 3000/);
  }
  assert.match(await steady.send("BDAT 0 LAST\r\n"), /^250 2\.0\.0 Queued/);
  await steady.send("QUIT\r\n");
  assert.equal(connections.size, 0);
});

Deno.test("a network's connections are limited, at a time and by the minute", async () => {
  const { connect, clock, events } = fakeClients({
    maxConnections: 100,
    maxConnectionsPerClient: 2,
    connectionsPerMinute: 3,
  });
  const one = await connect("10.0.0.1");
  const two = await connect("10.0.0.2");
  const three = await connect("10.0.0.3");
  assert.match(
    three.writes.join(""),
    /^421 4\.7\.0 gw [^\r]*network[^\r]*\r\n$/,
  );
  assert.equal(three.closed, true);
  assert.match((await connect("10.0.1.1")).writes.join(""), /^220/);
  await one.leave();
  const four = await connect("10.0.0.4");
  assert.match(four.writes.join(""), /^220/);
  await two.leave();
  await four.leave();
  assert.match((await connect("10.0.0.5")).writes.join(""), /^421 4\.7\.0/);
  await clock.advance(60_000);
  assert.match((await connect("10.0.0.5")).writes.join(""), /^220/);
  for (let n = 0; n < 9; n++) {
    assert.match((await connect("127.0.0.1")).writes.join(""), /^220/);
  }
  const refusals = events.filter(({ kind }) => kind === "refused");
  assert.equal(refusals.length, 2);
});

Deno.test("a network's mails are limited by the minute, and what is wrong anyway is told as such", async () => {
  const { connect, clock } = fakeClients({ mailsPerMinute: 2 });
  const one = await connect("10.0.0.1");
  await one.send(
    "HELO a\r\nMAIL FROM:<a@b>\r\nRSET\r\nMAIL FROM:<a@b>\r\nRSET\r\n",
  );
  assert.match(await one.send("MAIL FROM:<a@b>\r\n"), /^450 4\.7\.1 /);
  const two = await connect("10.0.0.2");
  assert.match(await two.send("MAIL FROM:<a@b>\r\n"), /^503 /);
  assert.match(await two.send("HELO a\r\nMAIL FROM:<a@b>\r\n"), /450 4\.7\.1 /);
  const local = await connect("127.0.0.1");
  for (let n = 0; n < 5; n++) {
    assert.match(
      await local.send("HELO a\r\nMAIL FROM:<a@b>\r\n"),
      /250 2\.1\.0 /,
    );
  }
  await clock.advance(60_000);
  assert.match(await one.send("MAIL FROM:<a@b>\r\n"), /^250/);
});

Deno.test("the number of errors that is forgiven can be chosen", async () => {
  const { connect } = fakeClients({ maxErrors: 3 });
  const socket = await connect();
  const said = await socket.send("WHAT\r\n".repeat(5));
  assert.deepEqual(said.match(/^[0-9]{3}/gm), ["500", "500", "421"]);
  assert.equal(socket.closed, true);
});

Deno.test("the receiver is told of a mail whose client was gone before it said anything more", async () => {
  const id = (n: number) => String(n).padStart(16, "0");
  const { connect, clock, receiver } = fakeClients();
  const unheard = async (end: (socket: FakeSocket) => Promise<unknown>) => {
    const before = receiver.unheards.length;
    const socket = await connect();
    await socket.send(`${toData}hi\r\n.\r\n`);
    await end(socket);
    if (!socket.closed) await socket.leave();
    return receiver.unheards.slice(before);
  };
  assert.deepEqual(await unheard((socket) => socket.leave()), [id(1)]);
  assert.deepEqual(await unheard((socket) => socket.reset()), [id(2)]);
  // Whoever is shown out had all the time to hear it.
  assert.deepEqual(await unheard(() => clock.advance(idleTimeoutMs)), []);
  assert.deepEqual(await unheard((socket) => socket.send("QUIT\r\n")), []);
  assert.deepEqual(await unheard((socket) => socket.send("Q")), []);
  assert.deepEqual(await unheard((socket) => socket.send(`${mail}cut o`)), []);
  const twice = `${mail}again\r\n.\r\n`;
  assert.deepEqual(await unheard((socket) => socket.send(twice)), [id(8)]);
});

Deno.test("a mail whose 250 could not be written is unheard, one with QUIT behind it is not", async () => {
  const { connect, receiver } = fakeClients();
  const gone = await connect();
  await gone.send(toData);
  const release = receiver.hold();
  await gone.send("hi\r\n.\r\n");
  await gone.reset();
  release();
  await settle();
  assert.equal(receiver.unheards.length, 1);
  const hasty = await connect();
  await hasty.send(`${toData}hi\r\n.\r\nQUIT\r\n`);
  assert.equal(receiver.unheards.length, 1);
});

Deno.test("a receiver that throws when told of it disturbs nobody", async () => {
  const { connect, connections, events, receiver } = fakeClients();
  receiver.unheard = () => {
    throw new Error("A bug in the receiver");
  };
  const socket = await connect();
  await socket.send(`${toData}hi\r\n.\r\n`);
  await socket.leave();
  assert.equal(connections.size, 0);
  assert.ok(events.some(({ kind }) => kind === "failed"));
});

Deno.test("a trusted proxy says whom it speaks for, and nobody else is asked", async () => {
  const proxyFrom = (address: string) => address === "10.0.0.1";
  const { connect, events, receiver } = fakeClients({
    proxyFrom,
    maxConnections: 9,
    maxConnectionsPerClient: 1,
  });
  const proxied = await connect("10.0.0.1");
  assert.deepEqual(proxied.writes, [], "the header comes first");
  const header = "PROXY TCP4 192.0.2.7 192.0.2.1 49153 25\r\n";
  assert.match(await proxied.send(header), /^220/);
  await proxied.send(`${toData}hi\r\n.\r\n`);
  assert.equal(receiver.mails[0]?.envelope.client.address, "192.0.2.7");
  const [first] = events;
  assert.ok(first?.kind === "connected" && first.address === "192.0.2.7");
  const again = await connect("10.0.0.1");
  assert.match(await again.send(header), /^421 4\.7\.0/, "of the same network");
  const direct = await connect("10.0.0.2");
  assert.match(direct.writes.join(""), /^220/);
  assert.match(await direct.send(header), /^500 5\.5\.1/);
  const check = await connect("10.0.0.1");
  const said = await check.send(
    `${"\r\n\r\n\0\r\nQUIT\n"}\x20\0\0\0EHLO a\r\n`,
  );
  assert.match(said, /^421/, "10.0.0.2 is of its network");
});

Deno.test("a proxy that says no good, or nothing in time, is closed and told of", async () => {
  const { connect, connections, clock, events } = fakeClients({
    proxyFrom: () => true,
  });
  const wrong = await connect("10.0.0.1");
  assert.equal(await wrong.send("EHLO a\r\n"), "");
  assert.equal(wrong.closed, true);
  const event = events.find(({ kind }) => kind === "badProxyHeader");
  assert.ok(event?.kind === "badProxyHeader" && event.address === "10.0.0.1");
  const slow = await connect("10.0.0.1");
  await slow.send("PROXY TCP4 192.");
  await clock.advance(4_999);
  assert.equal(slow.closed, false);
  await clock.advance(1);
  assert.equal(slow.closed, true);
  const stopped = await connect("10.0.0.1");
  await connections.stop(1_000);
  assert.equal(stopped.closed, true);
  assert.equal(connections.size, 0);
  assert.equal(clock.pending, 0);
});

Deno.test("two thousand idle connections hold 4 KB each, whatever they did before", async () => {
  const { connect, connections } = fakeClients({ maxConnections: 2_000 });
  const sockets: FakeSocket[] = [];
  for (let n = 0; n < 2_000; n++) sockets.push(await connect());
  // Some have had a long mail, some stop inside a line, some wait for their password.
  const long = `${toData}${"x".repeat(30_000)}`;
  for (const socket of sockets.slice(0, 100)) {
    await socket.send(long);
    await socket.send(`${"y".repeat(5_000)}\r\n.\r\n`);
  }
  for (const socket of sockets.slice(100, 200)) {
    await socket.send("EHLO half a li");
  }
  const held = sockets.reduce((sum, { offered }) => sum + offered, 0);
  assert.equal(connections.size, 2_000);
  assert.ok(held <= 2_000 * 4_096, `${held} bytes`);
  for (const socket of sockets) await socket.leave();
  assert.equal(connections.size, 0);
});
