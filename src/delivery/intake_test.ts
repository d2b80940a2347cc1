import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { Envelope, Recipient } from "../model/mod.ts";
import { parsePhoneNumber } from "../model/mod.ts";
import { parseNetwork } from "../policy/mod.ts";
import { openStore, type Store, StoreError } from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { createIntake, type Intake, refusalOf } from "./intake.ts";

const client = { address: "127.0.0.1", helo: "plc" };

class IntakeBench implements AsyncDisposable {
  readonly events: DeliveryEvent[] = [];
  readonly wakes: number[] = [];

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

  intake(store = this.store): Intake {
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
      allow: [loopback],
      expireAfterMs: 60_000,
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
