import assert from "node:assert/strict";
import {
  accepted,
  diskFull,
  hello,
  recipient,
  Talk,
  toData,
  toMail,
  unknown,
} from "../../tests/support/talk.ts";
import { parsePhoneNumber } from "../model/mod.ts";
import { type SmtpInput } from "./state.ts";

Deno.test("step tells a refused recipient its reason and keeps the others", () => {
  const talk = new Talk();
  talk.say(...toMail, "RCPT TO:<1234567>", accepted, "RCPT TO:<anna>");
  assert.equal(talk.say(unknown), '550 5.1.1 No contact "anna"');
  assert.match(talk.say("DATA"), /^354/);
  talk.say(hello);
  const mail = talk.questions.at(-1);
  assert.ok(mail?.about === "mail");
  assert.deepEqual(mail.envelope.recipients, [recipient]);
});

Deno.test("step takes no more recipients than the limit, and keeps those it took", () => {
  const talk = new Talk({ maxRecipients: 2 });
  talk.say(...toMail, "RCPT TO:<1>", accepted, "RCPT TO:<2>", accepted);
  assert.match(talk.say("RCPT TO:<3>"), /^452 4\.5\.3 .* 2 /);
  assert.match(talk.say("DATA"), /^354/);
});

Deno.test("step counts each phone number of a list, and the postmaster once", () => {
  const listOf = (count: number): SmtpInput => {
    const numbers = Array.from(
      { length: count },
      (_, n) => parsePhoneNumber(`+9198123456${10 + n}`)!,
    );
    const recipient = { kind: "phones", numbers } as const;
    return {
      kind: "recipientVerdict",
      verdict: { kind: "accepted", recipient, text: "all" },
    };
  };
  const postmaster: SmtpInput = {
    kind: "recipientVerdict",
    verdict: {
      kind: "accepted",
      recipient: { kind: "postmaster" },
      text: "postmaster",
    },
  };
  const talk = new Talk({ maxRecipients: 20 });
  talk.say(...toMail, "RCPT TO:<1>");
  assert.match(talk.say(listOf(21)), /^452 4\.5\.3 .* 20 /);
  assert.match(talk.say("DATA"), /^554/);
  talk.say("RCPT TO:<1>");
  assert.match(talk.say(listOf(18)), /^250/);
  talk.say("RCPT TO:<1>");
  assert.match(
    talk.say(listOf(3)),
    /^452 4\.5\.3 The limit is 20 recipients a mail$/,
  );
  talk.say("RCPT TO:<postmaster>");
  assert.match(talk.say(postmaster), /^250/);
  talk.say("RCPT TO:<1>");
  assert.match(talk.say(listOf(1)), /^250/);
  assert.match(talk.say("RCPT TO:<1>"), /^452 4\.5\.3/, "full, so nobody asks");
  talk.say("DATA", hello);
  const mail = talk.questions.at(-1);
  assert.ok(mail?.about === "mail");
  assert.equal(mail.envelope.recipients.length, 3);
});

Deno.test("step asks for a mail again for which there was no room", () => {
  const talk = new Talk();
  assert.equal(
    talk.say(...toData, { kind: "messageWithoutRoom" }),
    "452 4.3.1 Too much mail at once, try again",
  );
  assert.equal(talk.state.phase, "greeted");
});

Deno.test("step wants EHLO before parameters", () => {
  const talk = new Talk();
  assert.match(talk.say("HELO a", "MAIL FROM:<a@b> SIZE=1"), /^555 5\.5\.4/);
  assert.match(talk.say("MAIL FROM:<a@b>"), /^250/);
});

Deno.test("step refuses a size that was announced, and one that was not", () => {
  const talk = new Talk();
  talk.say("EHLO a");
  assert.match(talk.say("MAIL FROM:<a@b> SIZE=1001"), /^552 5\.3\.4 .*1000/);
  assert.match(talk.say("MAIL FROM:<a@b> SIZE=1000"), /^250/);
  talk.say("RCPT TO:<1>", accepted, "DATA");
  assert.match(talk.say({ kind: "messageTooBig" }), /^552 5\.3\.4 .*1000/);
  assert.equal(talk.state.phase, "greeted");
});

Deno.test("step wants SMTPUTF8 for an address that is not ASCII", () => {
  const talk = new Talk();
  assert.match(talk.say("EHLO a", "MAIL FROM:<å@b>"), /^553 5\.6\.7/);
  talk.say("MAIL FROM:<a@b>");
  assert.match(talk.say("RCPT TO:<1@å>"), /^553 5\.6\.7/);
  talk.say("RSET", "MAIL FROM:<å@b> SMTPUTF8", "RCPT TO:<1@å>");
  assert.equal(talk.state.phase, "awaitingRecipient");
});

Deno.test("step mends bare line ends, or refuses them when strict", () => {
  const message: SmtpInput = { ...hello, bareLineEnds: true } as SmtpInput;
  const generous = new Talk();
  generous.say(...toData, message);
  assert.equal(generous.questions.at(-1)?.about, "mail");
  const strict = new Talk({ strictLineEndings: true });
  assert.match(strict.say(...toData, message), /^550 5\.5\.2/);
  assert.equal(strict.state.phase, "greeted");
});

Deno.test("step passes on the receiver's refusal of a mail", () => {
  const talk = new Talk();
  assert.equal(
    talk.say(...toData, hello, diskFull),
    "452 4.3.1 The disk is full",
  );
  assert.match(talk.say("MAIL FROM:<a@b>"), /^250/);
});

Deno.test("what a client wants to be told goes with its mail and its recipients", () => {
  const talk = new Talk({ dsn: true });
  assert.match(talk.say("EHLO a"), /^250[- ]DSN$/m);
  talk.say("MAIL FROM:<a@b> RET=HDRS ENVID=x+2B1", "RCPT TO:<1>", accepted);
  talk.say("RCPT TO:<2> NOTIFY=SUCCESS ORCPT=rfc822;2@x", accepted);
  talk.say("DATA", hello);
  const mail = talk.questions.at(-1);
  assert.ok(mail?.about === "mail");
  const { notification, recipients } = mail.envelope;
  assert.deepEqual(notification, { returned: "headers", envelopeId: "x+1" });
  assert.deepEqual(recipients, [
    { ...recipient, notification: { forwardPath: "1" } },
    {
      ...recipient,
      notification: {
        notify: ["success"],
        originalRecipient: "rfc822;2@x",
        forwardPath: "2",
      },
    },
  ]);
});

Deno.test("DSN is announced where it is kept, and what it adds to RCPT needs EHLO", () => {
  const talk = new Talk();
  assert.doesNotMatch(talk.say("EHLO a"), /DSN/);
  talk.say("HELO a", "MAIL FROM:<a@b>");
  assert.match(talk.say("RCPT TO:<1> NOTIFY=NEVER"), /^555 5\.5\.4/);
});
