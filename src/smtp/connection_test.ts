import assert from "node:assert/strict";
import { fakeClients, toData } from "../../tests/support/fake_clients.ts";
import { settle } from "../../tests/support/manual_clock.ts";

Deno.test("a connection greets, converses and closes, each reply in one write", async () => {
  const { connect, connections, receiver } = fakeClients();
  const socket = await connect();
  assert.deepEqual(socket.writes, ["220 gw ESMTP cellpost\r\n"]);
  await socket.send("EHLO a\r\n");
  assert.equal(socket.writes.length, 2);
  await socket.send("RSET\r\n");
  await socket.send(toData);
  assert.match(
    await socket.send("hi\r\n.\r\n"),
    /^250 2\.0\.0 Queued as 0{15}1\r\n$/,
  );
  assert.match(await socket.send("QUIT\r\n"), /^221/);
  assert.equal(socket.closed, true);
  assert.equal(connections.size, 0);
  assert.equal(receiver.mails[0]?.text, "hi\r\n");
});

Deno.test("a connection answers pipelined commands in order, in one write", async () => {
  const { connect } = fakeClients();
  const socket = await connect();
  const said = await socket.send(
    "EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<+4670123456>\r\nRCPT TO:<anna>\r\nDATA\r\n",
  );
  assert.equal(socket.writes.length, 2);
  const codes = said.split("\r\n").filter((line) => line[3] === " ");
  assert.deepEqual(codes.map((line) => line.slice(0, 3)), [
    "250",
    "250",
    "250",
    "550",
    "354",
  ]);
  await socket.leave();
});

Deno.test("a connection holds pipelined commands until the verdict has come", async () => {
  const { connect, receiver } = fakeClients();
  const release = receiver.hold();
  const socket = await connect();
  assert.equal(await socket.send(toData + "hi\r\n.\r\nQUIT\r\n"), "");
  release();
  await settle();
  const codes = socket.writes.join("").match(/^[0-9]{3}/gm);
  assert.deepEqual(codes, ["220", "250", "250", "250", "354", "250", "221"]);
});

Deno.test("a connection asks for undelayed replies once, and of pipelining clients only", async () => {
  const { connect } = fakeClients();
  const patient = await connect();
  for (const line of toData.split(/(?<=\n)/)) await patient.send(line);
  await patient.send("hi\r\n.\r\n");
  await patient.send("QUIT\r\n");
  assert.equal(patient.noDelays, 0);
  const hasty = await connect();
  await hasty.send("EHLO a\r\n");
  assert.equal(hasty.noDelays, 0);
  await hasty.send("MAIL FROM:<a@b>\r\nRC");
  assert.equal(hasty.noDelays, 1);
  await hasty.send("PT TO:<1>\r\nRSET\r\nNOOP\r\n");
  assert.equal(hasty.noDelays, 1);
  const impatient = await connect();
  await impatient.send(toData.slice(0, -6));
  await impatient.leave();
  assert.equal(impatient.noDelays, 1);
  await hasty.leave();
});

Deno.test("a connection tolerates a socket that takes few bytes at a time", async () => {
  const { connect } = fakeClients();
  const socket = await connect();
  socket.takeAtMost(5);
  assert.equal(await socket.send("NOOP\r\n"), "250 2.0.0 OK\r\n");
  await socket.leave();
});

Deno.test("a mail whose client leaves before the final dot is not queued", async () => {
  for (const end of ["leave", "reset"] as const) {
    const { connect, connections, receiver, events } = fakeClients();
    const socket = await connect();
    await socket.send(toData + "hi\r\n.\r");
    await socket[end]();
    assert.deepEqual(receiver.mails, []);
    assert.equal(connections.size, 0);
    const last = events.at(-1);
    assert.ok(last?.kind === "disconnected" && last.phase === "data");
  }
});

Deno.test("a whole mail is handed over although its client has gone", async () => {
  for (const end of ["leave", "reset"] as const) {
    const { connect, connections, receiver, events } = fakeClients();
    const socket = await connect();
    await socket.send(toData);
    const release = receiver.hold();
    await socket.send("hi\r\n.\r\n");
    await socket[end]();
    assert.equal(connections.size, 1);
    release();
    await settle();
    assert.equal(receiver.mails.length, 1);
    assert.equal(connections.size, 0);
    assert.ok(events.some(({ kind }) => kind === "queued"));
  }
});

Deno.test("a client listed for it may end with LF.LF", async () => {
  const lfClients = (address: string) => address === "10.0.0.7";
  const { connect, receiver } = fakeClients({ lfClients });
  const listed = await connect();
  await listed.send(toData);
  assert.match(await listed.send("alarm\n.\n"), /^250 2\.0\.0/);
  assert.equal(receiver.mails[0]?.text, "alarm\r\n");
  const other = await connect("10.0.0.8");
  await other.send(toData);
  assert.equal(await other.send("alarm\n.\n"), "");
  await listed.leave();
  await other.leave();
});

Deno.test("a receiver that throws costs one mail a 451, and is told of", async () => {
  const bug = new Error("A bug in the receiver");
  const receiver = {
    recipient: () => {
      throw bug;
    },
    message: () => Promise.reject(bug),
  };
  const { connect, events } = fakeClients({ receiver });
  const socket = await connect();
  assert.match(
    await socket.send("HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<1>\r\n"),
    /451 4\.3\.0/,
  );
  assert.match(await socket.send("NOOP\r\n"), /^250/);
  assert.ok(
    events.some((event) => event.kind === "failed" && event.error === bug),
  );
  await socket.leave();
});

Deno.test("a receiver may answer at once, without a promise", async () => {
  const recipient = { kind: "postmaster" } as const;
  const { connect } = fakeClients({
    receiver: {
      recipient: () => ({ kind: "accepted", recipient, text: "at once" }),
      message: () => Promise.reject(new Error("Not asked")),
    },
  });
  const socket = await connect();
  assert.match(
    await socket.send("HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<1>\r\n"),
    /250 2\.1\.5 at once\r\n$/,
  );
  await socket.leave();
});

Deno.test("events tell who came, what was refused and queued, and how it ended", async () => {
  const { connect, events } = fakeClients();
  const socket = await connect();
  await socket.send("EHLO plc\r\nMAIL FROM:<a@b>\r\nRCPT TO:<anna@x>\r\n");
  await socket.send(
    "RCPT TO:<+4670123456>\r\nDATA\r\nhi\r\n.\r\nWHAT\r\nQUIT\r\n",
  );
  const client = { address: "10.0.0.7", helo: "plc" };
  assert.deepEqual(events, [
    { kind: "connected", address: "10.0.0.7", connections: 1 },
    {
      kind: "refused",
      client,
      code: 550,
      text: 'No contact "anna"',
      path: "anna@x",
    },
    { kind: "queued", client, id: "0000000000000001", size: 4 },
    {
      kind: "refused",
      client,
      code: 500,
      text: 'Unknown command "WHAT", see HELP',
    },
    { kind: "disconnected", client, phase: "closed" },
  ]);
});

Deno.test("the trace shows both directions, but no message and no password", async () => {
  const lines: string[] = [];
  const { connect } = fakeClients({
    trace: ({ connection, from, text }) =>
      lines.push(`${connection} ${from}: ${text}`),
  });
  const socket = await connect();
  await socket.send(
    "AUTH PLAIN c2VjcmV0\r\n auth login c2VjcmV0\r\nNOOP \x07\r\n",
  );
  await socket.send(toData + "secret\r\n.\r\nQUIT\r\n");
  assert.deepEqual(lines.slice(0, 7), [
    "1 server: 220 gw ESMTP cellpost",
    "1 client: AUTH PLAIN ***",
    "1 server: 502 5.5.1 AUTH is not offered",
    "1 client:  auth login ***",
    "1 server: 502 5.5.1 AUTH is not offered",
    "1 client: NOOP ?",
    "1 server: 250 2.0.0 OK",
  ]);
  assert.ok(lines.includes("1 client: (message of 8 bytes)"));
  assert.doesNotMatch(lines.join("\n"), /secret|c2Vj/);
});

Deno.test("a connection's buffer grows for a long message only", async () => {
  const { connect } = fakeClients();
  const socket = await connect();
  assert.ok(socket.offered <= 4_096);
  await socket.send(toData);
  await socket.send("x".repeat(10_000));
  assert.ok(socket.offered >= 65_536);
  assert.match(await socket.send("\r\n.\r\n"), /^250/);
  assert.ok(socket.offered <= 4_096);
  await socket.leave();
});

Deno.test("the trace shows that there was a login, and nothing of it", async () => {
  const lines: string[] = [];
  const { connect, receiver } = fakeClients({
    auth: "optional",
    authPlaintext: true,
    trace: ({ from, text }) => lines.push(`${from}: ${text}`),
  });
  const socket = await connect();
  await socket.send("EHLO a\r\nAUTH LOGIN\r\n");
  lines.length = 0;
  await socket.send("YW5uYQ==\r\nczNjcmV0\r\nQUIT\r\n");
  assert.deepEqual(lines, [
    "client: ***",
    "server: 334 UGFzc3dvcmQ6",
    "client: ***",
    "server: 235 2.7.0 Welcome",
    "client: QUIT",
    "server: 221 2.0.0 gw Goodbye",
  ]);
  assert.deepEqual(receiver.logins, ["anna"]);
  lines.length = 0;
  const blind = await connect();
  await blind.send("AUTH LOGIN\r\nYW5uYQ==\r\nczNjcmV0\r\nQUIT\r\n");
  assert.deepEqual(lines.filter((line) => line.startsWith("client")), [
    "client: AUTH LOGIN",
    "client: ***",
    "client: ***",
    "client: QUIT",
  ]);
  // A device that ends its lines with CR alone, until somebody presses Enter.
  const carriage = await connect();
  await carriage.send("AUTH LOGIN\rYW5uYQ==\rczNjcmV0\r\nQUIT\r\n");
  assert.doesNotMatch(lines.join("\n"), /YW5|czNj/);
});

Deno.test("a line of a login may be 12,288 bytes long, and no longer", async () => {
  const { connect } = fakeClients({ auth: "any" });
  for (
    const [length, status] of [[12_288, /^235/], [
      12_289,
      /^500 5\.5\.6/,
    ]] as const
  ) {
    const socket = await connect();
    await socket.send("EHLO a\r\nAUTH PLAIN\r\n");
    assert.match(await socket.send(`${"A".repeat(length - 2)}\r\n`), status);
    assert.match(await socket.send("NOOP\r\n"), /^250/);
    await socket.leave();
  }
});

Deno.test("a receiver that knows nobody lets nobody in, nor does one that throws", async () => {
  const postmaster = { kind: "postmaster" } as const;
  const plain = {
    recipient: () =>
      ({ kind: "accepted", recipient: postmaster, text: "" }) as const,
    message: () => Promise.reject(new Error("Not asked")),
  };
  const login = () => Promise.reject(new Error("A bug in the receiver"));
  for (
    const [receiver, status] of [
      [plain, /^454 4\.7\.0/],
      [{ ...plain, login }, /^451 4\.3\.0/],
    ] as const
  ) {
    const { connect } = fakeClients({
      receiver,
      auth: "optional",
      authPlaintext: true,
    });
    const socket = await connect();
    await socket.send("EHLO a\r\n");
    assert.match(await socket.send("AUTH PLAIN AGEAYg==\r\n"), status);
    await socket.leave();
  }
});

Deno.test("a guesser is shown out although the last guess was judged elsewhere", async () => {
  const { connect, connections } = fakeClients({
    auth: "optional",
    authPlaintext: true,
  });
  const socket = await connect();
  await socket.send("EHLO a\r\n");
  const guess = `AUTH PLAIN ${btoa("\0anna\0guess")}\r\n`;
  const said = await socket.send(guess.repeat(25));
  assert.equal(said.match(/^535/gm)?.length, 19);
  assert.match(said, /^421 4\.7\.0 [^\r]*\r\n$/m);
  assert.equal(socket.closed, true);
  assert.equal(connections.size, 0);
});

Deno.test("a message in chunks takes room until it is decided, forgotten or cut off", async () => {
  const { connect, connections, receiver } = fakeClients({
    maxBuffered: 500,
    maxConnections: 20,
  });
  const toChunks = toData.slice(0, -6);
  const piece = `BDAT 400\r\n${"x".repeat(398)}\r\n`;
  const one = await connect();
  await one.send(toChunks);
  assert.match(await one.send(piece), /^250 2\.0\.0 400 bytes/);
  const other = await connect();
  await other.send(toChunks);
  assert.match(await other.send(piece), /^452 4\.3\.1/, "one has the room");
  for (const end of ["RSET\r\n", "EHLO a\r\n", "QUIT\r\n", "BDAT 0 LAST\r\n"]) {
    const next = await connect();
    await next.send(toChunks);
    await one.send("RSET\r\n");
    assert.match(await next.send(piece), /^250/, end);
    await next.send(end);
    if (!next.closed) await next.leave();
  }
  const last = await connect();
  await last.send(toChunks);
  assert.match(await last.send(piece), /^250/);
  await last.reset();
  await one.send("RSET\r\nMAIL FROM:<>\r\nRCPT TO:<+4670123456>\r\n");
  assert.match(await one.send(piece), /^250/);
  assert.equal(receiver.mails.length, 1);
  await one.leave();
  await other.leave();
  assert.equal(connections.size, 0);
});

Deno.test("pipelined chunks are answered in order, each once", async () => {
  const { connect, receiver } = fakeClients();
  const socket = await connect();
  const said = await socket.send(
    `${
      toData.slice(0, -6)
    }BDAT 4\r\nhi\r\nBDAT 3\r\n.\r\nBDAT 0 LAST\r\nQUIT\r\n`,
  );
  assert.deepEqual(said.match(/^[0-9]{3}/gm), [
    "250",
    "250",
    "250",
    "250",
    "250",
    "250",
    "221",
  ]);
  assert.equal(receiver.mails[0]?.text, "hi\r\n.\r\n");
});
