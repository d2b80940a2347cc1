import {
  type LogLevel,
  type LogLines,
  noLines,
  toggleRest,
  withLines,
  withWholeLog,
} from "./log_lines.ts";
import type { Question } from "./message_actions.ts";
import {
  type MessageList,
  newList,
  withNewestPage,
  withNextPage,
  withSpan,
} from "./message_list.ts";
import { type Connection } from "./reconnect.ts";
import { everything, hashOf, type Route } from "./route.ts";
import type { House } from "./wellbeing.ts";
import type {
  InboxView,
  ListedView,
  ListPage,
  LogView,
  MessageView,
  ModemView,
  Session,
  StatsView,
} from "./wire.ts";

/** The message that lies open. */
export type Detail =
  | { readonly kind: "closed" }
  | { readonly kind: "loading"; readonly id: string }
  | {
    readonly kind: "open";
    readonly id: string;
    readonly message: MessageView;
  }
  | { readonly kind: "failed"; readonly id: string; readonly text: string };

/** What lies over everything else and waits for an answer. */
export type Dialog =
  | { readonly kind: "none" }
  | { readonly kind: "compose"; readonly to: string }
  | { readonly kind: "confirm"; readonly question: Question }
  | { readonly kind: "help" };

/** A line that tells what came of something, and goes by itself. */
export interface Notice {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly text: string;
  /** A message to go to. */
  readonly leadsTo?: string | undefined;
}

/** All that the screen shows; changed by `reduce` alone. */
export interface ScreenState {
  /** Moves on each second, so that "5 s ago" is true. */
  readonly now: number;
  readonly route: Route;
  readonly connection: Connection;
  readonly session?: Session | undefined;
  readonly house: House;
  readonly stats?: StatsView | undefined;
  readonly modems?: readonly ModemView[] | undefined;
  readonly inbox?: readonly InboxView[] | undefined;
  /** The newest messages, for the overview. */
  readonly latest?: readonly ListedView[] | undefined;
  readonly list: MessageList;
  readonly detail: Detail;
  readonly log: LogLines;
  readonly dialog: Dialog;
  readonly notices: readonly Notice[];
  readonly busy: boolean;
}

/** Everything that can happen to it. */
export type Action =
  | { readonly what: "ticked"; readonly now: number }
  | { readonly what: "routed"; readonly route: Route }
  | { readonly what: "connection"; readonly connection: Connection }
  | { readonly what: "session"; readonly session: Session }
  | { readonly what: "house"; readonly house: House }
  | { readonly what: "stats"; readonly stats: StatsView }
  | { readonly what: "modems"; readonly modems: readonly ModemView[] }
  | { readonly what: "inbox"; readonly inbox: readonly InboxView[] }
  | { readonly what: "latest"; readonly latest: readonly ListedView[] }
  | { readonly what: "listAsked" }
  | ({
    readonly what: "listCame";
    /** The hash of the list that was asked for: another one may be wanted by now. */
    readonly of: string;
    readonly page: ListPage;
  } & ListPlace)
  | { readonly what: "listFailed"; readonly of: string; readonly text: string }
  | { readonly what: "listFresher" }
  | {
    readonly what: "detailCame";
    readonly id: string;
    readonly message: MessageView;
  }
  | {
    readonly what: "detailFailed";
    readonly id: string;
    readonly text: string;
  }
  | { readonly what: "logCame"; readonly lines: readonly LogView[] }
  /** All that the machine has: what is known of before goes. */
  | { readonly what: "logWhole"; readonly lines: readonly LogView[] }
  | { readonly what: "logLevel"; readonly level: LogLevel }
  | { readonly what: "logRest" }
  | { readonly what: "dialog"; readonly dialog: Dialog }
  | { readonly what: "busy"; readonly busy: boolean }
  | ({ readonly what: "noticed" } & Omit<Notice, "id">)
  | { readonly what: "noticeGone"; readonly id: number };

/** Where a page of the list belongs. */
export type ListPlace =
  | { readonly place: "newest" | "next" }
  | { readonly place: "span"; readonly from: number; readonly to: number };

/** The screen before anything is known. */
export function firstState(route: Route, now: number): ScreenState {
  const bare: ScreenState = {
    ...{ now, route, connection: { state: "connecting" }, house: {} },
    ...{ list: newList(everything), detail: { kind: "closed" } },
    ...{ log: noLines, dialog: { kind: "none" }, notices: [], busy: false },
  };
  return routed(bare, route);
}

/** Which list a state shows: pages of another one are not for it. */
export function listName({ list }: Pick<ScreenState, "list">): string {
  return hashOf({ page: "messages", filter: list.filter });
}

/** What the screen is after something has happened. */
export function reduce(state: ScreenState, action: Action): ScreenState {
  switch (action.what) {
    case "ticked":
      return { ...state, now: action.now };
    case "routed":
      return routed(state, action.route);
    case "connection":
      return { ...state, connection: action.connection };
    case "session":
      return { ...state, session: action.session };
    case "house":
      return { ...state, house: { ...state.house, ...action.house } };
    case "stats":
      return { ...state, stats: action.stats };
    case "modems":
      return { ...state, modems: action.modems };
    case "inbox":
      return { ...state, inbox: action.inbox };
    case "latest":
      return { ...state, latest: action.latest };
    case "listAsked":
    case "listCame":
    case "listFailed":
    case "listFresher":
      return { ...state, list: listAfter(state, action) };
    case "detailCame":
    case "detailFailed":
      return { ...state, detail: detailAfter(state.detail, action) };
    case "logCame":
    case "logWhole":
    case "logLevel":
    case "logRest":
      return { ...state, log: logAfter(state.log, action) };
    case "dialog":
      return { ...state, dialog: action.dialog };
    case "busy":
      return { ...state, busy: action.busy };
    case "noticed":
    case "noticeGone":
      return { ...state, notices: noticesAfter(state.notices, action) };
    default:
      return action satisfies never;
  }
}

type ActionOf<What extends Action["what"]> = Extract<Action, { what: What }>;

function routed(state: ScreenState, route: Route): ScreenState {
  if (route.page !== "messages") {
    return { ...state, route, detail: { kind: "closed" } };
  }
  const { detail, list } = state;
  const { filter, id } = route;
  const isSame = filter.search === list.filter.search &&
    filter.state === list.filter.state;
  return {
    ...state,
    route,
    list: isSame ? list : newList(filter),
    detail: id === undefined
      ? { kind: "closed" }
      : detail.kind !== "closed" && detail.id === id
      ? detail
      : { kind: "loading", id },
  };
}

function listAfter(
  state: ScreenState,
  action: ActionOf<"listAsked" | "listCame" | "listFailed" | "listFresher">,
): MessageList {
  const { list } = state;
  switch (action.what) {
    case "listAsked":
      return { ...list, phase: { kind: "loading" } };
    case "listFresher":
      return { ...list, fresher: true };
    case "listFailed":
      return action.of === listName(state)
        ? { ...list, phase: { kind: "failed", text: action.text } }
        : list;
    case "listCame":
      return action.of === listName(state) ? withPage(list, action) : list;
    default:
      return action satisfies never;
  }
}

function withPage(
  list: MessageList,
  action: ActionOf<"listCame">,
): MessageList {
  switch (action.place) {
    case "newest":
      return withNewestPage(list, action.page);
    case "next":
      return withNextPage(list, action.page);
    case "span":
      return withSpan(list, action);
    default:
      return action satisfies never;
  }
}

function detailAfter(
  detail: Detail,
  action: ActionOf<"detailCame" | "detailFailed">,
): Detail {
  if (detail.kind === "closed" || detail.id !== action.id) return detail;
  const { id } = action;
  if (action.what === "detailCame") {
    return { kind: "open", id, message: action.message };
  }
  return { kind: "failed", id, text: action.text };
}

function logAfter(
  log: LogLines,
  action: ActionOf<"logCame" | "logWhole" | "logLevel" | "logRest">,
): LogLines {
  switch (action.what) {
    case "logCame":
      return withLines(log, action.lines);
    case "logWhole":
      return withWholeLog(log, action.lines);
    case "logLevel":
      return { ...log, level: action.level };
    case "logRest":
      return toggleRest(log);
    default:
      return action satisfies never;
  }
}

function noticesAfter(
  notices: readonly Notice[],
  action: ActionOf<"noticed" | "noticeGone">,
): readonly Notice[] {
  if (action.what === "noticeGone") {
    return notices.filter(({ id }) => id !== action.id);
  }
  const { tone, text, leadsTo } = action;
  const id = (notices.at(-1)?.id ?? 0) + 1;
  // More at once nobody reads.
  return [...notices.slice(-2), { id, tone, text, leadsTo }];
}
