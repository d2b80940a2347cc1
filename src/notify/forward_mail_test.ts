import assert from "node:assert/strict";
import PostalMime from "postal-mime";
import { findTimeZone } from "../model/mod.ts";
import {
  type ForwardAddresses,
  type ForwardedSms,
  forwardMail,
} from "./forward_mail.ts";

const zone = findTimeZone("Europe/Stockholm");
assert.ok(zone);

const addresses: ForwardAddresses = {
  messageId: "sms.7.abc@plant.example",
  to: "anna@plant.example",
  from: "cellpost@plant.example",
  at: Date.UTC(2026, 10, 23, 8, 0, 30),
  zone,
};

const sms: ForwardedSms = {
  inboxId: 7,
  kind: "sms",
  number: "+46701234567",
  sender: "0701234567",
  modem: "roof",
  receivedAt: Date.UTC(2026, 10, 23, 8, 0, 29),
  sentAt: Date.UTC(2026, 10, 23, 8, 0, 20),
  text: "På väg",
  segmentCount: 1,
  missing: 0,
  answers: { subject: "Pump 3", messageId: "alarm-1@plc.example" },
};

function parsed(
  changed: Partial<ForwardedSms> = {},
  to: Partial<ForwardAddresses> = {},
) {
  const mail = forwardMail({ ...sms, ...changed }, { ...addresses, ...to });
  for (const line of mail.split("\r\n")) {
    assert.match(line, /^[\t\x20-\x7e]{0,78}$/);
  }
  return PostalMime.parse(mail);
}

Deno.test("the mail is the SMS, in the thread of the mail that it answers", async () => {
  const mail = await parsed();
  assert.equal(mail.subject, "Re: Pump 3");
  assert.equal(mail.inReplyTo, "<alarm-1@plc.example>");
  assert.equal(mail.references, "<alarm-1@plc.example>");
  assert.equal(mail.messageId, "<sms.7.abc@plant.example>");
  assert.equal(mail.date, "2026-11-23T08:00:30.000Z");
  assert.deepEqual(mail.to?.map((it) => it.address), ["anna@plant.example"]);
  assert.equal(
    mail.text,
    `På väg

-- 
SMS from +46701234567, received by roof on 2026-11-23 09:00 (Europe/Stockholm)
An answer to this mail goes back as SMS, without what it quotes
`,
  );
});

Deno.test("with a reply domain it comes from the number's own address, else from cellpost's", async () => {
  const own = await parsed({}, { replyDomain: "sms.plant.example" });
  assert.deepEqual(own.from, {
    name: "+46701234567",
    address: "+46701234567@sms.plant.example",
  });
  const { from } = await parsed({ name: "Anna Åberg" });
  assert.deepEqual(from, {
    name: "Anna Åberg (SMS)",
    address: "cellpost@plant.example",
  });
});

Deno.test("it is no automatic mail, and cannot come round", async () => {
  const { headers } = await parsed();
  const value = (key: string) => headers.find((it) => it.key === key)?.value;
  assert.equal(value("auto-submitted"), undefined);
  assert.equal(value("x-cellpost"), "SMS 7");
  assert.equal(value("x-auto-response-suppress"), "OOF, AutoReply");
});

for (
  const [asked, subject] of [
    ["", "SMS from +46701234567"],
    ["RE: AW: re:Pump 3", "Re: Pump 3"],
    ["Störung 7", "Re: Störung 7"],
    ["Regular check", "Re: Regular check"],
  ] as const
) {
  Deno.test(`an answer to "${asked}" is called "${subject}"`, async () => {
    const mail = await parsed({ answers: { subject: asked, messageId: "" } });
    assert.equal(mail.subject, subject);
    assert.equal(mail.inReplyTo, undefined);
  });
}

Deno.test("a Message-ID that cannot be written starts a thread of its own", async () => {
  const answers = { subject: "x", messageId: "ö>\r\nBcc: a@b.c" };
  const mail = await parsed({ answers });
  assert.equal(mail.inReplyTo, undefined);
  assert.equal(mail.bcc, undefined);
});

Deno.test("what is missing, late or without a number is told", async () => {
  const { number: _, answers: __, ...nameless } = sms;
  const told = async (it: ForwardedSms) =>
    (await PostalMime.parse(forwardMail(it, addresses))).text ?? "";
  const broken = await told({
    ...sms,
    segmentCount: 3,
    missing: 1,
    name: "Anna",
    sentAt: Date.UTC(2026, 10, 22, 23, 15),
    notes: ["Nobody has written to this number in the last 7 days"],
  });
  assert.match(broken, /^SMS from Anna, \+46701234567, received by roof on /m);
  assert.match(broken, /^1 of its 3 parts never came$/m);
  assert.match(broken, /^It was sent on 2026-11-23 00:15$/m);
  assert.match(broken, /^Nobody has written to this number/m);
  assert.match(
    await told({ ...nameless, sender: "ACME" }),
    /^It cannot be answered: "ACME" is no number that can be dialled$/m,
  );
  const raw = await told({
    ...nameless,
    kind: "unreadable",
    sender: "",
    text: "07911326",
  });
  assert.match(raw, /^07911326$/m);
  assert.match(
    raw,
    /^What came is no SMS that can be read \(above is its PDU\)/m,
  );
});

Deno.test("a hostile sender's name breaks out of no field", async () => {
  const { number: _, ...nameless } = sms;
  const sender = 'x"\r\nBcc: a@b.c';
  const mail = await PostalMime.parse(
    forwardMail({
      ...nameless,
      sender,
      answers: { subject: sender, messageId: "" },
    }, addresses),
  );
  assert.equal(mail.bcc, undefined);
  assert.equal(mail.from?.address, "cellpost@plant.example");
});
