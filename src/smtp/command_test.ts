import fc from "fast-check";
import assert from "node:assert/strict";
import { parseCommand, type SmtpCommand } from "./command.ts";

function mail(reversePath: string, parameters = {}): SmtpCommand {
  const none = { size: 0, smtputf8: false, given: false };
  return { verb: "MAIL", reversePath, parameters: { ...none, ...parameters } };
}

/** The status of the refusal, such as "501 5.5.4". */
function refusalOf(line: string): string {
  const command = parseCommand(line);
  assert.equal(command.verb, "bad", line);
  const { code, enhanced } = command.reply;
  return `${code} ${enhanced}`;
}

Deno.test("parseCommand reads verbs in any case, with blanks around", () => {
  for (
    const verb of ["STARTTLS", "DATA", "RSET", "NOOP", "QUIT", "HELP"] as const
  ) {
    assert.deepEqual(parseCommand(verb), { verb });
    assert.deepEqual(parseCommand(`  ${verb.toLowerCase()} \t`), { verb });
  }
  assert.deepEqual(parseCommand("noop whatever"), { verb: "NOOP" });
  assert.deepEqual(parseCommand("QUIT now"), { verb: "QUIT" });
  assert.deepEqual(parseCommand("vrfy anna"), { verb: "VRFY" });
});

Deno.test("parseCommand takes any name after HELO and EHLO", () => {
  const names = ["plc_7", "[10.0.0.7]", "fe80::1", "our old press", "år"];
  for (const domain of names) {
    assert.deepEqual(parseCommand(`HELO ${domain}`), { verb: "HELO", domain });
    assert.deepEqual(parseCommand(`ehlo  ${domain}`), { verb: "EHLO", domain });
  }
  assert.equal(refusalOf("HELO"), "501 5.5.4");
  assert.equal(refusalOf("EHLO "), "501 5.5.4");
});

Deno.test("parseCommand reads MAIL as careless clients write it", () => {
  for (
    const line of [
      "MAIL FROM:<a@b.c>",
      "mail from:<a@b.c>",
      "MAIL FROM: <a@b.c>",
      "MAIL  From : a@b.c",
      "MAIL FROM:a@b.c",
      "MAIL FROM:<@x,@y:a@b.c>",
    ]
  ) {
    assert.deepEqual(parseCommand(line), mail("a@b.c"), line);
  }
  assert.deepEqual(parseCommand("MAIL FROM:<>"), mail(""));
});

Deno.test("parseCommand reads the parameters of MAIL", () => {
  const given = true;
  assert.deepEqual(
    parseCommand("MAIL FROM:<a@b> size=100 Body=8bitmime SMTPUTF8"),
    mail("a@b", { size: 100, smtputf8: true, given }),
  );
  assert.deepEqual(
    parseCommand("MAIL FROM:<a@b> SIZE=0 BODY=7BIT"),
    mail("a@b", { given }),
  );
  assert.equal(refusalOf("MAIL FROM:<a@b> SIZE"), "501 5.5.4");
  assert.equal(refusalOf("MAIL FROM:<a@b> SIZE=-1"), "501 5.5.4");
  assert.equal(
    refusalOf("MAIL FROM:<a@b> SIZE=123456789012345678901"),
    "501 5.5.4",
  );
  for (
    const word of [
      "BODY=BINARYMIME",
      "BODY",
      "SMTPUTF8=1",
      "X",
    ]
  ) {
    assert.equal(refusalOf(`MAIL FROM:<a@b> ${word}`), "555 5.5.4", word);
  }
});

Deno.test("parseCommand reads RCPT, with or without a domain", () => {
  for (
    const forwardPath of [
      "+919812345678",
      "919812345678@x.y",
      '"+46 70; +91 98"@x',
      "Postmaster",
    ]
  ) {
    const expected = { verb: "RCPT", forwardPath };
    assert.deepEqual(parseCommand(`RCPT TO:<${forwardPath}>`), expected);
    assert.deepEqual(parseCommand(`rcpt to: ${forwardPath}`), expected);
  }
  assert.equal(refusalOf("RCPT TO:<>"), "501 5.1.3");
  assert.deepEqual(parseCommand("RCPT TO:<1@b> NOTIFY=NEVER"), {
    verb: "RCPT",
    forwardPath: "1@b",
    notification: { notify: [] },
  });
  assert.equal(refusalOf("RCPT TO:<1@b> NOTIFY=ALWAYS"), "501 5.5.4");
  assert.equal(refusalOf("RCPT TO:<1@b> SIZE=1"), "555 5.5.4");
});

Deno.test("parseCommand refuses paths that are none, too long or invisible", () => {
  assert.equal(refusalOf("MAIL"), "501 5.5.4");
  assert.equal(refusalOf("MAIL a@b"), "501 5.5.4");
  assert.equal(refusalOf("MAIL TO:<a@b>"), "501 5.5.4");
  assert.equal(refusalOf("MAIL FROM:<a@b"), "501 5.5.4");
  assert.equal(refusalOf("MAIL FROM:"), "501 5.5.4");
  assert.equal(refusalOf("RCPT FROM:<a@b>"), "501 5.5.4");
  assert.equal(refusalOf(`MAIL FROM:<${"a".repeat(255)}>`), "501 5.1.7");
  assert.equal(refusalOf(`RCPT TO:<${"1".repeat(255)}>`), "501 5.1.3");
  assert.equal(refusalOf("MAIL FROM:<a\0@b>"), "501 5.1.7");
  assert.equal(refusalOf("RCPT TO:<1\u200b2@b>"), "501 5.1.3");
});

Deno.test("parseCommand wants DATA and STARTTLS alone, and VRFY with something", () => {
  assert.equal(refusalOf("DATA x"), "501 5.5.4");
  assert.equal(refusalOf("STARTTLS x"), "501 5.5.4");
  assert.equal(refusalOf("VRFY"), "501 5.5.4");
});

Deno.test("parseCommand reads AUTH with and without an initial response", () => {
  const auth = (line: string) => {
    const command = parseCommand(line);
    assert.ok(command.verb === "AUTH");
    assert.doesNotMatch(Deno.inspect(command), /AGE/);
    return [command.mechanism, command.response?.reveal()];
  };
  assert.deepEqual(auth("AUTH PLAIN"), ["PLAIN", undefined]);
  assert.deepEqual(auth("auth login "), ["LOGIN", undefined]);
  assert.deepEqual(auth("AUTH plain AGEAYg=="), ["PLAIN", "AGEAYg=="]);
  assert.deepEqual(auth("AUTH PLAIN  AGEAYg=="), ["PLAIN", "AGEAYg=="]);
  assert.deepEqual(auth("AUTH LOGIN ="), ["LOGIN", "="]);
  assert.deepEqual(auth("AUTH LOGIN a b"), ["LOGIN", "a b"]);
  assert.deepEqual(auth("AUTH"), ["", undefined]);
});

Deno.test("parseCommand knows what is not offered", () => {
  for (
    const name of [
      "EXPN",
      "SEND",
      "SOML",
      "SAML",
      "TURN",
      "BDAT",
    ]
  ) {
    assert.deepEqual(parseCommand(`${name} x`), { verb: "off", name });
  }
});

Deno.test("parseCommand knows a browser", () => {
  assert.deepEqual(parseCommand("GET / HTTP/1.1"), { verb: "http" });
  assert.deepEqual(parseCommand("CONNECT a:25 HTTP/1.1"), { verb: "http" });
});

Deno.test("parseCommand does not know the rest", () => {
  for (const name of ["XYZZY", "NOOPS", "HELO:A"]) {
    assert.deepEqual(parseCommand(`${name.toLowerCase()} x`), {
      verb: "unknown",
      name,
    });
  }
  assert.equal(refusalOf(""), "500 5.5.2");
});

Deno.test("parseCommand never throws, and cuts what it quotes", () => {
  const lines = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) =>
      String.fromCharCode(...units)
    ),
    fc.tuple(
      fc.constantFrom("MAIL FROM:", "RCPT TO:", "HELO ", "DATA", "VRFY "),
      fc.string({
        unit: fc.constantFrom(
          "<",
          ">",
          '"',
          "\\",
          "@",
          ":",
          " ",
          "a",
          "é",
          "=",
        ),
      }),
    ).map((pieces) => pieces.join("")),
  );
  fc.assert(fc.property(lines, (line) => {
    const command = parseCommand(line);
    if (command.verb === "unknown") assert.match(command.name, /^[ -~]{1,40}$/);
    if (command.verb !== "bad") return;
    const [text = ""] = command.reply.lines;
    assert.match(text, /^[ -~]{1,100}$/);
    assert.ok(command.reply.code >= 500);
  }));
});
