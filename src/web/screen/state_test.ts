import assert from "node:assert/strict";
import {
  type Action,
  firstState,
  listName,
  reduce,
  type ScreenState,
} from "./state.ts";
import type { ListedView, MessageView } from "./wire.ts";
import { routeOf } from "./route.ts";

function after(state: ScreenState, ...actions: Action[]): ScreenState {
  return actions.reduce(reduce, state);
}

const messages = firstState(routeOf("#/messages"), 0);
const item = { deliveryId: 7, messageId: "X" } as ListedView;
const page = { deliveries: [item] };
const message = { id: "X" } as MessageView;

Deno.test("another filter is another list, and a page of the list before is not for it", () => {
  const of = listName(messages);
  const came = { what: "listCame", place: "newest", of, page } as const;
  const filled = after(messages, came);
  assert.deepEqual(filled.list.items, [item]);
  const route = routeOf("#/messages?state=failed");
  const filtered = after(filled, { what: "routed", route }, came);
  assert.deepEqual(filtered.list.items, []);
  assert.equal(filtered.list.phase.kind, "loading");
  const failed = { what: "listFailed", of, text: "No" } as const;
  assert.equal(after(filtered, failed).list.phase.kind, "loading");
});

Deno.test("opening a message keeps the list, also on the way to another page and back", () => {
  const of = listName(messages);
  const filled = after(
    messages,
    { what: "listCame", place: "newest", of, page },
    { what: "routed", route: routeOf("#/messages/X") },
  );
  assert.deepEqual(filled.list.items, [item]);
  assert.deepEqual(filled.detail, { kind: "loading", id: "X" });
  const away = after(filled, { what: "routed", route: routeOf("#/log") });
  assert.equal(away.detail.kind, "closed");
  assert.deepEqual(away.list.items, [item]);
});

Deno.test("a message that comes too late does not open itself", () => {
  const open = after(messages, {
    what: "routed",
    route: routeOf("#/messages/X"),
  });
  const came = { what: "detailCame", id: "X", message } as const;
  assert.equal(after(open, came).detail.kind, "open");
  const other = after(
    open,
    { what: "routed", route: routeOf("#/messages/Y") },
    came,
  );
  assert.deepEqual(other.detail, { kind: "loading", id: "Y" });
  assert.equal(after(messages, came).detail.kind, "closed");
});

Deno.test("a message that is asked again stays open meanwhile", () => {
  const open = after(
    messages,
    { what: "routed", route: routeOf("#/messages/X") },
    { what: "detailCame", id: "X", message },
    { what: "routed", route: routeOf("#/messages/X?state=failed") },
  );
  assert.equal(open.detail.kind, "open");
});

Deno.test("notices are few, and each goes by its own name", () => {
  const said = ["a", "b", "c", "d"].map((text) => ({
    ...{ what: "noticed", tone: "good", text } as const,
  }));
  const state = after(messages, ...said);
  assert.deepEqual(state.notices.map(({ id, text }) => [id, text]), [
    [2, "b"],
    [3, "c"],
    [4, "d"],
  ]);
  const gone = after(state, { what: "noticeGone", id: 3 });
  assert.deepEqual(gone.notices.map(({ text }) => text), ["b", "d"]);
});

Deno.test("what is known of the house is kept where only a part is news", () => {
  const breaker = { open: true, gathered: 3 };
  const state = after(
    messages,
    { what: "house", house: { breaker } },
    { what: "house", house: { alarms: [] } },
  );
  assert.deepEqual(state.house, { breaker, alarms: [] });
});
