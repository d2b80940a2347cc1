import assert from "node:assert/strict";
import { type Ground, type Law, start, submission } from "./law_suite.ts";
import type { Accepted, Once, Submission } from "./submission.ts";

const dayMs = 86_400_000;
const once: Once = {
  caller: "monitor",
  key: "8e03978e",
  fingerprint: "a",
  since: start - dayMs,
};

function ask(
  { store }: Ground,
  mail: Submission,
  asked: Once = once,
): Promise<Accepted> {
  return store.accept({ submission: mail, once: asked });
}

/** What holds of requests that may come again under their key. */
export const onceLaws: readonly Law[] = [
  {
    name: "one key makes one message, also after a crash",
    async holds(ground) {
      const first = submission({ source: "api" });
      assert.deepEqual((await ask(ground, first)).deliveries, [1]);
      assert.equal(ground.show(first).source, "api");
      await ground.crash();
      const again = await ask(ground, submission());
      const before = { kind: "same", id: first.id };
      assert.deepEqual(again, { deliveries: [], repeated: [], before });
      assert.deepEqual(ground.store.askedBefore(once), before);
      assert.equal(ground.store.counts().queued, 1);
    },
  },
  {
    name: "of two requests in one turn with one key one makes the message",
    async holds(ground) {
      const [first, second] = [submission(), submission()];
      const answers = await Promise.all([
        ask(ground, first),
        ask(ground, second),
      ]);
      assert.deepEqual(answers[0].deliveries, [1]);
      assert.deepEqual(answers[1].before, { kind: "same", id: first.id });
      assert.equal(ground.store.show(second.id), undefined);
      assert.equal(ground.store.counts().queued, 1);
    },
  },
  {
    name: "a key that comes with something else makes nothing",
    async holds(ground) {
      await ask(ground, submission());
      const other = await ask(ground, submission(), {
        ...once,
        fingerprint: "b",
      });
      assert.deepEqual(other.before, { kind: "other" });
      assert.equal(ground.store.counts().queued, 1);
    },
  },
  {
    name: "each caller has keys of its own",
    async holds(ground) {
      await ask(ground, submission());
      const other = { ...once, caller: "nagios" };
      assert.equal(ground.store.askedBefore(other), undefined);
      assert.deepEqual(
        (await ask(ground, submission(), other)).deliveries,
        [2],
      );
    },
  },
  {
    name: "a key is new again when its day is over",
    async holds(ground) {
      await ask(ground, submission());
      const late = { ...once, since: start };
      assert.equal(ground.store.askedBefore(late)?.kind, "same");
      const later = { ...once, since: start + 1 };
      assert.equal(ground.store.askedBefore(later), undefined);
      const again = submission({ acceptedAt: start + dayMs + 1 });
      assert.deepEqual((await ask(ground, again, later)).deliveries, [2]);
      assert.deepEqual(ground.store.askedBefore(later), {
        kind: "same",
        id: again.id,
      });
    },
  },
  {
    name: "what is kept no longer goes with the next request that has a key",
    async holds(ground) {
      await ask(ground, submission());
      const next = { ...once, key: "other", since: start + 1 };
      await ask(ground, submission({ acceptedAt: start + 1 }), next);
      assert.equal(ground.store.askedBefore(once), undefined);
    },
  },
];
