import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { parseMail } from "../mail/mod.ts";
import type { AlarmAction } from "./book.ts";
import { alarmNotices, alarmText } from "./notices.ts";

const addresses = {
  mail: ["ops@plant.example", "boss@plant.example"],
  mailFrom: "cellpost@gw.example",
  webhook: "https://hooks.example/1",
  host: "gw.example",
  version: "1.2.3",
};

function actionOf(changes: Partial<AlarmAction> = {}): AlarmAction {
  return {
    kind: "raised",
    text: "Modem roof is unplugged",
    sms: true,
    record: {
      key: "modem:roof",
      condition: "modem",
      phase: "raised",
      since: 1_000_000,
      calmSince: undefined,
      flaps: 0,
      toldAt: 0,
      text: "",
      waited: 3,
      smsDue: false,
      sms: undefined,
    },
    ...changes,
  };
}

Deno.test("an alarm says what, a reminder how long, and an all-clear both and what waited", () => {
  const now = 1_000_000 + 12 * 60_000;
  const { record } = actionOf();
  const cleared = {
    kind: "cleared",
    text: "Modem roof is back",
    record: { ...record, calmSince: now },
  } as const;
  assert.deepEqual(
    [
      alarmText(actionOf(), now),
      alarmText(actionOf({ kind: "reminder" }), now),
      alarmText(actionOf(cleared), now + 300_000),
    ],
    [
      "Modem roof is unplugged",
      "For 12 minutes by now: Modem roof is unplugged",
      "Modem roof is back after 12 minutes; 3 SMS waited",
    ],
  );
});

Deno.test("nobody to mail and nothing to call makes no notice, and what is late is for phones", () => {
  const nobody = { ...addresses, mail: [], webhook: undefined };
  assert.deepEqual(alarmNotices(actionOf(), 5, nobody), []);
  assert.deepEqual(alarmNotices(actionOf({ kind: "late" }), 5, addresses), []);
  const all = alarmNotices(actionOf(), 5, addresses);
  assert.deepEqual(all.map((it) => it.channel), ["mail", "webhook"]);
  assert.equal(new Set(all.map((it) => it.key)).size, 2);
});

Deno.test("an alarm's mail is ASCII in short lines, whatever a modem says, and reads as it was meant", async () => {
  const texts = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 400 }),
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.constant("Modem roof is unplugged\r\nBcc: x@y.example\r\n\r\nx"),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (words) => {
      const text = `x${words}x`;
      const [mail] = alarmNotices(actionOf({ text }), 5, addresses);
      assert.ok(mail);
      assert.match(mail.body, /^(?:[\x20-\x7e]{0,998}\r\n)+$/);
      const [head = ""] = mail.body.split("\r\n\r\n");
      assert.deepEqual(
        head.split("\r\n").filter((it) => /^[A-Za-z-]+:/.test(it))
          .map((it) => it.split(":")[0]),
        [
          ...["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"],
          ...["MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
        ],
      );
      const parsed = await parseMail(Buffer.from(mail.body));
      const plain = (it: string) =>
        it.normalize("NFC").replaceAll(/[^\p{L}\p{N}]+/gu, "");
      assert.ok(plain(parsed.text).startsWith(plain(text)));
      assert.ok(plain(parsed.subject).endsWith(plain(text)));
    }),
    { numRuns: 60 },
  );
});
