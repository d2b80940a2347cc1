import assert from "node:assert/strict";
import { anna, bert, type Law, start } from "./law_suite.ts";

const minute = 60_000;
const all = { since: 0, until: start + 86_400_000, limit: 1_000 };
/** The beginning of the minute in which the laws begin. */
const first = Math.floor(start / minute) * minute;

/** What is told of the last hours. */
export const recentLaws: readonly Law[] = [
  {
    name:
      "what happened lately is counted by the minute, by acceptance and by what became of it",
    async holds(ground) {
      await ground.accept({ recipients: [anna, bert] });
      await ground.accept({ acceptedAt: start + minute });
      await ground.sendWhole(start + minute);
      const gone = await ground.accept({ acceptedAt: start + 2 * minute });
      await ground.store.cancel(gone.id, start + 3 * minute);
      const counts = ground.store.archive.recent(all)
        .toSorted((a, b) => a.at - b.at || (a.what < b.what ? -1 : 1));
      assert.deepEqual(counts, [
        { at: first, what: "accepted", count: 2 },
        { at: first + minute, what: "accepted", count: 1 },
        { at: first + minute, what: "sent", count: 1 },
        { at: first + 2 * minute, what: "accepted", count: 1 },
        { at: first + 3 * minute, what: "cancelled", count: 1 },
      ]);
    },
  },
  {
    name:
      "of the past only what is asked for is counted, and of that the newest",
    async holds(ground) {
      for (let at = 0; at < 5; at++) {
        await ground.accept({ acceptedAt: start + at * minute });
      }
      const count = (request: Partial<typeof all>) =>
        ground.store.archive.recent({ ...all, ...request })
          .reduce((sum, it) => sum + it.count, 0);
      assert.equal(count({ since: start + minute }), 4);
      assert.equal(count({ until: start + minute }), 2);
      assert.equal(count({ limit: 2 }), 2);
      assert.equal(count({ since: start + 9 * minute }), 0);
    },
  },
];
