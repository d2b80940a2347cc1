import assert from "node:assert/strict";
import type { AlarmCommit, AlarmRecord } from "./alarm_record.ts";
import { bert, type Ground, type Law, start } from "./law_suite.ts";
import type { Notice } from "./notice.ts";

const records: readonly AlarmRecord[] = [
  {
    key: "disk",
    condition: "disk",
    phase: "cleared",
    since: start - 9,
    clearedAt: start,
    flaps: 2,
  },
  {
    key: "modem:cellar",
    condition: "modem",
    phase: "pending",
    since: start,
    calmSince: start + 1,
    flaps: 0,
  },
  {
    key: "modem:roof",
    condition: "sim",
    phase: "raised",
    since: start,
    calmSince: undefined,
    toldAt: start + 5,
    text: "Modem roof is unplugged",
    waited: 3,
    smsDue: true,
    sms: undefined,
    flaps: 1,
  },
];

const nothing = {
  kept: [],
  forgotten: [],
  notices: [],
  submissions: [],
  withdrawn: [],
  at: start,
} as const;

/** What is out of order with cellpost itself. */
export const alarmLaws: readonly Law[] = [
  {
    name: "what is known of conditions is kept over a crash, and forgotten",
    async holds(ground) {
      await ground.store.alarms.keep({ ...nothing, kept: records });
      await ground.crash();
      assert.deepEqual(ground.store.alarms.all(), records);
      const [disk, cellar, roof] = records;
      assert.ok(disk && cellar && roof);
      const changed: AlarmRecord = { ...cellar, since: start - 1 };
      await ground.store.alarms.keep({
        ...nothing,
        kept: [changed],
        forgotten: [disk.key, "never known"],
      });
      await ground.crash();
      assert.deepEqual(ground.store.alarms.all(), [changed, roof]);
    },
  },
  {
    name:
      "an alarm's record, its SMS and its notices are in one commit, and what waits of its last SMS is withdrawn",
    async holds(ground) {
      const first = alarmSms(ground, start);
      const { accepted } = await ground.store.alarms.keep({
        ...nothing,
        submissions: [first],
      });
      assert.deepEqual(accepted.map((it) => it.deliveries.length), [2]);
      const sent = await ground.sendWhole(start);
      const second = alarmSms(ground, start + 1);
      const { changes } = await ground.store.alarms.keep({
        ...nothing,
        kept: records,
        notices: [noticeOf("alarm:1")],
        submissions: [second],
        withdrawn: [first.id],
        at: start + 1,
      });
      await ground.crash();
      assert.deepEqual(ground.store.alarms.all(), records);
      assert.deepEqual(ground.store.outbox.list(9).map((it) => it.key), [
        "alarm:1",
      ]);
      assert.deepEqual(
        ground.show(first).deliveries.map((it) => it.state).sort(),
        ["cancelled", "sent"],
      );
      assert.deepEqual(changes.map((it) => [it.from, it.to]), [
        ["queued", "cancelled"],
      ]);
      assert.notEqual(changes[0]?.deliveryId, sent.deliveryId);
      assert.equal(ground.show(second).madeBy, "alarm");
      const { queued, cancelled, sent: gone } = ground.store.counts();
      assert.deepEqual([queued, cancelled, gone], [2, 1, 1]);
    },
  },
];

function alarmSms(ground: Ground, at: number): AlarmCommit["submissions"][0] {
  const { recipients } = ground.made();
  return ground.made({
    acceptedAt: at,
    source: "command",
    madeBy: "alarm",
    recipients: [...recipients, bert],
  });
}

function noticeOf(key: string): Notice {
  return {
    key,
    kind: "alarm",
    channel: "webhook",
    createdAt: start,
    expiresAt: start + 1_000,
    from: "",
    to: ["https://hooks.example/1"],
    body: "{}",
  };
}
