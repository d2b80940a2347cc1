import fc from "fast-check";
import assert from "node:assert/strict";
import {
  accepted,
  hello,
  loggedIn,
  queued,
  rawResponse,
  response,
  Talk,
  wrongPassword,
} from "../../tests/support/talk.ts";
import type { SessionOptions, SmtpInput } from "./state.ts";

const plaintext = { auth: "optional", authPlaintext: true } as const;
const plainResponse = btoa("\0anna\0s3cret");

function talk(changed: Partial<SessionOptions> = {}): Talk {
  const one = new Talk({ ...plaintext, ...changed });
  one.say("EHLO plc");
  return one;
}

/** The user and the password that the receiver was asked for last. */
function asked(talk: Talk): string[] | undefined {
  const question = talk.questions.at(-1);
  if (question?.about !== "login") return undefined;
  return [question.user, question.password.reveal()];
}

Deno.test("AUTH PLAIN logs in, with its response at once or when asked", () => {
  const ways: (string | SmtpInput)[][] = [
    [`AUTH PLAIN ${plainResponse}`],
    [`auth plain  ${plainResponse}`],
    ["AUTH PLAIN", response("\0anna\0s3cret")],
  ];
  for (const way of ways) {
    const one = talk();
    assert.equal(one.say(...way), "");
    assert.deepEqual(asked(one), ["anna", "s3cret"]);
    assert.match(one.say(loggedIn), /^235 2\.7\.0 /);
    assert.equal(one.state.client.user, "anna");
  }
});

Deno.test("AUTH LOGIN logs in, with the user at once or when asked", () => {
  const ways: (string | SmtpInput)[][] = [
    ["AUTH LOGIN", response("anna")],
    [`AUTH LOGIN ${btoa("anna")}`],
    [`AUTH LOGIN  ${btoa("anna")}`],
  ];
  for (const way of ways) {
    const one = talk();
    assert.equal(one.say(...way), "334 UGFzc3dvcmQ6");
    assert.equal(one.say(response("s3cret")), "");
    assert.deepEqual(asked(one), ["anna", "s3cret"]);
    assert.match(one.say(loggedIn), /^235 2\.7\.0 /);
  }
});

Deno.test("the prompts are those that old devices wait for", () => {
  assert.equal(talk().say("AUTH LOGIN"), "334 VXNlcm5hbWU6");
  const one = talk();
  assert.equal(one.feed("AUTH PLAIN"), "334 \r\n");
});

Deno.test("the user is the one whom the receiver names, in all that follows", () => {
  const one = talk();
  one.say(`AUTH PLAIN ${btoa("\0ANNA\0s3cret")}`, loggedIn);
  one.say("EHLO again", "MAIL FROM:<a@b>", "RCPT TO:<1>", accepted, "DATA");
  one.say(hello);
  const mail = one.questions.at(-1);
  assert.ok(mail?.about === "mail");
  assert.deepEqual(mail.envelope.client, {
    address: "10.0.0.7",
    helo: "again",
    user: "anna",
  });
});

Deno.test("a login is refused for its reason, and another one may follow", () => {
  const vectors: [inputs: (string | SmtpInput)[], reply: string][] = [
    [["AUTH"], "501 5.5.4 "],
    [["AUTH CRAM-MD5"], "504 5.5.4 "],
    [["AUTH PLAIN =="], "501 5.5.2 "],
    [["AUTH PLAIN ="], "501 5.5.2 "],
    [["AUTH PLAIN", rawResponse("?")], "501 5.5.2 "],
    [["AUTH LOGIN ?"], "501 5.5.2 "],
    [["AUTH LOGIN", rawResponse("a b")], "501 5.5.2 "],
    [
      ["AUTH LOGIN YQ==", rawResponse("YQ")],
      "501 5.5.2 ",
    ],
    [["AUTH PLAIN *"], "501 5.7.0 "],
    [["AUTH PLAIN", rawResponse("*")], "501 5.7.0 "],
    [["AUTH LOGIN", rawResponse(" * ")], "501 5.7.0 "],
    [
      ["AUTH LOGIN YQ==", rawResponse("*")],
      "501 5.7.0 ",
    ],
    [["AUTH LOGIN", { kind: "commandTooLong" }], "500 5.5.6 "],
    [[`AUTH PLAIN ${btoa("bob\0anna\0s3cret")}`], "535 5.7.8 "],
    [[`AUTH PLAIN ${plainResponse}`, wrongPassword], "535 5.7.8 "],
  ];
  for (const [inputs, reply] of vectors) {
    const one = talk();
    const said = one.say(...inputs);
    assert.ok(said.startsWith(reply), `${inputs}: ${said}`);
    assert.equal(one.state.phase, "greeted");
    assert.equal(one.state.client.user, undefined);
    one.say(`AUTH PLAIN ${btoa("anna\0anna\0s3cret")}`);
    assert.match(one.say(loggedIn), /^235 /);
  }
});

Deno.test("AUTH has its time: after EHLO, between mails, once", () => {
  const early = new Talk(plaintext);
  assert.match(early.say("AUTH LOGIN"), /^503 5\.5\.1/);
  const inMail = talk();
  assert.match(inMail.say("MAIL FROM:<a@b>", "AUTH LOGIN"), /^503 5\.5\.1/);
  assert.equal(inMail.state.phase, "mail");
  const twice = talk();
  twice.say(`AUTH PLAIN ${plainResponse}`, loggedIn);
  assert.match(twice.say("AUTH LOGIN"), /^503 5\.5\.1/);
  twice.say("EHLO again", "MAIL FROM:<a@b>", "RCPT TO:<1>", accepted, "DATA");
  twice.say(hello, queued);
  assert.match(twice.say("AUTH LOGIN"), /^503 5\.5\.1/);
});

Deno.test("where logging in is required, no mail begins before it", () => {
  const one = talk({ auth: "required" });
  assert.match(one.say("MAIL FROM:<a@b>"), /^530 5\.7\.0/);
  one.say(`AUTH PLAIN ${plainResponse}`, wrongPassword);
  assert.match(one.say("MAIL FROM:<a@b>"), /^530 5\.7\.0/);
  one.say(`AUTH PLAIN ${plainResponse}`, loggedIn);
  assert.match(one.say("MAIL FROM:<a@b>"), /^250/);
});

Deno.test("no password is heard without encryption, unless that is allowed", () => {
  for (const auth of ["optional", "required"] as const) {
    const one = talk({ auth, authPlaintext: false });
    const said = one.say(`AUTH PLAIN ${plainResponse}`);
    assert.match(said, /^538 5\.7\.11/);
    assert.doesNotMatch(said, /anna|s3cret|AGFub/);
    assert.deepEqual(one.questions, []);
  }
});

Deno.test("EHLO announces AUTH in both forms where a login would be heard, and only there", () => {
  const offers = (one: Talk) =>
    one.say("EHLO plc").match(/AUTH.*$/gm)?.map((line) => line.trim());
  const forms = ["AUTH PLAIN LOGIN", "AUTH=PLAIN LOGIN"];
  assert.deepEqual(offers(new Talk(plaintext)), forms);
  assert.deepEqual(offers(new Talk({ auth: "any" })), forms);
  assert.equal(offers(new Talk({ auth: "optional" })), undefined);
  assert.equal(offers(new Talk({ authPlaintext: true })), undefined);
  const done = talk();
  done.say(`AUTH PLAIN ${plainResponse}`, loggedIn);
  assert.equal(offers(done), undefined);
});

Deno.test('"any" takes whatever comes for a login, and knows nobody by it', () => {
  const ways: (string | SmtpInput)[][] = [
    [`AUTH PLAIN ${plainResponse}`],
    ["AUTH PLAIN ??? what"],
    ["AUTH PLAIN", rawResponse("\0")],
    ["AUTH LOGIN ?", rawResponse("")],
    ["AUTH LOGIN", response("anna"), response("s3cret")],
  ];
  for (const way of ways) {
    const one = talk({ auth: "any", authPlaintext: false });
    assert.match(one.say(...way), /^235 2\.7\.0/);
    assert.deepEqual(one.questions, []);
    assert.equal(one.state.client.user, undefined);
    assert.match(one.say("AUTH PLAIN"), /^503 5\.5\.1/);
    assert.match(one.say("MAIL FROM:<a@b>"), /^250/);
  }
  const cancelled = talk({ auth: "any" });
  assert.match(cancelled.say("AUTH PLAIN *"), /^501 5\.7\.0/);
});

Deno.test("who guesses passwords is shown out, who meets our trouble is not", () => {
  const guessing = talk();
  for (let n = 0; n < 19; n++) {
    assert.match(
      guessing.say(`AUTH PLAIN ${plainResponse}`, wrongPassword),
      /^535/,
    );
  }
  assert.match(
    guessing.say(`AUTH PLAIN ${plainResponse}`, wrongPassword),
    /^421/,
  );
  assert.equal(guessing.closed, true);
  const unlucky = talk();
  const trouble: SmtpInput = {
    kind: "loginVerdict",
    verdict: {
      kind: "refused",
      refusal: { code: 454, enhanced: "4.7.0", text: "Try again later" },
    },
  };
  for (let n = 0; n < 30; n++) {
    assert.match(unlucky.say(`AUTH PLAIN ${plainResponse}`, trouble), /^454/);
  }
});

Deno.test("a password that follows a refused AUTH is not repeated", () => {
  for (const auth of ["off", "optional"] as const) {
    const one = talk({ auth, authPlaintext: false });
    assert.match(one.say("AUTH LOGIN"), /^5/);
    assert.equal(
      one.say("c2VjcmV0cw=="),
      "500 5.5.1 Unknown command, see HELP",
    );
  }
});

Deno.test("nothing of a client that must log in passes before it has, in any order", () => {
  const steps = fc.constantFrom<(string | SmtpInput)[]>(
    ["EHLO a"],
    ["HELO a"],
    ["RSET"],
    ["MAIL FROM:<a@b>"],
    ["RCPT TO:<1>"],
    ["DATA"],
    ["AUTH LOGIN", response("anna"), response("guess"), wrongPassword],
    [`AUTH PLAIN ${plainResponse}`, wrongPassword],
    ["AUTH PLAIN", rawResponse("*")],
  );
  fc.assert(fc.property(fc.array(steps, { maxLength: 25 }), (groups) => {
    const one = new Talk({ auth: "required", authPlaintext: true });
    for (const inputs of groups) {
      for (const input of inputs) {
        const { phase } = one.state;
        if (phase === "closed") return;
        // What a login would go on with is nothing where it was refused at once.
        if (typeof input !== "string" && phase === "greeted") break;
        if (typeof input !== "string" && phase === "connected") break;
        one.say(input);
        assert.ok(
          !["mail", "data", "awaitingRecipient"].includes(one.state.phase),
        );
      }
    }
    assert.ok(one.questions.every(({ about }) => about === "login"));
  }));
});
