import assert from "node:assert/strict";
import {
  accepted,
  hello,
  id,
  queued,
  Talk,
  toMail,
  unknown,
} from "../../tests/support/talk.ts";
import type { SmtpInput } from "./state.ts";

const chunk: SmtpInput = { kind: "chunk" };
const toChunks = [...toMail, "RCPT TO:<1>", accepted, "BDAT 5", chunk];

Deno.test("BDAT takes a message in pieces, and answers each when it is there", () => {
  const talk = new Talk();
  talk.say(...toMail, "RCPT TO:<1>", accepted);
  assert.equal(talk.say("BDAT 5"), "");
  assert.equal(talk.say(chunk), "250 2.0.0 5 bytes");
  assert.equal(talk.say("BDAT 0", chunk), "250 2.0.0 0 bytes");
  assert.match(talk.say("NOOP"), /^250/);
  assert.equal(talk.say("BDAT 7 LAST"), "");
  assert.equal(talk.say(hello), "");
  assert.equal(talk.say(queued), `250 2.0.0 Queued as ${id}`);
  assert.match(talk.say("MAIL FROM:<a@b>"), /^250/);
});

Deno.test("BDAT that nobody wants is read to its end, then refused", () => {
  const vectors: [
    before: (string | SmtpInput)[],
    status: string,
    phase: string,
  ][] = [
    [[], "503 5.5.1", "connected"],
    [["EHLO a"], "503 5.5.1", "greeted"],
    [toMail, "554 5.5.1", "mail"],
    [[...toMail, "RCPT TO:<anna>", unknown], "554 5.5.1", "mail"],
    [[...toChunks, "BDAT 7 LAST", hello, queued], "503 5.5.1", "greeted"],
  ];
  for (const [before, status, phase] of vectors) {
    const talk = new Talk();
    talk.say(...before);
    assert.equal(talk.say("BDAT 7 LAST"), "");
    const said = talk.say(chunk);
    assert.ok(said.startsWith(status), said);
    assert.equal(talk.state.phase, phase);
  }
});

Deno.test("once chunks have come, a mail takes neither DATA nor recipients nor another MAIL", () => {
  const talk = new Talk();
  talk.say(...toChunks);
  for (const line of ["DATA", "RCPT TO:<2>", "MAIL FROM:<a@b>"]) {
    assert.match(talk.say(line), /^503 5\.5\.1/, line);
  }
  talk.say("BDAT 7 LAST", hello);
  const mail = talk.questions.at(-1);
  assert.equal(mail?.about, "mail");
});

Deno.test("RSET and EHLO forget the chunks", () => {
  for (const line of ["RSET", "EHLO again"]) {
    const talk = new Talk();
    talk.say(...toChunks);
    assert.match(talk.say(line), /^250/);
    assert.match(talk.say("BDAT 5 LAST", chunk), /^503/);
  }
});

Deno.test("a message that becomes too big ends with its chunk, and the ones behind it are refused", () => {
  const talk = new Talk();
  talk.say(...toChunks, "BDAT 2000");
  assert.match(talk.say({ kind: "messageTooBig" }), /^552 5\.3\.4/);
  assert.match(talk.say("BDAT 5 LAST", chunk), /^503/);
  assert.match(talk.say("MAIL FROM:<a@b>"), /^250/);
  talk.say("RCPT TO:<1>", accepted, "BDAT 5");
  assert.match(talk.say({ kind: "messageWithoutRoom" }), /^452 4\.3\.1/);
});

Deno.test("unwanted chunks count as faults", () => {
  const talk = new Talk();
  for (let n = 0; n < 19; n++) talk.say("BDAT 5", chunk);
  assert.equal(talk.closed, false);
  assert.match(talk.say("BDAT 5", chunk), /^421/);
  assert.equal(talk.closed, true);
});
