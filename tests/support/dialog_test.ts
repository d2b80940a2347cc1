import assert from "node:assert/strict";
import { systemClock } from "../../src/model/mod.ts";
import { startSmtpServer } from "../../src/smtp/mod.ts";
import { type DialogOptions, parseDialog, playDialog } from "./dialog.ts";
import { FakeReceiver } from "./fake_receiver.ts";

async function played(
  ...lines: readonly (string | Partial<DialogOptions>)[]
): Promise<void> {
  const script = lines.filter((line) => typeof line === "string");
  const options = Object.assign(
    {},
    ...lines.filter((line) => typeof line !== "string"),
  );
  const receiver = new FakeReceiver();
  const server = startSmtpServer(receiver, {
    listeners: [{
      hostname: "127.0.0.1",
      port: 0,
      strictLineEndings: false,
      tls: "none",
      auth: "off",
      authPlaintext: false,
    }],
    hostname: "gw",
    lfClients: () => false,
    maxSize: 1_000,
    maxLine: 512,
    maxRecipients: 10,
    maxCommands: 100,
    maxConnections: 10,
    idleTimeoutMs: 60_000,
    clock: systemClock,
  });
  const { hostname, port } = server.addresses[0]!;
  const nextMail = () => receiver.mails.shift()?.text;
  try {
    const dialog = parseDialog("it.smtp", script.join("\n"));
    await playDialog(dialog, { hostname, port, nextMail, ...options });
  } finally {
    await server.stop(0);
  }
}

const toData = [
  "S: 220",
  "C: HELO a",
  "C: MAIL FROM:<>",
  "C: RCPT TO:<+4670123456>",
  "C: DATA",
  "S: 250",
  "S: 250",
  "S: 250",
  "S: 354",
];

Deno.test("parseDialog reads options, steps and their places", () => {
  const script = "# remark\n\n@maxSize 10\nC: HELO a \nS. \n";
  assert.deepEqual(parseDialog("it.smtp", script), {
    name: "it.smtp",
    rows: [],
    options: { maxSize: "10" },
    steps: [
      { place: "it.smtp:4", kind: "C:", text: "HELO a " },
      { place: "it.smtp:5", kind: "S.", text: "" },
    ],
  });
});

Deno.test("parseDialog reads rows, and what the appliance shall be", () => {
  const { rows, appliance } = parseDialog(
    "it.smtp",
    "@row a\n@row b\n@appliance\n@config smtp.allow = []\n@config a.b = 1\n@modem sim:\nS: 220",
  );
  assert.deepEqual(rows, ["a", "b"]);
  assert.deepEqual(appliance, {
    config: ["smtp.allow = []", "a.b = 1"],
    modems: ["sim:"],
    users: [],
    certificate: false,
  });
});

Deno.test("parseDialog reads who may log in", () => {
  const script = "@appliance\n@user anna a b\n@certificate\nT.\nS- x";
  const { appliance, steps } = parseDialog("it.smtp", script);
  assert.deepEqual(appliance?.users, [{ name: "anna", password: "a b" }]);
  assert.equal(appliance?.certificate, true);
  assert.deepEqual(steps.map(({ kind }) => kind), ["T.", "S-"]);
});

Deno.test("playDialog looks for one line in a reply of many", async () => {
  const hello = ["S: 220", "C: EHLO a"];
  await played(...hello, "S+ ^250-PIPELINING$", "C: EHLO a", "S- XCLIENT");
  await assert.rejects(played(...hello, "S+ XCLIENT"), /a line like \/XCLIENT/);
  await assert.rejects(played(...hello, "S- HELP"), /no line like \/HELP/);
});

Deno.test("playDialog asks for SMS and lets things happen", async () => {
  const happened: string[] = [];
  const options = {
    nextSms: () => Promise.resolve('+4670123456 "hi"'),
    happen: (event: string) => Promise.resolve(void happened.push(event)),
  };
  await played(options, "S: 220", "H: 5 s pass", 'P: +4670123456 "hi"');
  assert.deepEqual(happened, ["5 s pass"]);
  await assert.rejects(
    played(options, 'P: +4670123456 "ho"'),
    /it\.smtp:1: expected \+4670123456 "ho", got "\+4670123456 "hi""/,
  );
});

Deno.test("parseDialog names the line that it cannot read", () => {
  assert.throws(
    () => parseDialog("it.smtp", "\nX: what"),
    /it\.smtp:2: "X: what"/,
  );
  assert.throws(
    () => parseDialog("it.smtp", "S: 220\n@maxSize 10"),
    /it\.smtp:2/,
  );
});

Deno.test("playDialog agrees with what came as told", async () => {
  await played(
    "S: 220 gw",
    "C: EHLO a",
    "S* 250",
    'C< "QUIT\\r\\n"',
    "S~ ^221 2[.]0",
    "S.",
  );
  await played(...toData, "C: hi", "C: .", "S: 250", 'M: "hi\\r\\n"');
});

Deno.test("playDialog names the line that went another way", async () => {
  await assert.rejects(played("# remark", "S: 221"), {
    message: 'it.smtp:2: expected "221", got "220 gw ESMTP cellpost"',
  });
  await assert.rejects(
    played("S~ ^221"),
    /it\.smtp:1: expected \/\^221\/, got "220/,
  );
  await assert.rejects(
    played("S: 220", "C: EHLO a", "S* 250 2.0.0"),
    /it\.smtp:3: /,
  );
  await assert.rejects(
    played("S: 220", "C: NOOP", "S."),
    /it\.smtp:3: expected the end, got "250/,
  );
  await assert.rejects(
    played("S: 220", "C: QUIT", "S: 221", "S: 250"),
    /it\.smtp:4: .* got nothing more/,
  );
  await assert.rejects(
    played("S: 220", 'M: "hi"'),
    /it\.smtp:2: expected "hi", got nothing more/,
  );
  await assert.rejects(
    played(...toData, "C: ho", "C: .", "S: 250", 'M: "hi\\r\\n"'),
    /expected "hi\\r\\n", got ""ho/,
  );
});
