import assert from "node:assert/strict";
import { accepted, loggedIn, Talk, toMail } from "../../tests/support/talk.ts";
import type { SessionOptions, SmtpInput } from "./state.ts";

const offered: Partial<SessionOptions> = {
  tls: "starttls",
  hasCertificate: () => true,
};
const secured: SmtpInput = { kind: "secured" };

Deno.test("STARTTLS is announced where it would be kept and is not hidden", () => {
  const shows = (changed: Partial<SessionOptions>) =>
    /STARTTLS/.test(new Talk(changed).say("EHLO plc"));
  assert.equal(shows(offered), true);
  assert.equal(shows({ ...offered, hasCertificate: () => false }), false);
  assert.equal(shows({ ...offered, hasCertificate: undefined }), false);
  assert.equal(shows({ ...offered, tls: "none" }), false);
  const hidden = (address: string) => address === "10.0.0.7";
  assert.equal(shows({ ...offered, hideStartTls: hidden }), false);
  assert.equal(shows({ ...offered, hideStartTls: () => false }), true);
});

Deno.test("STARTTLS is refused for its reason", () => {
  const vectors: [
    changed: Partial<SessionOptions>,
    line: string,
    status: string,
  ][] = [
    [offered, "STARTTLS now", "501 5.5.4"],
    [{}, "STARTTLS", "502 5.5.1"],
    [{ ...offered, hasCertificate: () => false }, "STARTTLS", "454 4.7.0"],
  ];
  for (const [changed, line, status] of vectors) {
    const talk = new Talk(changed);
    assert.ok(talk.say("EHLO a", line).startsWith(status), line);
    assert.match(talk.say("MAIL FROM:<a@b>"), /^250/);
  }
});

Deno.test("TLS forgets greeting, login and mail, and comes once", () => {
  const talk = new Talk({
    ...offered,
    name: "plant",
    auth: "required",
    authPlaintext: true,
  });
  talk.say("EHLO plc", "AUTH PLAIN AGEAYg==", loggedIn);
  talk.say("MAIL FROM:<a@b.c>", "RCPT TO:<1>", accepted);
  assert.match(talk.say("STARTTLS"), /^220 2\.0\.0/);
  assert.equal(talk.say(secured), "", "no greeting");
  assert.deepEqual(talk.state.client, {
    address: "10.0.0.7",
    helo: "",
    listener: "plant",
    encrypted: true,
  });
  assert.match(talk.say("RCPT TO:<1>"), /^503/);
  assert.match(talk.say("MAIL FROM:<a@b>"), /^503/);
  assert.match(talk.say("STARTTLS"), /^503 5\.5\.1/);
  const said = talk.say("EHLO plc");
  assert.doesNotMatch(said, /STARTTLS/);
  assert.match(said, /AUTH PLAIN/);
  assert.match(talk.say("MAIL FROM:<a@b>"), /^530/);
});

Deno.test("TLS does not start the counts anew", () => {
  const talk = new Talk({ ...offered, maxCommands: 3 });
  talk.say("WHAT", "STARTTLS", secured, "NOOP");
  assert.equal(talk.state.faults, 1);
  assert.match(talk.say("NOOP"), /^421 4\.7\.0/);
});

Deno.test("TLS begins only where a session expects it", () => {
  const talk = new Talk(offered);
  assert.equal(new Talk(offered).say(secured), "", "before the greeting");
  talk.say(...toMail);
  assert.throws(() => talk.say(secured), { code: "out-of-step" });
  talk.say("STARTTLS");
  assert.throws(() => talk.say("NOOP"), { code: "out-of-step" });
});
