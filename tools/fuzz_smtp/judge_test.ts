import assert from "node:assert/strict";
import type { Transcript } from "./gateway.ts";
import { judge } from "./judge.ts";

const mailed = "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<1>\r\nDATA\r\nhi\r\n.\r\n";

/** A session in which all went well but for what is given. */
function session(changed: Partial<Transcript> = {}): Transcript {
  return {
    replies: "220 gw\r\n250 2.0.0 Queued as 1\r\n",
    lines: lines("s220 gw", "c(message of 4 bytes)", "s250 2.0.0 Queued as 1"),
    mails: ["hi\r\n"],
    errors: [],
    ...changed,
  };
}

/** Lines of a trace: "s" before what the server says, "c" before what the client says. */
function lines(...texts: readonly string[]): Transcript["lines"] {
  return texts.map((text) => ({
    connection: 1,
    address: "10.0.0.7",
    from: text.startsWith("s") ? "server" : "client",
    text: text.slice(1),
  }));
}

Deno.test("judge() finds nothing in a good session", () => {
  assert.equal(judge(mailed, session()), undefined);
});

Deno.test("judge() takes a reply of several lines for one", () => {
  const ehlo = lines("s220 gw", "cEHLO a", "s250-gw", "s250-HELP", "s250 SIZE");
  assert.equal(judge(mailed, session({ lines: ehlo })), undefined);
});

Deno.test("judge() takes BDAT and its chunk for one, and one that is cut off for none", () => {
  const chunked = lines("s220 gw", "cBDAT 5", "c(chunk)", "s250 OK", "cBDAT 9");
  assert.equal(judge(mailed, session({ lines: chunked })), undefined);
  const silent = lines("s220 gw", "cBDAT 5", "c(chunk)");
  assert.match(
    judge(mailed, session({ lines: silent })) ?? "nothing",
    /^No reply to \(chunk\)/,
  );
});

const broken: Readonly<Record<string, [Partial<Transcript>, RegExp]>> = {
  "an error": [{ errors: [new Error("boom")] }, /^It threw: Error: boom/],
  "a reply without its end": [{ replies: "220 gw" }, /has no end/],
  "a line of a client among the replies": [
    { replies: "220 gw\r\nMAIL FROM:<x>\r\n" },
    /^No reply line: MAIL/,
  ],
  "a reply line that is too long": [
    { replies: `220 ${"x".repeat(507)}\r\n` },
    /^No reply line: 220 x/,
  ],
  "a command without a reply": [
    { lines: lines("s220 gw", "cNOOP") },
    /^No reply to NOOP/,
  ],
  "two replies to one command": [
    { lines: lines("s220 gw", "cNOOP", "s250 OK", "s250 OK") },
    /^Two in a row from the server/,
  ],
  "a session without a greeting": [
    { lines: lines("cNOOP", "s250 OK") },
    /no greeting/,
  ],
  "a mail that nobody was promised": [
    { mails: ["hi\r\n", "ho\r\n"] },
    /^2 mails were taken, 1 promised/,
  ],
};

for (const [what, [changed, why]] of Object.entries(broken)) {
  Deno.test(`judge() finds ${what}`, () => {
    assert.match(judge(mailed, session(changed)) ?? "nothing", why);
  });
}

Deno.test("judge() finds a mail without CRLF.CRLF, and lets BDAT LAST pass", () => {
  const open = mailed.replace("\r\n.\r\n", "\n.\n");
  assert.match(judge(open, session()) ?? "nothing", /0 ended with CRLF\.CRLF/);
  assert.equal(judge("bdat 4 last\r\nhi\r\n", session()), undefined);
  assert.equal(judge("DATA\r\n.\r\n", session()), undefined);
});
