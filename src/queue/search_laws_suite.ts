import assert from "node:assert/strict";
import type { DeliveryId } from "../model/mod.ts";
import { anna, bert, type Ground, type Law, start } from "./law_suite.ts";
import type { Search } from "./search.ts";

/** What the operator finds in the queue. */
export const searchLaws: readonly Law[] = [
  {
    name:
      "a search goes by state, recipient, sender and time, alone and together, the newest first",
    async holds(ground) {
      const domain = "plant.example";
      await ground.accept({ recipients: [anna, bert] });
      await ground.accept({
        acceptedAt: start + 10,
        reversePath: `Boiler@${domain}`,
        subject: "The Boiler",
      });
      await ground.accept({ acceptedAt: start + 20, reversePath: "x@b.c" });
      await ground.sendWhole(start);
      const rows: readonly (readonly [
        Omit<Search, "limit">,
        readonly number[],
      ])[] = [
        [{}, [4, 3, 2, 1]],
        [{ state: "queued" }, [4, 3, 2]],
        [{ state: "sent" }, [1]],
        [{ recipient: "12345678" }, [4, 3, 1]],
        [{ recipient: bert.slice(1) }, [2]],
        [{ recipient: "9" }, []],
        [{ sender: `boiler@${domain}` }, [3]],
        [{ sender: `@${domain}` }, [3, 2, 1]],
        [{ sender: "example" }, []],
        [{ since: start + 10 }, [4, 3]],
        [{ since: start + 10, sender: `@${domain}`, state: "queued" }, [3]],
        [{ text: "STOPPED" }, [4, 3, 2, 1]],
        [{ text: "boiler" }, [3]],
        [{ text: "pump 4" }, []],
      ];
      for (const [wanted, ids] of rows) {
        assert.deepEqual(all(ground, wanted), ids, JSON.stringify(wanted));
      }
    },
  },
  {
    name: "what is found tells who sent it and how its text begins",
    async holds(ground) {
      const text = "ä".repeat(300);
      const message = { ...ground.made().message, text };
      await ground.accept({ user: "anna", message, madeBy: "reply" });
      await ground.accept({ source: "api", reversePath: "" });
      const [sent, mailed] = ground.store.search({ limit: 9 }).records;
      assert.equal(sent?.source, "api");
      assert.equal(sent?.preview, "Pump 3 stopped");
      assert.equal(mailed?.preview, text.slice(0, 160));
      const { reversePath, user, source, madeBy, subject } = mailed;
      assert.deepEqual({ reversePath, user, source, madeBy, subject }, {
        reversePath: "plc@plant.example",
        user: "anna",
        source: "smtp",
        madeBy: "reply",
        subject: "Pump",
      });
    },
  },
  {
    name:
      "a search from beyond the newest one begins with that, however far away it was told to begin",
    async holds(ground) {
      await ground.accept();
      for (const before of [3, 25_000, Number.MAX_SAFE_INTEGER]) {
        const request = { before: before as DeliveryId, limit: 9 };
        const { records, next } = ground.store.search(request);
        assert.deepEqual(records.map((it) => it.deliveryId), [1], `${before}`);
        assert.equal(next, undefined);
      }
    },
  },
  {
    name: "a search goes on where it ended, and through as many as there are",
    async holds(ground) {
      const crowd = Array.from({ length: 25_000 }, () => bert);
      await ground.accept();
      await ground.accept({ recipients: crowd });
      const few = ground.store.search({ limit: 2 });
      assert.deepEqual(few.records.map((it) => it.deliveryId), [
        25_001,
        25_000,
      ]);
      assert.equal(few.next, 25_000);
      const recipient = anna.slice(1);
      const none = ground.store.search({ recipient, limit: 9 });
      assert.deepEqual(none.records, [], "it is held up no longer than that");
      assert.deepEqual(all(ground, { recipient }), [1]);
      assert.equal(all(ground, {}).length, 25_001);
    },
  },
];

function all(ground: Ground, wanted: Omit<Search, "limit">): readonly number[] {
  const ids: number[] = [];
  let before: Pick<Search, "before"> = {};
  for (;;) {
    const found = ground.store.search({ ...wanted, ...before, limit: 9_999 });
    ids.push(...found.records.map((it) => it.deliveryId));
    if (found.next === undefined) return ids;
    before = { before: found.next };
  }
}
