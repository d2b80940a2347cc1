import assert from "node:assert/strict";
import { type Law, start } from "./law_suite.ts";

/** What a store remembers of what each SIM has sent. */
export const smsUsageLaws: readonly Law[] = [
  {
    name: "counts each segment of each SIM, also two of one moment",
    async holds({ store }) {
      const before = start - 1_000;
      await Promise.all([
        store.recordSms("iccid:1", { at: start + 5, before }),
        store.recordSms("iccid:1", { at: start, before }),
        store.recordSms("iccid:1", { at: start + 5, before }),
        store.recordSms("iccid:2", { at: start + 1, before }),
      ]);
      const times = [start, start + 5, start + 5];
      assert.deepEqual(store.smsTimes("iccid:1", start), times);
      assert.deepEqual(store.smsTimes("iccid:1", start + 1), times.slice(1));
      assert.deepEqual(store.smsTimes("iccid:2", 0), [start + 1]);
      assert.deepEqual(store.smsTimes("iccid:3", 0), []);
    },
  },
  {
    name: "takes a segment back once",
    async holds({ store }) {
      const sms = { at: start, before: 0 };
      await store.recordSms("imsi:1", sms);
      await store.recordSms("imsi:1", sms);
      await store.forgetSms("imsi:1", start);
      assert.deepEqual(store.smsTimes("imsi:1", 0), [start]);
      await store.forgetSms("imsi:1", start);
      await store.forgetSms("imsi:1", start);
      await store.forgetSms("imsi:2", start);
      assert.deepEqual(store.smsTimes("imsi:1", 0), []);
    },
  },
  {
    name: "forgets what is too old to matter, of that SIM",
    async holds({ store }) {
      await store.recordSms("modem:a", { at: start, before: 0 });
      await store.recordSms("modem:b", { at: start, before: 0 });
      await store.recordSms("modem:a", { at: start + 9, before: start + 1 });
      assert.deepEqual(store.smsTimes("modem:a", 0), [start + 9]);
      assert.deepEqual(store.smsTimes("modem:b", 0), [start]);
    },
  },
  {
    name: "has what it counted after a crash",
    async holds(ground) {
      await ground.store.recordSms("iccid:1", { at: start, before: 0 });
      await ground.crash();
      assert.deepEqual(ground.store.smsTimes("iccid:1", 0), [start]);
    },
  },
];
