import assert from "node:assert/strict";
import {
  listed,
  message,
  snapshot,
  topNow,
} from "../../../tests/support/top_views.ts";
import type { Key } from "./keys.ts";
import {
  chosenIndex,
  requestOf,
  startState,
  step,
  type TopEffect,
  type TopState,
} from "./state.ts";

const reach = { page: 3, last: 4 };

/** Presses keys, by the names of those that have one. */
function press(
  state: TopState,
  ...keys: readonly string[]
): { readonly state: TopState; readonly effects: readonly TopEffect[] } {
  const effects: TopEffect[] = [];
  for (const word of keys) {
    const key: Key = [...word].length === 1
      ? { kind: "text", text: word }
      : { kind: word as Exclude<Key["kind"], "text"> };
    const done = step(state, { kind: "key", key, reach });
    state = done.state;
    effects.push(done.effect);
  }
  return { state, effects };
}

async function withRows(count: number): Promise<TopState> {
  const rows = Array.from({ length: count }, (_, at) => listed(count - at));
  return step(startState(topNow), {
    kind: "snapshot",
    snapshot: await snapshot({ deliveries: rows }),
    now: topNow,
  }).state;
}

Deno.test("keys choose a message, and stop at both ends", async () => {
  const state = await withRows(10);
  const at = (...keys: string[]) => chosenIndex(press(state, ...keys).state);
  assert.equal(at(), 0);
  assert.equal(at("up"), 0);
  assert.equal(at("down", "j", "k"), 1);
  assert.equal(at("pageDown", " "), 6);
  assert.equal(at("G"), 9);
  assert.equal(at("end", "down", "pageUp"), 6);
  assert.equal(at("G", "g"), 0);
});

Deno.test("the newest stays chosen as others come, and so does a message that was chosen", async () => {
  const state = await withRows(10);
  const more = { kind: "snapshot", now: topNow } as const;
  const rows = Array.from({ length: 12 }, (_, at) => listed(12 - at));
  const later = { ...more, snapshot: await snapshot({ deliveries: rows }) };
  assert.equal(chosenIndex(step(state, later).state), 0);
  const moved = press(state, "down").state;
  assert.equal(moved.snapshot?.deliveries[1]?.deliveryId, 9);
  assert.equal(chosenIndex(step(moved, later).state), 3);
});

Deno.test("whoever scrolls to the end gets more, up to a thousand", async () => {
  const state = await withRows(100);
  const { state: end, effects } = press(state, "G");
  assert.deepEqual(effects, ["refresh"]);
  assert.equal(requestOf(end).list.limit, 200);
  assert.equal(requestOf(press(end, "G").state).list.limit, 200);
  const many = { ...await withRows(1_000), limit: 1_000 };
  assert.equal(requestOf(press(many, "G").state).list.limit, 1_000);
});

Deno.test("f goes through the states, / searches, Escape shows all", async () => {
  const state = await withRows(3);
  const filtered = press(state, "f");
  assert.deepEqual(filtered.effects, ["refresh"]);
  assert.deepEqual(requestOf(filtered.state).list, {
    limit: 100,
    state: "queued",
  });
  assert.equal(press(state, "f", "F").state.filter, undefined);
  assert.equal(press(state, "F", "f").state.filter, undefined);
  const typed = press(state, "/", "p", "x", "backspace", "q", "ü");
  assert.deepEqual(typed.state.view, { kind: "search", typed: "pqü" });
  assert.equal(typed.effects.includes("quit"), false);
  const searched = press(typed.state, "enter");
  assert.deepEqual(searched.effects, ["refresh"]);
  assert.deepEqual(requestOf(searched.state).list, { limit: 100, text: "pqü" });
  assert.equal(press(typed.state, "escape").state.search, "");
  const all = press(searched.state, "f", "escape");
  assert.deepEqual(requestOf(all.state).list, { limit: 100 });
});

Deno.test("Enter opens a message, whose lines scroll no further than they go", async () => {
  const state = await withRows(3);
  const opened = press(state, "j", "enter");
  assert.deepEqual(opened.effects, ["none", "refresh"]);
  const id = "0000000000000002";
  assert.deepEqual(opened.state.view, { kind: "message", id, line: 0 });
  assert.equal(requestOf(opened.state).show, id);
  const lineAfter = (...keys: string[]) => {
    const { view } = press(opened.state, ...keys).state;
    return view.kind === "message" ? view.line : undefined;
  };
  assert.equal(lineAfter("down", "down"), 2);
  assert.equal(lineAfter("G", "down", "up"), 3);
  assert.equal(lineAfter("pageDown", "up", "up", "up", "up"), 0);
  assert.equal(lineAfter("escape"), undefined);
  const back = press(opened.state, "q");
  assert.deepEqual(back.effects, ["none"]);
  assert.equal(chosenIndex(back.state), 1);
  const empty = press(await withRows(0), "enter", "down");
  assert.deepEqual(empty.state.view, { kind: "list" });
});

Deno.test("q ends it, Ctrl-C from wherever one is; any key leaves the help", async () => {
  const state = await withRows(1);
  assert.deepEqual(press(state, "q").effects, ["quit"]);
  for (const where of [["/"], ["?"], ["enter"], []]) {
    const { state: there } = press(state, ...where);
    assert.deepEqual(press(there, "interrupt").effects, ["quit"]);
    assert.deepEqual(press(there, "repaint").effects, ["repaint"]);
  }
  assert.deepEqual(press(state, "?", "q").state.view, { kind: "list" });
});

Deno.test("an appliance that is gone is lost since it last answered", async () => {
  const state = await withRows(1);
  const lost = (at: number, now: number, from = state) =>
    step(from, { kind: "lost", text: `Gone ${at}`, now }).state;
  const first = lost(1, topNow + 1_000);
  assert.deepEqual(first.link, { kind: "lost", text: "Gone 1", since: topNow });
  const second = lost(2, topNow + 2_000, first);
  assert.deepEqual(second.link, {
    kind: "lost",
    text: "Gone 2",
    since: topNow,
  });
  const back = step(second, {
    kind: "snapshot",
    snapshot: await snapshot({ message: message("1") }),
    now: topNow + 3_000,
  }).state;
  assert.deepEqual(back.link, { kind: "live" });
});
