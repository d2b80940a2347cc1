import { type DeliveryState, deliveryStates } from "../../model/mod.ts";
import type { Key } from "./keys.ts";
import type { Snapshot, SnapshotRequest } from "./snapshot.ts";

/** Whether the running appliance answers. */
export type Link =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** `since`: when it had answered last or was first looked for, wall milliseconds. */
  | { readonly kind: "lost"; readonly text: string; readonly since: number };

/** What is in front. */
export type View =
  | { readonly kind: "list" }
  | { readonly kind: "search"; readonly typed: string }
  | { readonly kind: "help" }
  /** One message; `line` is the first of its lines that is seen. */
  | { readonly kind: "message"; readonly id: string; readonly line: number };

/** All that the picture depends on, besides the terminal. */
export interface TopState {
  /** Wall milliseconds. */
  readonly now: number;
  readonly link: Link;
  readonly snapshot: Snapshot | undefined;
  readonly view: View;
  /** Only deliveries in this state. */
  readonly filter: DeliveryState | undefined;
  /** Only deliveries whose text holds this; "": all. */
  readonly search: string;
  /** The id of the delivery that the keys act on; undefined: the newest, whichever that is. */
  readonly chosen: number | undefined;
  /** How many deliveries are asked for; grows as one scrolls. */
  readonly limit: number;
}

/** What can happen. */
export type TopEvent =
  | { readonly kind: "key"; readonly key: Key; readonly reach: Reach }
  | {
    readonly kind: "snapshot";
    readonly snapshot: Snapshot;
    readonly now: number;
  }
  | { readonly kind: "lost"; readonly text: string; readonly now: number };

/** How far keys move, as the terminal's size has it. */
export interface Reach {
  /** Lines to a page. */
  readonly page: number;
  /** The last line of a message that may be the first one that is seen. */
  readonly last: number;
}

/** What is to be done: ask at once instead of in a second, draw all anew, or end. */
export type TopEffect = "none" | "refresh" | "repaint" | "quit";

/** A step's outcome. */
export interface TopStep {
  readonly state: TopState;
  readonly effect: TopEffect;
}

const firstLimit = 100;
const lastLimit = 1_000;

/** How it begins. */
export function startState(now: number): TopState {
  return {
    now,
    link: { kind: "connecting" },
    snapshot: undefined,
    view: { kind: "list" },
    filter: undefined,
    search: "",
    chosen: undefined,
    limit: firstLimit,
  };
}

/** What has to be asked for a state. */
export function requestOf(
  { filter, search, limit, view }: TopState,
): SnapshotRequest {
  return {
    list: {
      limit,
      ...(filter === undefined ? {} : { state: filter }),
      ...(search === "" ? {} : { text: search }),
    },
    ...(view.kind === "message" ? { show: view.id } : {}),
  };
}

/** The place of the chosen delivery in the list; 0 when it is in it no more. */
export function chosenIndex({ snapshot, chosen }: TopState): number {
  const at = snapshot?.deliveries.findIndex(({ deliveryId }) =>
    deliveryId === chosen
  );
  return Math.max(0, at ?? 0);
}

/** Does what an event asks for. */
export function step(state: TopState, event: TopEvent): TopStep {
  switch (event.kind) {
    case "snapshot": {
      const { snapshot, now } = event;
      return only({ ...state, snapshot, now, link: { kind: "live" } });
    }
    case "lost": {
      const { text, now } = event;
      const since = state.link.kind === "lost" ? state.link.since : state.now;
      return only({ ...state, now, link: { kind: "lost", text, since } });
    }
    case "key":
      return stepKey(state, event.key, event.reach);
    default:
      return event satisfies never;
  }
}

function stepKey(state: TopState, key: Key, reach: Reach): TopStep {
  if (key.kind === "interrupt") return { state, effect: "quit" };
  if (key.kind === "repaint") return { state, effect: "repaint" };
  const { view } = state;
  switch (view.kind) {
    case "list":
      return stepList(state, key, reach.page);
    case "search":
      return stepSearch(state, key, view.typed);
    case "help":
      return only({ ...state, view: { kind: "list" } });
    case "message":
      return stepMessage(state, { key, reach, view });
    default:
      return view satisfies never;
  }
}

function stepList(state: TopState, key: Key, page: number): TopStep {
  const word = key.kind === "text" ? key.text : key.kind;
  switch (word) {
    case "q":
      return { state, effect: "quit" };
    case "?":
    case "h":
      return only({ ...state, view: { kind: "help" } });
    case "/":
      return only({ ...state, view: { kind: "search", typed: state.search } });
    case "f":
      return refresh({ ...state, filter: nextFilter(state.filter, 1) });
    case "F":
      return refresh({ ...state, filter: nextFilter(state.filter, -1) });
    case "escape":
      return refresh({ ...state, filter: undefined, search: "" });
    case "enter":
      return openChosen(state);
    default:
      return move(state, byOf(word, page));
  }
}

/** How far a key moves; 0 for keys that do not. */
function byOf(word: string, page: number): number {
  switch (word) {
    case "up":
    case "k":
      return -1;
    case "down":
    case "j":
      return 1;
    case "pageUp":
      return -page;
    case "pageDown":
    case " ":
      return page;
    case "home":
    case "g":
      return -Infinity;
    case "end":
    case "G":
      return Infinity;
    default:
      return 0;
  }
}

function move(state: TopState, by: number): TopStep {
  const all = state.snapshot?.deliveries ?? [];
  const at = Math.min(all.length - 1, Math.max(0, chosenIndex(state) + by));
  // At the top the newest stays chosen as others come.
  const chosen = at <= 0 ? undefined : all[at]?.deliveryId;
  const isShort = all.length >= state.limit && at >= all.length - 1 - by;
  const limit = isShort && by > 0
    ? Math.min(lastLimit, state.limit + firstLimit)
    : state.limit;
  const moved = { ...state, chosen, limit };
  return limit === state.limit ? only(moved) : refreshKeeping(moved);
}

function openChosen(state: TopState): TopStep {
  const row = state.snapshot?.deliveries[chosenIndex(state)];
  if (row === undefined) return only(state);
  const { messageId: id, deliveryId: chosen } = row;
  return refreshKeeping({
    ...state,
    chosen,
    view: { kind: "message", id, line: 0 },
  });
}

function stepSearch(state: TopState, key: Key, typed: string): TopStep {
  const typing = (text: string) =>
    only({ ...state, view: { kind: "search", typed: text } });
  switch (key.kind) {
    case "text":
      // The interface takes 200 (UTF-16 units).
      return typing(typed.length < 100 ? typed + key.text : typed);
    case "backspace":
      return typing([...typed].slice(0, -1).join(""));
    case "enter":
      return refresh({ ...state, search: typed, view: { kind: "list" } });
    case "escape":
      return only({ ...state, view: { kind: "list" } });
    default:
      return only(state);
  }
}

function stepMessage(
  state: TopState,
  { key, reach, view }: {
    readonly key: Key;
    readonly reach: Reach;
    readonly view: Extract<View, { kind: "message" }>;
  },
): TopStep {
  const word = key.kind === "text" ? key.text : key.kind;
  if (["q", "escape", "enter", "backspace"].includes(word)) {
    return only({ ...state, view: { kind: "list" } });
  }
  const wanted = Math.min(view.line, reach.last) + byOf(word, reach.page);
  const line = Math.max(0, Math.min(wanted, reach.last));
  return only({ ...state, view: { ...view, line } });
}

/** All, then each state, then all again. */
function nextFilter(
  filter: DeliveryState | undefined,
  by: 1 | -1,
): DeliveryState | undefined {
  const all = [undefined, ...deliveryStates];
  return all[(all.indexOf(filter) + by + all.length) % all.length];
}

function only(state: TopState): TopStep {
  return { state, effect: "none" };
}

/** Another list, which begins at its top. */
function refresh(state: TopState): TopStep {
  return refreshKeeping({ ...state, chosen: undefined, limit: firstLimit });
}

function refreshKeeping(state: TopState): TopStep {
  return { state, effect: "refresh" };
}
