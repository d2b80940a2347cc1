import fc from "fast-check";
import assert from "node:assert/strict";
import {
  accepted,
  diskFull,
  hello,
  id,
  queued,
  recipient,
  Talk,
  toData,
  toMail,
  unknown,
} from "../../tests/support/talk.ts";
import { expects, type SmtpInput, type SmtpState } from "./state.ts";

Deno.test("step leads one mail from greeting to goodbye", () => {
  const talk = new Talk();
  assert.equal(
    talk.say({ kind: "connected" }),
    "220 gw.example ESMTP cellpost",
  );
  assert.match(talk.say("EHLO plc"), /^250-gw\.example\r\n/);
  assert.match(talk.say("MAIL FROM:<a@b.c> SIZE=100"), /^250 2\.1\.0 /);
  assert.equal(talk.say("RCPT TO:<+919812345678@x>"), "");
  assert.equal(talk.say(accepted), "250 2.1.5 +919812345678");
  assert.match(talk.say("DATA"), /^354 [A-Z]/);
  assert.equal(talk.say(hello), "");
  assert.equal(talk.say(queued), `250 2.0.0 Queued as ${id}`);
  assert.match(talk.say("QUIT"), /^221 2\.0\.0 gw\.example /);
  assert.equal(talk.closed, true);

  const client = { address: "10.0.0.7", helo: "plc" };
  assert.deepEqual(talk.questions, [
    {
      about: "recipient",
      path: "+919812345678@x",
      client,
      reversePath: "a@b.c",
      recipients: [],
    },
    {
      about: "mail",
      envelope: { client, reversePath: "a@b.c", recipients: [recipient] },
      raw: hello.kind === "message" && hello.raw,
    },
  ]);
});

Deno.test("step announces in EHLO what it keeps, and nothing in HELO", () => {
  const lines = new Talk().say("EHLO plc").split("\r\n");
  assert.deepEqual(lines.map((line) => line.slice(4)).sort(), [
    "8BITMIME",
    "ENHANCEDSTATUSCODES",
    "HELP",
    "LIMITS RCPTMAX=3",
    "PIPELINING",
    "SIZE 1000",
    "SMTPUTF8",
    "gw.example",
  ]);
  assert.equal(new Talk().say("HELO plc"), "250 gw.example");
});

Deno.test("step refuses commands out of order", () => {
  const vectors: [
    before: (string | SmtpInput)[],
    line: string,
    status: string,
  ][] = [
    [[], "MAIL FROM:<a@b>", "503 5.5.1"],
    [[], "RCPT TO:<1>", "503 5.5.1"],
    [[], "DATA", "503 5.5.1"],
    [["HELO a"], "RCPT TO:<1>", "503 5.5.1"],
    [["HELO a"], "DATA", "503 5.5.1"],
    [toMail, "MAIL FROM:<a@b>", "503 5.5.1"],
    [toMail, "DATA", "554 5.5.1"],
    [[...toMail, "RCPT TO:<anna>", unknown], "DATA", "554 5.5.1"],
    [[...toMail, "RSET"], "RCPT TO:<1>", "503 5.5.1"],
    [[...toMail, "EHLO again"], "RCPT TO:<1>", "503 5.5.1"],
    [[...toData, hello, queued], "DATA", "503 5.5.1"],
  ];
  for (const [before, line, status] of vectors) {
    const talk = new Talk();
    talk.say(...before);
    assert.ok(talk.say(line).startsWith(status), `${before} ${line}`);
  }
});

Deno.test("step answers in any phase what has nothing to do with a mail", () => {
  for (const before of [[], ["HELO a"], toMail]) {
    const vectors: [line: string, status: string][] = [
      ["NOOP", "250 2.0.0"],
      ["VRFY anna", "252 2.0.0"],
      ["HELP", "214 2.0.0"],
      ["EXPN staff", "502 5.5.1"],
      ["TURN", "502 5.5.1"],
      ["WHAT", "500 5.5.1"],
    ];
    for (const [line, status] of vectors) {
      const talk = new Talk();
      talk.say(...before);
      const { phase } = talk.state;
      assert.ok(talk.say(line).startsWith(status), line);
      assert.equal(talk.state.phase, phase);
    }
  }
});

Deno.test("RSET forgets the mail but not the greeting", () => {
  const talk = new Talk();
  assert.match(talk.say("RSET"), /^250 2\.0\.0/);
  assert.equal(talk.state.phase, "connected");
  talk.say(...toMail);
  assert.match(talk.say("RSET"), /^250 2\.0\.0/);
  assert.match(talk.say("MAIL FROM:<c@d> SIZE=1"), /^250/);
});

Deno.test("step shows a client out that breaks the protocol too often", () => {
  const talk = new Talk();
  for (let n = 0; n < 19; n++) assert.match(talk.say("WHAT"), /^500/);
  assert.match(talk.say("WHAT"), /^421 4\.7\.0 gw\.example /);
  assert.equal(talk.closed, true);
});

Deno.test("step does not count refused addresses as breaches, and forgives after a mail", () => {
  const talk = new Talk();
  talk.say(...toMail);
  for (let n = 0; n < 30; n++) talk.say("RCPT TO:<anna>", unknown);
  for (let n = 0; n < 15; n++) talk.say("WHAT");
  talk.say("RCPT TO:<1>", accepted, "DATA", hello, queued);
  for (let n = 0; n < 15; n++) talk.say("WHAT");
  assert.equal(talk.closed, false);
});

Deno.test("step shows a client out that chatters without a mail", () => {
  const talk = new Talk({ maxCommands: 10 });
  talk.say(...toData, hello, queued);
  for (let n = 0; n < 10; n++) assert.match(talk.say("NOOP"), /^250/);
  assert.match(talk.say("NOOP"), /^421 4\.7\.0/);
});

Deno.test("step answers a line too long and goes on", () => {
  const talk = new Talk();
  assert.match(talk.say({ kind: "commandTooLong" }), /^500 5\.5\.2/);
  assert.match(talk.say("NOOP"), /^250/);
});

Deno.test("step closes with the reason that the client can act on", () => {
  const vectors: [input: SmtpInput | string, status: string][] = [
    [{ kind: "timeout" }, "421 4.4.2 gw.example"],
    [{ kind: "stopping" }, "421 4.3.2 gw.example"],
    [{ kind: "overload" }, "421 4.3.2 gw.example"],
    ["GET / HTTP/1.1", "421 4.7.0 gw.example"],
  ];
  for (const [input, status] of vectors) {
    const talk = new Talk();
    assert.ok(talk.say(input).startsWith(status));
    assert.equal(talk.closed, true);
    assert.equal(expects(talk.state), "nothing");
  }
});

Deno.test("step throws when its caller feeds what the phase does not expect", () => {
  const misfits: [before: (string | SmtpInput)[], input: string | SmtpInput][] =
    [
      [[], hello],
      [[], accepted],
      [[], queued],
      [toData, "NOOP"],
      [toData, { kind: "commandTooLong" }],
      [[...toMail, "RCPT TO:<1>"], "NOOP"],
      [[...toMail, "RCPT TO:<1>"], queued],
      [[...toData, hello], "QUIT"],
      [["QUIT"], "NOOP"],
    ];
  for (const [before, input] of misfits) {
    const talk = new Talk();
    talk.say(...before);
    assert.throws(() => talk.say(input), { code: "out-of-step" });
  }
});

const wholeMail = ["EHLO a", "MAIL FROM:<a@b>", "RCPT TO:<1>", "DATA"];
const anyLine = fc.constantFrom(
  "HELO a",
  "EHLO a",
  "MAIL FROM:<a@b>",
  "MAIL FROM:<>",
  "MAIL FROM:<a@b> SIZE=9999",
  "RCPT TO:<1>",
  "RCPT TO:<>",
  "DATA",
  "RSET",
  "NOOP",
  "WHAT",
  "TURN",
);
// Chance alone would seldom find the way to a mail.
const lines = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: anyLine.map((line) => [line]) },
    { weight: 1, arbitrary: fc.constant(wholeMail) },
  ),
  { maxLength: 30 },
).map((groups) => groups.flat());
const turns = lines.chain((lines) =>
  fc.tuple(...lines.map((line) => fc.tuple(fc.constant(line), fc.boolean())))
);

/** Plays a conversation in which the receiver answers as the flag says; calls `check` after each input. */
function play(
  turns: readonly (readonly [line: string, agreed: boolean])[],
  check: (talk: Talk, input: string | SmtpInput, said: string) => void,
): void {
  const talk = new Talk();
  for (const [line, agreed] of turns) {
    if (talk.closed) return;
    const inputs: (string | SmtpInput)[] = [line];
    for (let input = inputs.pop(); input; input = inputs.pop()) {
      const said = talk.say(input);
      check(talk, input, said);
      if (talk.state.phase === "awaitingRecipient") {
        inputs.push(agreed ? accepted : unknown);
      } else if (talk.state.phase === "awaitingMail") {
        inputs.push(agreed ? queued : diskFull);
      } else if (talk.state.phase === "data") inputs.push(hello);
    }
  }
}

Deno.test("no path reaches DATA without a recipient, nor a mail without DATA", () => {
  let mails = 0;
  fc.assert(
    fc.property(turns, (turns) => {
      let before: SmtpState["phase"] = "connected";
      play(turns, ({ state }) => {
        if (state.phase === "data" || state.phase === "awaitingMail") {
          assert.ok(state.recipients.length > 0);
        }
        if (state.phase === "data") assert.equal(before, "mail");
        if (state.phase === "awaitingMail") {
          assert.equal(before, "data");
          mails++;
        }
        before = state.phase;
      });
    }),
    { examples: [[wholeMail.map((line) => [line, true])]] },
  );
  assert.ok(mails > 0, "the property was never put to the test");
});

Deno.test("every command gets one reply, then or with its verdict", () => {
  fc.assert(fc.property(turns, (turns) => {
    play(turns, ({ state }, _, said) => {
      const asks = expects(state) === "verdict";
      const last = said.split("\r\n").filter((line) => line[3] === " ");
      assert.equal(last.length, asks ? 0 : 1);
    });
  }));
});
