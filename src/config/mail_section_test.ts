import assert from "node:assert/strict";
import { Secret } from "../model/mod.ts";
import { buildConfig } from "./build.ts";
import { parseRelay } from "./mail_section.ts";
import { validate } from "./validate.ts";

function mailOf(lines: string) {
  const result = validate(`[mail]\n${lines}`, {});
  assert.ok(result.kind === "ok", Deno.inspect(result));
  return buildConfig(result.document, (path) => `/etc/${path}`).mail;
}

Deno.test("parseRelay() reads a server with and without port and scheme", () => {
  const rows: readonly (readonly [string, string, number, boolean])[] = [
    ["mail.example", "mail.example", 25, false],
    ["mail.example:587", "mail.example", 587, false],
    ["smtp://mail.example", "mail.example", 25, false],
    ["SMTP://mail.example:2525/", "mail.example", 2525, false],
    ["smtps://mail.example", "mail.example", 465, true],
    ["smtps://mail.example:4650", "mail.example", 4650, true],
    ["192.0.2.7", "192.0.2.7", 25, false],
    ["[2001:db8::7]", "2001:db8::7", 25, false],
    ["smtp://[2001:db8::7]:26", "2001:db8::7", 26, false],
    ["localhost", "localhost", 25, false],
  ];
  for (const [text, host, port, implicitTls] of rows) {
    assert.deepEqual(parseRelay(text), { host, port, implicitTls }, text);
  }
});

Deno.test("parseRelay() reads nothing else", () => {
  for (
    const text of [
      "",
      ":25",
      "25",
      "mail.example:0",
      "mail.example:70000",
      "http://mail.example",
      "smtp://",
      "smtps:///mail",
      "mail example",
      "user@mail.example",
      "2001:db8::7",
    ]
  ) assert.equal(parseRelay(text), undefined, text);
});

Deno.test("without a relay nothing is mailed", () => {
  assert.deepEqual(mailOf(""), {
    from: "",
    reports: "failure",
    delayAfterMs: 900_000,
    replyWindowMs: 7 * 86_400_000,
    reportsPerSender: [{ count: 30, per: "hour" }],
  });
});

Deno.test("a certificate counts where encryption is not just a chance, and a password goes nowhere in the clear by itself", () => {
  const login = 'user = "u"\npassword = "p"';
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['relay = "mail.example"', "auto", false],
    ['relay = "mail.example"\nstarttls = "required"', "required", true],
    ['relay = "mail.example"\nstarttls = "off"', "off", false],
    ['relay = "smtps://mail.example"', "implicit", true],
    [
      'relay = "smtps://mail.example"\nverify_certificate = false',
      "implicit",
      false,
    ],
    [`relay = "mail.example"\n${login}`, "required", true],
    [`relay = "127.0.0.1"\n${login}`, "auto", false],
    [`relay = "localhost"\n${login}`, "auto", false],
    [`relay = "mail.example"\nstarttls = "off"\n${login}`, "off", false],
  ];
  for (const [lines, tls, verify] of rows) {
    const { relay } = mailOf(lines);
    assert.deepEqual([relay?.tls, relay?.verifyCertificate], [tls, verify]);
  }
});

Deno.test("a password is a secret, or where it is to be found", () => {
  const { relay } = mailOf('relay = "m"\nuser = "u"\npassword = "hunter2"');
  const password = relay?.login?.password;
  assert.ok(password instanceof Secret);
  assert.equal(password.reveal(), "hunter2");
  assert.ok(!Deno.inspect(relay).includes("hunter2"));
  const other = mailOf('relay = "m"\nuser = "u"\npassword_file = "relay.pw"');
  assert.deepEqual(other.relay?.login, {
    user: "u",
    password: { file: "/etc/relay.pw" },
  });
});
