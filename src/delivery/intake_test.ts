import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { Envelope, Recipient } from "../model/mod.ts";
import { parsePhoneNumber } from "../model/mod.ts";
import {
  createRules,
  type LimitOptions,
  parseNetwork,
  UsageBook,
} from "../policy/mod.ts";
import { openStore, type Store, StoreError } from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { createIntake, type Intake } from "./intake.ts";
import { refusalOf } from "./refusal.ts";

const client = { address: "127.0.0.1", helo: "plc" };

const allWelcome = {
  users: ["*"],
  senders: ["*"],
  recipientDomains: ["*"],
  allowNumbers: [],
  denyNumbers: ["+4990"],
};

const noLimits = {
  perClient: [],
  perUser: [],
  perSender: [],
  perRecipient: [],
  total: [],
};

const context = { client, reversePath: "plc@plant", recipients: [] };

class IntakeBench implements AsyncDisposable {
  readonly events: DeliveryEvent[] = [];
  readonly wakes: number[] = [];
  limits: Partial<LimitOptions> = {};

  private constructor(
    readonly folder: string,
    readonly store: Store,
    readonly clock: ManualClock,
  ) {}

  static async open(): Promise<IntakeBench> {
    const folder = await Deno.makeTempDir();
    const clock = new ManualClock();
    const store = await openStore(`${folder}/queue.db`, { clock });
    return new IntakeBench(folder, store, clock);
  }

  intake(
    store = this.store,
    usage = new UsageBook({ ...noLimits, ...this.limits }),
  ): Intake {
    const loopback = parseNetwork("127.0.0.0/8");
    assert.ok(loopback !== undefined);
    return createIntake(store, {
      recipient: { country: "DE", bareDigits: "refuse", shortCodes: false },
      compose: {
        template: "{body}",
        maxSegments: 2,
        whenTooLong: "truncate",
        stripSignature: false,
        plainPunctuation: true,
        statusReport: true,
        referenceBits: 8,
      },
      allowAt: () => [loopback],
      rules: createRules(allWelcome),
      usage,
      expireAfterMs: 60_000,
      dedupeWindowMs: 600_000,
      clock: this.clock,
      observe: (event) => this.events.push(event),
      wake: (deliveries) => this.wakes.push(deliveries),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

function phones(...texts: string[]): Recipient {
  const numbers = texts.flatMap((text) => parsePhoneNumber(text) ?? []);
  return { kind: "phones", numbers };
}

function envelope(...recipients: Recipient[]): Envelope {
  return { client, reversePath: "plc@plant", recipients };
}

function raw(...lines: string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(""));
}

Deno.test("a client outside of the allowed networks is refused with its address", async () => {
  await using bench = await IntakeBench.open();
  const verdict = bench.intake().recipient("+4917012345678@sms", {
    ...context,
    client: { address: "10.0.0.7", helo: "" },
  });
  assert.deepEqual(verdict, {
    kind: "refused",
    refusal: {
      code: 550,
      enhanced: "5.7.1",
      text: "10.0.0.7 is not in [smtp] allow",
    },
  });
});

Deno.test("a mail is on disk when it is called queued, each number once", async () => {
  await using bench = await IntakeBench.open();
  const verdict = await bench.intake().message(
    envelope(
      phones("+4917012345678", "+4917012345679"),
      phones("+4917012345678"),
    ),
    raw("Subject: Alarm", "", "Pump 3 stopped"),
  );
  assert.ok(verdict.kind === "queued");
  const record = bench.store.show(verdict.id);
  assert.equal(record?.message.text, "Pump 3 stopped");
  assert.equal(record?.subject, "Alarm");
  assert.equal(record?.clientAddress, "127.0.0.1");
  assert.deepEqual(
    record?.deliveries.map(({ recipient, state }) => [recipient, state]),
    [["+4917012345678", "queued"], ["+4917012345679", "queued"]],
  );
  assert.deepEqual(bench.wakes, [2]);
  assert.deepEqual(bench.events.map(({ kind }) => kind), ["accepted"]);
});

Deno.test("a mail to the postmaster is kept, and goes to no phone", async () => {
  await using bench = await IntakeBench.open();
  const verdict = await bench.intake().message(
    envelope({ kind: "postmaster" }),
    raw("Subject: Hello", "", "Are you there?"),
  );
  assert.equal(verdict.kind, "queued");
  const [item] = bench.store.inbox(10);
  assert.equal(item?.from, "plc@plant");
  assert.equal(item?.text.trim(), "Are you there?");
  assert.deepEqual(bench.wakes, []);
});

Deno.test("a mail that was cut says from how many segments", async () => {
  await using bench = await IntakeBench.open();
  await bench.intake().message(
    envelope(phones("+4917012345678")),
    raw("x".repeat(1000)),
  );
  const [event] = bench.events;
  assert.ok(event?.kind === "accepted");
  assert.equal(event.cutFrom, 7);
  assert.equal(event.submission.segmentCount, 2);
});

Deno.test("an empty mail is refused and leaves nothing behind", async () => {
  await using bench = await IntakeBench.open();
  const verdict = await bench.intake().message(
    envelope(phones("+4917012345678")),
    raw("Subject:", "", ""),
  );
  assert.equal(verdict.kind, "refused");
  assert.deepEqual(bench.store.list({ limit: 10 }), []);
});

Deno.test("send() takes what a person types", async () => {
  await using bench = await IntakeBench.open();
  const intake = bench.intake();
  const verdict = await intake.send("0170 12345678", "Grüße");
  assert.ok(verdict.kind === "queued");
  const record = bench.store.show(verdict.id);
  assert.equal(record?.deliveries[0]?.recipient, "+4917012345678");
  assert.equal(record?.source, "command");
  assert.equal((await intake.send("postmaster", "x")).kind, "refused");
  assert.equal((await intake.send("anna", "x")).kind, "refused");
});

Deno.test("sendAgain() makes a new message of an old one", async () => {
  await using bench = await IntakeBench.open();
  const intake = bench.intake();
  const first = await intake.send("+4917012345678", "Pump 3");
  assert.ok(first.kind === "queued");
  const record = bench.store.show(first.id);
  assert.ok(record !== undefined);
  const recipients = record.deliveries.map(({ recipient }) => recipient);
  const again = await intake.sendAgain(record, recipients);
  assert.ok(again.kind === "queued");
  assert.notEqual(again.id, first.id);
  assert.equal(bench.store.show(again.id)?.message.text, "Pump 3");
});

Deno.test("a database in trouble asks the client to come back", async () => {
  await using bench = await IntakeBench.open();
  const full = new StoreError("full", "The disk is full");
  const store = Object.assign(Object.create(bench.store), {
    accept: () => Promise.reject(full),
  });
  const verdict = await bench.intake(store).message(
    envelope(phones("+4917012345678")),
    raw("Pump 3"),
  );
  assert.deepEqual(verdict, {
    kind: "refused",
    refusal: { code: 452, enhanced: "4.3.1", text: "The disk is full" },
  });
  assert.equal(refusalOf(new StoreError("busy", "Locked")).code, 451);
  assert.deepEqual(bench.events, []);
});

Deno.test("a number that is denied is refused, and its neighbours are not", async () => {
  await using bench = await IntakeBench.open();
  const intake = bench.intake();
  const denied = intake.recipient("+49900123456@sms", context);
  assert.ok(denied.kind === "refused");
  assert.equal(denied.refusal.enhanced, "5.7.1");
  assert.match(denied.refusal.text, /deny_numbers/);
  assert.equal(
    intake.recipient("+4917012345678@sms", context).kind,
    "accepted",
  );
});

Deno.test("a limit holds within a mail, between mails, and over what two mails were promised", async () => {
  await using bench = await IntakeBench.open();
  bench.limits = { perSender: [{ count: 2, per: "hour" }] };
  const intake = bench.intake();
  const ask = (path: string, ...recipients: Recipient[]) =>
    intake.recipient(path, { ...context, recipients });
  const one = phones("+4917012345671");
  const two = phones("+4917012345672");
  assert.equal(ask("+4917012345671@sms").kind, "accepted");
  assert.equal(ask("+4917012345672@sms", one).kind, "accepted");
  assert.equal(ask("+4917012345671@sms", one, two).kind, "accepted");
  const third = ask("+4917012345673@sms", one, two);
  assert.ok(third.kind === "refused");
  assert.equal(third.refusal.code, 450);
  assert.match(third.refusal.text, /per_sender 2\/hour/);
  const verdicts = await Promise.all([
    intake.message(envelope(one, two), raw("Pump 3")),
    intake.message(envelope(one), raw("Pump 4")),
  ]);
  assert.deepEqual(verdicts.map(({ kind }) => kind), ["queued", "refused"]);
  assert.equal(ask("+4917012345671@sms").kind, "refused");
  await bench.clock.advance(2 * 3_600_000);
  assert.equal(ask("+4917012345671@sms").kind, "accepted");
});

Deno.test("what was not stored does not count against a limit, and neither does a repeat", async () => {
  await using bench = await IntakeBench.open();
  bench.limits = { total: [{ count: 2, per: "day" }] };
  const store = Object.assign(Object.create(bench.store), {
    accept: () => Promise.reject(new StoreError("full", "The disk is full")),
  });
  const usage = new UsageBook({ ...noLimits, ...bench.limits });
  const failing = bench.intake(store, usage);
  const intake = bench.intake(bench.store, usage);
  const to = envelope(phones("+4917012345678"));
  const mail = raw("Message-ID: <1@plc>", "", "Pump 3");
  for (let i = 0; i < 3; i++) await failing.message(to, mail);
  const first = await intake.message(to, mail);
  const again = await intake.message(to, mail);
  assert.deepEqual(again, first);
  assert.equal((await intake.message(to, raw("Pump 4"))).kind, "queued");
  assert.equal((await intake.message(to, raw("Pump 5"))).kind, "refused");
});

Deno.test("a repeat of a Message-ID gets the first id and no second SMS, one to another number is no repeat", async () => {
  await using bench = await IntakeBench.open();
  const intake = bench.intake();
  const mail = raw("Message-ID: <1@plc>", "", "Pump 3");
  const [one, two] = [phones("+4917012345671"), phones("+4917012345672")];
  const first = await intake.message(envelope(one), mail);
  const other = await intake.message(envelope(two), mail);
  const both = await intake.message(envelope(one, two), mail);
  assert.ok(first.kind === "queued" && other.kind === "queued");
  assert.notEqual(first.id, other.id);
  assert.deepEqual(both, first);
  assert.equal(bench.store.list({ limit: 10 }).length, 2);
  const repeated = bench.events.filter((it) => it.kind === "repeated");
  assert.deepEqual(
    repeated.map((it) => it.repeated.map(({ recipient }) => recipient)),
    [["+4917012345671", "+4917012345672"]],
  );
});

Deno.test("the same text twice is two alerts, unless the first 250 was not heard", async () => {
  await using bench = await IntakeBench.open();
  const intake = bench.intake();
  const to = envelope(phones("+4917012345678"));
  const first = await intake.message(to, raw("Pump 3"));
  const second = await intake.message(to, raw("Pump 3"));
  assert.ok(first.kind === "queued" && second.kind === "queued");
  assert.notEqual(first.id, second.id);
  await intake.unheard(second.id);
  assert.deepEqual(await intake.message(to, raw("Pump 3")), second);
  const fourth = await intake.message(to, raw("Pump 3"));
  assert.ok(fourth.kind === "queued" && fourth.id !== second.id);
});

Deno.test("a reply that stood for several mails and was not heard leaves none of them heard", async () => {
  await using bench = await IntakeBench.open();
  const intake = bench.intake();
  const [a, b, c] = ["+4917012345678", "+4917012345679", "+4917012345670"];
  const deliver = async (...to: string[]) => {
    const verdict = await intake.message(
      envelope(phones(...to)),
      raw("Pump 3"),
    );
    assert.ok(verdict.kind === "queued");
    await intake.unheard(verdict.id);
    return verdict.id;
  };
  const first = await deliver(a);
  const second = await deliver(a, b);
  assert.notEqual(second, first);
  assert.equal(await deliver(a, b), first);
  const third = await deliver(b, a, c);
  assert.equal(await deliver(c, b, a), third);
  assert.equal(bench.store.counts().queued, 3);
});

Deno.test("a repeat beyond the window is a new alert", async () => {
  await using bench = await IntakeBench.open();
  const intake = bench.intake();
  const to = envelope(phones("+4917012345678"));
  const mail = raw("Message-ID: <1@plc>", "", "Pump 3");
  const first = await intake.message(to, mail);
  await bench.clock.advance(600_001);
  assert.notDeepEqual(await intake.message(to, mail), first);
});

Deno.test("a mail that goes round in circles is refused", async () => {
  await using bench = await IntakeBench.open();
  const hops = Array.from({ length: 51 }, () => "Received: by relay");
  const verdict = await bench.intake().message(
    envelope(phones("+4917012345678")),
    raw(...hops, "", "Pump 3"),
  );
  assert.ok(verdict.kind === "refused");
  assert.equal(verdict.refusal.enhanced, "5.4.6");
});

Deno.test("wishes of an address reach the queue, and come again with a retry but for the time", async () => {
  await using bench = await IntakeBench.open();
  const intake = bench.intake();
  const verdict = intake.recipient("+4917012345678+flash+urgent@sms", context);
  assert.ok(verdict.kind === "accepted");
  const sent = await intake.message(
    envelope(verdict.recipient),
    raw("Pump 3"),
  );
  assert.ok(sent.kind === "queued");
  const record = bench.store.show(sent.id);
  assert.ok(record !== undefined);
  const wishes = { flash: true, priority: "urgent" } as const;
  assert.deepEqual(record.deliveries[0]?.wishes, wishes);
  const again = await intake.sendAgain(
    record,
    verdict.recipient.kind ===
        "phones"
      ? verdict.recipient.numbers
      : [],
  );
  assert.ok(again.kind === "queued");
  assert.deepEqual(bench.store.show(again.id)?.deliveries[0]?.wishes, wishes);
});
