import assert from "node:assert/strict";
import {
  fakeClients,
  idleTimeoutMs,
  toData,
} from "../../tests/support/fake_clients.ts";
import type { FakeSocket } from "../../tests/support/fake_socket.ts";
import { settle } from "../../tests/support/manual_clock.ts";

Deno.test("a silent client is shown out, in a command and in DATA", async () => {
  for (
    const before of [
      "NOOP\r\n",
      "HELO a\r\nMAIL FR",
      toData,
      toData + "hi\r\n.\r",
    ]
  ) {
    const { connect, connections, clock, receiver } = fakeClients();
    const socket = await connect();
    await socket.send(before);
    await clock.advance(idleTimeoutMs - 1);
    assert.equal(socket.closed, false);
    await clock.advance(1);
    assert.match(socket.writes.at(-1) ?? "", /^421 4\.4\.2 gw /);
    assert.equal(socket.closed, true);
    assert.equal(connections.size, 0);
    assert.deepEqual(receiver.mails, []);
  }
});

Deno.test("a whole command wins time, a piece of one does not, a piece of a message does", async () => {
  const { connect, clock } = fakeClients();
  const drip = async (bytes: string) => {
    const socket = await connect();
    await socket.send(toData.slice(0, -6));
    for (const byte of bytes) {
      await clock.advance(idleTimeoutMs * 0.4);
      if (!socket.closed) await socket.send(byte);
    }
    return socket;
  };
  assert.equal((await drip("NOOP")).closed, true);
  const commands = await drip("\n\n\n\n");
  assert.equal(commands.closed, false);
  const data = await connect();
  await data.send(toData);
  for (let n = 0; n < 4; n++) {
    await clock.advance(idleTimeoutMs * 0.4);
    await data.send("x");
  }
  assert.equal(data.closed, false);
  await clock.advance(idleTimeoutMs);
  assert.equal(data.closed, true);
});

Deno.test("a client is not shown out while the receiver has its mail", async () => {
  const { connect, clock, receiver } = fakeClients();
  const socket = await connect();
  await socket.send(toData);
  const release = receiver.hold();
  await socket.send("hi\r\n.\r\n");
  await clock.advance(3 * idleTimeoutMs);
  release();
  await settle();
  assert.match(socket.writes.at(-1) ?? "", /^250 2\.0\.0 Queued/);
  await clock.advance(idleTimeoutMs);
  assert.match(socket.writes.at(-1) ?? "", /^421 4\.4\.2/);
});

Deno.test("a client that fetches no replies is cut off", async () => {
  const { connect, connections, clock } = fakeClients();
  const deaf = await connect();
  deaf.stall();
  await deaf.send("NOOP\r\n");
  await clock.advance(idleTimeoutMs);
  assert.equal(deaf.closed, true);
  const deafInSilence = await connect();
  deafInSilence.stall();
  await clock.advance(idleTimeoutMs);
  assert.equal(deafInSilence.closed, false, "its 421 is on the way");
  await clock.advance(2_000);
  assert.equal(deafInSilence.closed, true);
  assert.equal(connections.size, 0);
});

Deno.test("a client that ends with LF.LF is told of, once", async () => {
  const { connect, clock, events } = fakeClients();
  const hints = () => events.filter(({ kind }) => kind === "lfEnding");
  const patient = await connect();
  await patient.send(toData + "alarm\n.\n");
  await clock.advance(idleTimeoutMs);
  assert.deepEqual(hints(), [{ kind: "lfEnding", address: "10.0.0.7" }]);
  const again = await connect();
  await again.send(toData + "alarm\n.\n");
  await again.leave();
  assert.equal(hints().length, 1);
  const other = await connect("10.0.0.8");
  await other.send(toData + "alarm\n.\n");
  await other.leave();
  assert.equal(hints().length, 2);
});

Deno.test("connections beyond the limit are turned away and the others served", async () => {
  const { connect, connections, events } = fakeClients({ maxConnections: 2 });
  const first = await connect();
  const second = await connect();
  const tooMany = await connect("10.0.0.9");
  assert.match(tooMany.writes.join(""), /^421 4\.3\.2 [^\r]*\r\n$/);
  assert.equal(tooMany.closed, true);
  assert.equal(connections.size, 2);
  assert.match(await first.send("NOOP\r\n"), /^250/);
  await second.leave();
  assert.match((await connect()).writes.join(""), /^220/);
  const refused = events.filter(({ kind }) => kind === "refused");
  assert.equal(refused.length, 1);
});

Deno.test("a mail for which others leave no room is read to its end and asked for again", async () => {
  const { connect, receiver } = fakeClients({ maxBuffered: 1_000 });
  const big = await connect();
  await big.send(toData);
  await big.send("x".repeat(900));
  const other = await connect();
  await other.send(toData);
  const mail = `${"y".repeat(400)}\r\n.\r\n`;
  assert.equal(
    await other.send(mail),
    "452 4.3.1 Too much mail at once, try again\r\n",
  );
  const again = toData.slice("HELO a\r\n".length);
  assert.match(await other.send(again + "hi\r\n.\r\n"), /250 2\.0\.0/);
  assert.match(await big.send("\r\n.\r\n"), /^452 4\.3\.1/);
  assert.match(await other.send(again + mail), /250 2\.0\.0/);
  assert.equal(receiver.mails.length, 2);
  await big.leave();
  await other.leave();
});

Deno.test("a mail's room is given back however it ends", async () => {
  const { connect, clock, receiver } = fakeClients({
    maxBuffered: 500,
    maxSize: 500,
    strictLineEndings: true,
  });
  const piece = "x".repeat(400);
  const whole = toData + piece + "\r\n.\r\n";
  const ways: ((socket: FakeSocket) => Promise<unknown>)[] = [
    (socket) => socket.send(`${piece}\r\n.\r\n`),
    (socket) => socket.send(`DISK FULL${piece}\r\n.\r\n`),
    (socket) => socket.send(`${piece}\n\r\n.\r\n`),
    (socket) => socket.send(piece).then(() => socket.send(piece)),
    (socket) => socket.send(piece).then(() => socket.leave()),
    (socket) => socket.send(piece).then(() => socket.reset()),
    (socket) => socket.send(piece).then(() => clock.advance(idleTimeoutMs)),
  ];
  for (const way of ways) {
    const socket = await connect();
    await socket.send(toData);
    await way(socket);
    const next = await connect();
    assert.match(await next.send(whole), /250 2\.0\.0 Queued/);
    await next.leave();
    if (!socket.closed) await socket.leave();
  }
  assert.equal(receiver.mails.length, ways.length + 1);
});

Deno.test("a mail keeps its room until the receiver has had its say", async () => {
  const { connect, receiver } = fakeClients({ maxBuffered: 500 });
  const mail = `${"x".repeat(400)}\r\n.\r\n`;
  const one = await connect();
  await one.send(toData);
  const other = await connect();
  await other.send(toData);
  const release = receiver.hold();
  await one.send(mail);
  await one.reset();
  assert.match(await other.send(mail), /^452 4\.3\.1/);
  release();
  await settle();
  const again = toData.slice("HELO a\r\n".length);
  assert.match(await other.send(again + mail), /250 2\.0\.0/);
  await other.leave();
});

Deno.test("the biggest mail always has room when nothing else is said", async () => {
  const maxSize = 40_000_000;
  const { connect } = fakeClients({ maxSize });
  const sockets = [await connect(), await connect(), await connect()];
  const piece = new Uint8Array(maxSize - 2).fill(0x78);
  for (const socket of sockets) {
    await socket.send(toData);
    await socket.send(piece);
  }
  const [first, second, third] = sockets;
  assert.match(await first!.send("\r\n.\r\n"), /^250/);
  assert.match(await second!.send("\r\n.\r\n"), /^250/);
  assert.match(await third!.send("\r\n.\r\n"), /^452/);
  for (const socket of sockets) await socket.leave();
});

Deno.test("stop shows the idle out, lets a message finish, and then cuts", async () => {
  const { connect, connections, clock, receiver } = fakeClients({
    maxConnections: 9,
  });
  const idle = await connect();
  const inMail = await connect();
  await inMail.send("HELO a\r\nMAIL FROM:<a@b>\r\n");
  const inData = await connect();
  await inData.send(toData + "hi\r\n");
  const dawdling = await connect();
  await dawdling.send(toData + "hi\r\n");
  const awaiting = await connect();
  await awaiting.send(toData);
  const release = receiver.hold();
  await awaiting.send("queued\r\n.\r\n");

  const stopped = connections.stop(10_000);
  await settle();
  for (const socket of [idle, inMail]) {
    assert.match(socket.writes.at(-1) ?? "", /^421 4\.3\.2/);
    assert.equal(socket.closed, true);
  }
  assert.equal(connections.size, 3);
  release();
  await settle();
  assert.match(
    awaiting.writes.at(-1) ?? "",
    /^250 2\.0\.0[^\r]*\r\n421 4\.3\.2/,
  );
  assert.match(await inData.send(".\r\n"), /^250 2\.0\.0[^\r]*\r\n421 4\.3\.2/);
  assert.equal(connections.size, 1);
  await clock.advance(10_000);
  await stopped;
  assert.equal(dawdling.closed, true);
  assert.equal(connections.size, 0);
  assert.equal(clock.pending, 0);
  assert.equal(receiver.mails.length, 2);
});

Deno.test("stop while a reply is being written still says 421", async () => {
  const { connect, connections, clock } = fakeClients();
  const socket = await connect();
  socket.stall();
  await socket.send("NOOP\r\n");
  const stopped = connections.stop(10_000);
  await settle();
  assert.equal(socket.closed, false);
  socket.resume();
  await stopped;
  assert.match(socket.writes.at(-2) ?? "", /^250/);
  assert.match(socket.writes.at(-1) ?? "", /^421 4\.3\.2/);
  assert.equal(socket.closed, true);
  assert.equal(clock.pending, 0);
});

Deno.test("stop does not wait for a receiver that hangs longer than its deadline", async () => {
  const { connect, connections, clock, receiver } = fakeClients();
  const socket = await connect();
  await socket.send(toData);
  const release = receiver.hold();
  await socket.send("hi\r\n.\r\n");
  const stopped = connections.stop(1_000);
  await clock.advance(1_000);
  await stopped;
  assert.equal(socket.closed, true);
  release();
  await settle();
  assert.equal(receiver.mails.length, 1);
  assert.equal(clock.pending, 0);
});

Deno.test("stop with nobody there is done at once", async () => {
  const { connections, clock } = fakeClients();
  await connections.stop(10_000);
  assert.equal(clock.pending, 0);
});
