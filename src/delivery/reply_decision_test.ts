import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePhoneNumber, type PhoneNumber } from "../model/mod.ts";
import type { Correspondent, FreshSms, InboundItem } from "../queue/mod.ts";
import {
  decideReply,
  type DecisionOptions,
  type ReplyLetter,
  type ReplyMailOptions,
} from "./reply_decision.ts";

const now = Date.UTC(2026, 10, 23, 8);

function number(text: string): PhoneNumber {
  const parsed = parsePhoneNumber(text);
  assert.ok(parsed);
  return parsed;
}

const anna = number("+46701234567");

const asked: Correspondent = {
  number: anna,
  modem: "roof",
  sentAt: now - 1_000,
  reversePath: "zabbix@plant.example",
  subject: "Pump 3",
  messageId: "1@plant.example",
};

const item: InboundItem = {
  kind: "sms",
  from: "0701234567",
  text: "On my way",
  modem: "roof",
  receivedAt: now,
  sentAt: now,
  segmentCount: 1,
  missing: 0,
  pdus: ["00"],
};

const sms: FreshSms = {
  id: 7,
  item,
  number: anna,
  correspondents: [asked],
  denied: undefined,
  forwarded: { own: [0], all: [0], same: 0 },
};

class Desk {
  readonly letters: ReplyLetter[] = [];
  readonly mail: ReplyMailOptions;

  constructor(changes: Partial<ReplyMailOptions> = {}) {
    this.mail = {
      from: "cellpost@plant.example",
      inboxTo: "ops@plant.example",
      windowMs: 7 * 86_400_000,
      windowText: "7d",
      perNumber: [{ count: 20, per: "hour" }],
      total: [{ count: 200, per: "hour" }],
      canReach: (it) => it.startsWith("+"),
      write: (letter) => {
        this.letters.push(letter);
        return "a mail";
      },
      ...changes,
    };
  }

  decide(
    changes: Partial<FreshSms> = {},
    options: Partial<DecisionOptions> = {},
  ) {
    return decideReply({ ...sms, ...changes }, {
      mail: this.mail,
      words: { stop: ["STOP"], start: ["START"] },
      isExempt: () => false,
      ...options,
    }, now);
  }

  /** To whom it goes, or why to nobody. */
  goes(changes: Partial<FreshSms> = {}): string {
    const { mail } = this.decide(changes);
    return mail.kind === "posted" ? mail.notice.to.join() : mail.why;
  }
}

Deno.test("an SMS goes to whoever has last sent to its number by that modem, without a sender that could be answered", () => {
  const desk = new Desk();
  const { mail } = desk.decide();
  assert.ok(mail.kind === "posted");
  assert.equal(mail.messageId, `sms.7.${now.toString(36)}@plant.example`);
  assert.equal(mail.number, anna);
  assert.deepEqual(mail.notice, {
    key: "forward:7",
    kind: "forward",
    channel: "mail",
    createdAt: now,
    expiresAt: now + 5 * 86_400_000,
    from: "",
    to: ["zabbix@plant.example"],
    body: "a mail",
  });
  const [letter] = desk.letters;
  assert.equal(letter?.answers, asked);
  assert.deepEqual(letter?.notes, []);
});

const other = { ...asked, reversePath: "anna@it.example" };
const elsewhere = { ...asked, modem: "cellar" };

for (
  const [what, correspondents, to] of [
    ["nobody", [], "ops@plant.example"],
    ["two by its modem", [other, asked], "anna@it.example"],
    ["one by its modem, a later one by another", [
      { ...other, modem: "cellar" },
      asked,
    ], "zabbix@plant.example"],
    ["one by another modem", [elsewhere], "zabbix@plant.example"],
    ["the same by two others", [elsewhere, {
      ...asked,
      modem: "attic",
      reversePath: "Zabbix@plant.example",
    }], "zabbix@plant.example"],
    [
      "two by others",
      [elsewhere, { ...other, modem: "attic" }],
      "ops@plant.example",
    ],
    ["somebody whose number just ends alike", [asked, {
      ...other,
      number: number("+4501234567"),
    }], "ops@plant.example"],
    [
      "cellpost itself",
      [{ ...asked, reversePath: "Cellpost@Plant.example" }],
      "ops@plant.example",
    ],
    [
      "a device that is no address",
      [{ ...asked, reversePath: "root" }],
      "ops@plant.example",
    ],
    ["an address that no header can hold", [{
      ...asked,
      reversePath: "jörg@plant.example",
    }], "ops@plant.example"],
    ["an address that would break out", [{
      ...asked,
      reversePath: "a@b.c>\r\nBcc:<x@y.z",
    }], "ops@plant.example"],
  ] as const
) {
  Deno.test(`when ${what} had sent to it, it goes to ${to}`, () => {
    assert.equal(new Desk().goes({ correspondents }), to);
  });
}

Deno.test("without inbox_to it stays in the inbox, and it is told why", () => {
  const { inboxTo: _, ...without } = new Desk().mail;
  const desk = new Desk();
  const { mail } = desk.decide({ correspondents: [] }, { mail: without });
  assert.deepEqual(mail, {
    kind: "kept",
    why:
      "Nobody has sent to this number by mail in the last 7d, and [mail] inbox_to is not set",
  });
});

Deno.test("a name, and what is no SMS, go to inbox_to and cannot be answered", () => {
  const { number: _, ...nameless } = sms;
  const desk = new Desk();
  for (
    const changed of [
      { ...item, from: "ACME" },
      { ...item, kind: "unreadable", from: "" },
    ] as const
  ) {
    const { mail } = decideReply(
      { ...nameless, item: changed, correspondents: [] },
      {
        mail: desk.mail,
        words: { stop: [], start: [] },
        isExempt: () => false,
      },
      now,
    );
    assert.ok(mail.kind === "posted" && mail.number === undefined);
    assert.deepEqual(mail.notice.to, ["ops@plant.example"]);
  }
  assert.equal(desk.letters.every((it) => it.number === undefined), true);
});

Deno.test("a short code that cannot be dialled is mailed and not answered", () => {
  const { mail } = new Desk().decide({
    number: number("72404"),
    correspondents: [],
  });
  assert.ok(mail.kind === "posted" && mail.number === undefined);
});

Deno.test("what is beyond a limit, or the same again and again, stays in the inbox", () => {
  const desk = new Desk();
  const forwarded = (own: number, all: number, same: number) =>
    desk.goes({ forwarded: { own: [own], all: [all], same } });
  assert.equal(forwarded(19, 199, 2), "zabbix@plant.example");
  assert.equal(forwarded(20, 20, 0), "[replies] per_number is 20/hour");
  assert.equal(forwarded(0, 200, 0), "[replies] total is 200/hour");
  assert.match(forwarded(3, 3, 3), /same text .* program's answer/);
  // An alarm panel that mails through inbox_to says the same every time; nobody answers it.
  assert.equal(
    desk.goes({
      correspondents: [],
      forwarded: { own: [3], all: [3], same: 3 },
    }),
    "ops@plant.example",
  );
});

Deno.test("what came in long ago is not mailed any more", () => {
  const old = { ...item, receivedAt: now - 5 * 86_400_000 - 1 };
  assert.equal(
    new Desk().goes({ item: old }),
    "it came in more than 5 days ago",
  );
});

Deno.test("a word lists its number once, is confirmed, and is mailed all the same", () => {
  const desk = new Desk();
  const text = { ...item, text: "Stop." };
  const stopped = desk.decide({ item: text });
  assert.deepEqual(stopped.word, { kind: "stop", number: anna });
  assert.equal(stopped.mail.kind, "posted");
  assert.match(desk.letters[0]?.notes.join() ?? "", /on the deny list now/);
  assert.equal(desk.decide({ item: text, denied: "sms" }).word, undefined);
  const start = { ...item, text: "START" };
  assert.equal(desk.decide({ item: start }).word, undefined);
  assert.equal(
    desk.decide({ item: start, denied: "operator" }).word,
    undefined,
  );
  assert.equal(desk.decide({ item: start, denied: "sms" }).word?.kind, "start");
  assert.equal(
    desk.decide({ item: { ...text, missing: 1, segmentCount: 2 } }).word,
    undefined,
  );
});

Deno.test("a word of an exempt number does nothing but go to its reader, with a note", () => {
  const desk = new Desk();
  const { word, mail } = desk.decide({ item: { ...item, text: "STOP" } }, {
    isExempt: () => true,
  });
  assert.equal(word, undefined);
  assert.equal(mail.kind, "posted");
  assert.match(
    desk.letters[0]?.notes.join() ?? "",
    /cannot be put on the deny list/,
  );
});

Deno.test("whoever an SMS goes to has sent to that number, or is inbox_to; and a limit is never passed", () => {
  const correspondent = fc.record({
    number: fc.constantFrom(anna, number("+4501234567")),
    modem: fc.constantFrom("roof", "cellar"),
    sentAt: fc.constant(now),
    reversePath: fc.constantFrom(
      "a@x.y",
      "b@x.y",
      "root",
      "cellpost@plant.example",
    ),
    subject: fc.constant(""),
    messageId: fc.constant(""),
  });
  const desk = new Desk();
  fc.assert(fc.property(
    fc.array(correspondent, { maxLength: 4 }),
    fc.nat(25),
    fc.nat(5),
    (correspondents, own, same) => {
      const forwarded = { own: [own], all: [own], same };
      const { mail } = desk.decide({ correspondents, forwarded });
      if (mail.kind === "kept") {
        return assert.ok(own >= 20 || same >= 3);
      }
      assert.ok(own < 20);
      const [to] = mail.notice.to;
      if (to === "ops@plant.example") return;
      const senders = correspondents.filter((it) => it.reversePath === to);
      assert.ok(senders.length > 0);
      assert.notEqual(to, "cellpost@plant.example");
      // Nobody else could be meant: the last by this modem, or the only one.
      const here = correspondents.find((it) =>
        it.modem === "roof" && /^[ab]@/.test(it.reversePath)
      );
      if (here !== undefined) assert.equal(to, here.reversePath);
    },
  ));
});
