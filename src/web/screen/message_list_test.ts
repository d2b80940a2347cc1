import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type MessageList,
  newList,
  rowsInView,
  withNewestPage,
  withNextPage,
  withSpan,
} from "./message_list.ts";
import type { ListedView, ListPage } from "./wire.ts";

function listed(deliveryId: number, reason = ""): ListedView {
  return {
    ...{ deliveryId, messageId: `M${deliveryId}`, recipient: "+4915550123" },
    ...{ state: "sent", reason, attempts: 1, possibleDuplicate: false },
    ...{ segmentCount: 1, acceptedAt: 0, updatedAt: 0, expiresAt: 0 },
    ...{ reversePath: "", source: "smtp", subject: "", preview: "" },
  };
}

/** What the API answers when these are in the queue. */
function pageOf(
  ids: readonly number[],
  { limit, before = Infinity }: { limit: number; before?: number },
): ListPage {
  const older = ids.toSorted((a, b) => b - a).filter((id) => id < before);
  const deliveries = older.slice(0, limit).map((id) => listed(id, "new"));
  const next = older.length > limit ? deliveries.at(-1)?.deliveryId : undefined;
  return { deliveries, ...(next === undefined ? {} : { next }) };
}

function idsIn({ items }: Pick<MessageList, "items">): number[] {
  return items.map(({ deliveryId }) => deliveryId);
}

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });

Deno.test("pages follow one another to the last one", () => {
  fc.assert(fc.property(ids, fc.integer({ min: 1, max: 9 }), (ids, limit) => {
    let list = newList({ search: "" });
    list = withNewestPage(list, pageOf(ids, { limit }));
    while (list.next !== undefined) {
      list = withNextPage(list, pageOf(ids, { limit, before: list.next }));
    }
    assert.deepEqual(idsIn(list), ids.toSorted((a, b) => b - a));
    assert.equal(list.phase.kind, "idle");
  }));
});

Deno.test("whatever came in between, a list that was brought up to date has no gap and nothing twice", () => {
  const sizes = fc.integer({ min: 1, max: 9 });
  fc.assert(fc.property(ids, ids, sizes, sizes, (old, come, first, again) => {
    const newer = come.map((id) => id + 60);
    let list = newList({ search: "" });
    list = withNewestPage(list, pageOf(old, { limit: first }));
    const all = [...old, ...newer].toSorted((a, b) => b - a);
    list = withNewestPage(list, pageOf(all, { limit: again }));
    while (list.next !== undefined) {
      list = withNextPage(list, pageOf(all, { limit: 5, before: list.next }));
    }
    assert.deepEqual(idsIn(list), all);
  }));
});

Deno.test("a page that overlaps nothing takes the place of all, so that no gap is shown", () => {
  const old = withNewestPage(
    newList({ search: "" }),
    pageOf([1, 2, 3, 4], { limit: 4 }),
  );
  const all = Array.from({ length: 20 }, (_, at) => at + 1);
  const now = withNewestPage(old, pageOf(all, { limit: 5 }));
  assert.deepEqual(idsIn(now), [20, 19, 18, 17, 16]);
  assert.equal(now.next, 16);
});

Deno.test("what is seen far down is brought up to date in its place", () => {
  const all = Array.from({ length: 30 }, (_, at) => ({ ...listed(30 - at) }));
  const list: MessageList = {
    ...newList({ search: "" }),
    items: all,
    phase: { kind: "idle" },
  };
  // Delivery 19 no longer fits the filter.
  const left = idsIn(list).filter((id) => id !== 19);
  const page = pageOf(left, { limit: 5, before: 21 });
  const now = withSpan(list, { from: 10, to: 15, page });
  assert.deepEqual(idsIn(now), left);
  const fresh = now.items.filter(({ reason }) => reason === "new");
  assert.deepEqual(fresh.map((it) => it.deliveryId), [20, 18, 17, 16]);
});

Deno.test("all rows that are seen are drawn, and never many more", () => {
  fc.assert(fc.property(
    fc.integer({ min: -50, max: 2_000_000 }),
    fc.integer({ min: 100, max: 2_000 }),
    fc.integer({ min: 0, max: 20_000 }),
    (scrollTop, height, count) => {
      const rowHeight = 60;
      const { from, to } = rowsInView({ scrollTop, height, rowHeight, count });
      assert.ok(from >= 0 && to <= count && from <= to);
      assert.ok(to - from <= height / rowHeight + 20);
      const [first, last] = [
        scrollTop / rowHeight,
        (scrollTop + height) / rowHeight,
      ];
      for (
        let row = Math.max(0, Math.floor(first));
        row < Math.min(count, last);
        row++
      ) {
        assert.ok(row >= from && row < to, `row ${row} of ${from}-${to}`);
      }
    },
  ));
});
