import assert from "node:assert/strict";
import { join } from "node:path";
import { type MessageId, systemClock } from "../model/mod.ts";
import { Database } from "./database.ts";
import { anna, start, submission } from "./law_suite.ts";
import { migrations } from "./migrations.ts";
import { migrate } from "./open_database.ts";
import { openStore } from "./sqlite_store.ts";

Deno.test("the executable carries the numbered .sql files, and all of them", () => {
  const folder = new URL("migrations/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map((it) => it.name).toSorted();
  const texts = names.map((name) =>
    Deno.readTextFileSync(new URL(name, folder)).replaceAll("\r\n", "\n")
  );
  assert.ok(
    names.every((name, index) =>
      new RegExp(`^${String(index + 1).padStart(4, "0")}_[a-z_]+\\.sql$`).test(
        name,
      )
    ),
    `Numbered from 0001 without a gap: ${names}`,
  );
  assert.deepEqual(
    migrations,
    texts,
    "Put the text of each migrations/*.sql, unchanged, into migrations.ts",
  );
});

Deno.test("a queue of the first format is opened with all that is in it", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  writeFirstFormat(path);
  const store = await openStore(path, { clock: systemClock });
  assert.deepEqual(
    store.list({ limit: 9 }).map((it) => [it.deliveryId, it.state]),
    [[3, "sent"], [2, "queued"], [1, "queued"]],
  );
  const [id, pinned] = ["1M845V5PX3ZG8FBN", "1M845V5PX3ZG8FBP"] as const;
  const claim = { now: start, leaseUntil: start + 1_000 };
  const first = await store.claim({ ...claim, modem: "m1" });
  assert.equal(first?.messageId, id);
  assert.equal(first?.message.flash, true, "its message's own");
  assert.equal(await store.claim({ ...claim, modem: "m2" }), undefined);
  const second = await store.claim({ ...claim, modem: "m1" });
  assert.equal(second?.messageId, pinned);
  const { deliveries, ...shown } = store.show(first.messageId) ?? {};
  assert.deepEqual(shown, {
    id,
    acceptedAt: start,
    source: "smtp",
    reversePath: "plc@plant.example",
    clientAddress: "10.0.0.7",
    subject: "Pump",
    message: { ...submission().message, flash: true },
  });
  assert.equal(deliveries?.[0]?.wishes, undefined);
  assert.equal(deliveries?.[0]?.notification, undefined);
  const again = { submission: submission(), repeats: { since: 0 } };
  assert.deepEqual((await store.accept(again)).deliveries, [4]);
  await store.markUnheard(first.messageId);
  assert.equal(store.usage(0).length, 1);
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a queue of each older format is opened with its sent SMS, its doubts and its mails to the postmaster", async () => {
  for (let format = 1; format < migrations.length; format++) {
    const folder = Deno.makeTempDirSync();
    const path = join(folder, "queue.db");
    writeFormat(path, format);
    const store = await openStore(path, { clock: systemClock });
    assert.deepEqual(
      store.inbox(9).map((it) => [it.kind, it.from, it.text]).slice(0, -1),
      format < 5 ? [] : [["sms", anna, "OK"]],
    );
    assert.deepEqual(store.inbox(9).slice(-1), [{
      receivedAt: start,
      kind: "postmaster",
      from: "plc@plant.example",
      subject: "Hello",
      text: "Who are you?",
    }]);
    const report = {
      modem: "m1",
      recipient: anna,
      outcome: "delivered",
      reason: "",
      sentAt: start + 60,
      receivedAt: start + 90,
      notBefore: 0,
    } as const;
    for (const reference of [8, 9]) {
      const booked = await store.confirm({ ...report, reference });
      assert.equal(booked?.change?.to, "delivered", `format ${format}`);
    }
    const [sent] = store.show("1M845V5PX3ZG8FBN" as MessageId)?.deliveries ??
      [];
    assert.deepEqual(
      sent?.history.map(({ at, what }) => [at - start, what]),
      [
        ...[[0, "accepted"], [0, "attempt"], [0, "begun"]],
        ...[[0, "acknowledged"], [0, "ended"], [90, "reported"], [90, "fate"]],
      ],
      "whose segment does not know its attempt",
    );
    await store.close();
    Deno.removeSync(folder, { recursive: true });
  }
});

/** One SMS that was sent, one in doubt, and one mail to the postmaster. */
function writeFormat(path: string, format: number): void {
  const database = new Database(path);
  migrate(database, migrations.slice(0, format));
  const [now, later] = [start, start + 50];
  database.execute(`
    INSERT INTO message (key, id, accepted_at, source, reverse_path, client_address, subject, text, flash, status_report, reference_bits, segment_count)
    VALUES (1, '1M845V5PX3ZG8FBN', ${now}, 'smtp', '', '', 'Pump', 'Pump 3 stopped', 0, 1, 8, 1);
    INSERT INTO delivery (message_key, recipient, state, updated_at, expires_at, next_attempt_at, attempt, modem) VALUES
      (1, '${anna}', 'sent', ${now}, ${now}, NULL, 1, 'm1'),
      (1, '${anna}', 'uncertain', ${now}, ${now}, ${now}, 1, 'm1');
    INSERT INTO segment (delivery_id, number, modem, pdu_started_at, acknowledged_at, reference) VALUES
      (1, 1, 'm1', ${now}, ${now}, 8), (2, 1, 'm1', ${later}, NULL, NULL);
    INSERT INTO attempt VALUES
      (1, 1, 'm1', ${now}, ${now}, 'sent', ''), (2, 1, 'm1', ${later}, ${later}, 'uncertain', '');
    INSERT INTO inbox (received_at, kind, sender, subject, text)
    VALUES (${now}, 'postmaster', 'plc@plant.example', 'Hello', 'Who are you?')`);
  if (format >= 5) {
    database.execute(`
      INSERT INTO inbox (received_at, kind, sender, text, modem, raw) VALUES (${now}, 'sms', '${anna}', 'OK', 'm1', '00')`);
  }
  database.close();
}

/** Two mails in the first format: one to two recipients, of whom one was reached, and one that waits for its modem. */
function writeFirstFormat(path: string): void {
  const [now, resumeUntil, expiresAt] = [start, start + 50, start + 9_000];
  const database = new Database(path);
  migrate(database, migrations.slice(0, 1));
  database.execute(`
    INSERT INTO message VALUES
      (1, '1M845V5PX3ZG8FBN', ${now}, 'smtp', 'plc@plant.example', '10.0.0.7', 'Pump', 'Pump 3 stopped', 1, 1, 8, NULL, 1),
      (2, '1M845V5PX3ZG8FBP', ${now}, 'smtp', 'plc@plant.example', '10.0.0.7', 'Pump', 'Pump 3 stopped', 0, 1, 8, NULL, 2);
    INSERT INTO delivery (message_key, recipient, state, updated_at, expires_at, next_attempt_at, resume_until, attempt, modem, reference)
    VALUES
      (1, '${anna}', 'queued', ${now}, ${expiresAt}, ${now}, NULL, 0, NULL, NULL),
      (2, '${anna}', 'queued', ${now}, ${expiresAt}, ${now}, ${resumeUntil}, 1, 'm1', 7),
      (1, '${anna}', 'sent', ${now}, ${expiresAt}, NULL, NULL, 1, 'm1', NULL);
    INSERT INTO segment VALUES (2, 1, 'm1', ${now}, ${now}, 9, NULL), (3, 1, 'm1', ${now}, ${now}, 8, 'trying')`);
  database.close();
}
