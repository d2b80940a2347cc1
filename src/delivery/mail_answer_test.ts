import assert from "node:assert/strict";
import { parsePhoneNumber, type Recipient } from "../model/mod.ts";
import { compose } from "./compose.ts";
import { answerCompose, readAnswer, toNumber } from "./mail_answer.ts";

const anna = parsePhoneNumber("+46701234567");
const bert = parsePhoneNumber("+46702345678");
assert.ok(anna && bert);

const thread = { number: anna, sender: "0701234567", modem: "roof" };
const options = { address: "cellpost@plant.example", windowText: "7d" };
const own: Recipient = { kind: "answer" };
const toAnna: Recipient = { kind: "phones", numbers: [anna] };
const toBert: Recipient = { kind: "phones", numbers: [bert] };
const person = { autoSubmitted: false, autoReplied: false, text: "Thanks" };
const program = { ...person, autoSubmitted: true };
const replier = { ...program, autoReplied: true };
const empty = { ...person, text: "\n\n-- \nZabbix\n> On my way" };
const quoting = {
  ...person,
  text: "On 23 Nov 2026, at 09:00, a@b.c wrote:\n> On my way",
};
const lost = { sender: "ACME", modem: "roof", number: undefined };

for (
  const [what, mail, to, known, expected] of [
    [
      "an answer to cellpost's address in a thread",
      person,
      [own],
      thread,
      "answer",
    ],
    [
      "an answer to the number's own address",
      person,
      [toAnna],
      thread,
      "answer",
    ],
    [
      "a mail in the thread to another number",
      person,
      [toBert],
      thread,
      "mail",
    ],
    ["a mail to a number", person, [toAnna], undefined, "mail"],
    ["an alarm to a number", program, [toAnna], undefined, "mail"],
    [
      "a mail to cellpost's address out of the blue",
      person,
      [own],
      undefined,
      /^5\.1\.1 .*must answer one/,
    ],
    ["one beside a number", person, [toBert, own], undefined, /^5\.1\.1 /],
    ["an answer to a name", person, [own], lost, /^5\.1\.1 .*"ACME"/],
    ["an automatic answer in the thread", program, [own], thread, /^5\.7\.1 /],
    ["one to the number's own address", program, [toAnna], thread, /^5\.7\.1 /],
    ["a signature alone", empty, [own], thread, /^5\.6\.0 /],
    ["quotes alone", quoting, [toAnna], thread, /^5\.6\.0 /],
    [
      "a vacation notice out of the blue",
      replier,
      [toAnna],
      undefined,
      /^5\.7\.1 /,
    ],
  ] as const
) {
  Deno.test(`${what} is ${expected instanceof RegExp ? "refused" : expected}`, () => {
    const envelope = { recipients: to, reversePath: "zabbix@plant.example" };
    const reading = readAnswer(mail, envelope, { ...options, thread: known });
    if (!(expected instanceof RegExp)) {
      assert.equal(reading.kind, expected);
      return;
    }
    assert.ok(reading.kind === "refused");
    const { code, enhanced, text } = reading.refusal;
    assert.equal(code, 550);
    assert.match(`${enhanced} ${text}`, expected);
  });
}

Deno.test("a bounce in the thread is refused", () => {
  const envelope = { recipients: [toAnna], reversePath: "" };
  const reading = readAnswer(person, envelope, { ...options, thread });
  assert.equal(reading.kind, "refused");
});

Deno.test("the number takes the place of cellpost's address, with what its sender wants to be told", () => {
  const notification = { notify: ["failure"] } as const;
  const client = { address: "10.0.0.7", helo: "" };
  const envelope = {
    client,
    reversePath: "a@b.c",
    recipients: [toBert, { ...own, notification }],
  };
  assert.deepEqual(toNumber(envelope, anna).recipients, [
    toBert,
    { kind: "phones", numbers: [anna], notification },
  ]);
});

Deno.test("an answer is what was written in it, with its sender's prefix", () => {
  const made = compose(
    {
      subject: "Re: Pump 3",
      from: "zabbix@plant.example",
      text:
        "Thanks, see you\n\n-- \nZabbix\n\nOn 2026-11-23 +46701234567 (SMS) wrote:\n> On my way\n>\n> --\n> SMS from +46701234567",
    },
    answerCompose({
      template: "{subject}: {body}",
      maxSegments: 6,
      whenTooLong: "truncate",
      stripSignature: false,
      plainPunctuation: true,
      statusReport: true,
      referenceBits: 8,
      senders: {
        rules: [{ address: "*", template: "{subject}", prefix: "ZBX " }],
        matches: () => true,
      },
    }),
  );
  assert.ok(made.kind === "composed");
  assert.equal(made.message.text, "ZBX Thanks, see you");
});
