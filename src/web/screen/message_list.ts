import type { ListFilter } from "./route.ts";
import type { ListedView, ListPage } from "./wire.ts";

/** The messages that have come so far, the newest first, without a gap. */
export interface MessageList {
  readonly filter: ListFilter;
  readonly items: readonly ListedView[];
  /** Where the next page goes on; absent: there is none. */
  readonly next?: number | undefined;
  readonly phase:
    | { readonly kind: "loading" }
    | { readonly kind: "idle" }
    | { readonly kind: "failed"; readonly text: string };
  /** Whether there are newer ones than the first, which come when somebody looks at the top. */
  readonly fresher: boolean;
}

/** A list of which nothing is known yet. */
export function newList(filter: ListFilter): MessageList {
  const phase = { kind: "loading" } as const;
  return { filter, items: [], phase, fresher: false };
}

/** Puts the next page at the end. */
export function withNextPage(list: MessageList, page: ListPage): MessageList {
  const last = list.items.at(-1)?.deliveryId ?? Infinity;
  const older = page.deliveries.filter(({ deliveryId }) => deliveryId < last);
  return {
    ...list,
    items: [...list.items, ...older],
    next: page.next,
    phase: { kind: "idle" },
  };
}

/**
 * Puts the newest page on top: what it covers is as it says, what is older stays. Where it does not reach down to what was
 * there, all else goes, since a list with a gap would be a wrong one.
 */
export function withNewestPage(list: MessageList, page: ListPage): MessageList {
  const oldest = page.deliveries.at(-1)?.deliveryId;
  const newest = list.items[0]?.deliveryId;
  const idle = { ...list, phase: { kind: "idle" }, fresher: false } as const;
  const reachesDown = page.next !== undefined && oldest !== undefined &&
    newest !== undefined && oldest <= newest;
  if (!reachesDown) {
    return { ...idle, items: page.deliveries, next: page.next };
  }
  const older = list.items.filter(({ deliveryId }) => deliveryId < oldest);
  return {
    ...idle,
    items: [...page.deliveries, ...older],
    next: older.length === 0 ? page.next : list.next,
  };
}

/** Puts in what was asked about the items from one index to another, exclusive; an item that no longer fits the filter goes. */
export function withSpan(
  list: MessageList,
  { from, to, page }: {
    readonly from: number;
    readonly to: number;
    readonly page: ListPage;
  },
): MessageList {
  const first = list.items[from]?.deliveryId ?? -1;
  const last = list.items[to - 1]?.deliveryId ?? Infinity;
  const inside = page.deliveries.filter(({ deliveryId }) =>
    deliveryId <= first && deliveryId >= last
  );
  const oldest = page.deliveries.at(-1)?.deliveryId ?? -1;
  // A page that ended early says nothing of what is below it.
  const unknown = page.next === undefined
    ? []
    : list.items.slice(from, to).filter((it) => it.deliveryId < oldest);
  return {
    ...list,
    items: [
      ...list.items.slice(0, from),
      ...inside,
      ...unknown,
      ...list.items.slice(to),
    ],
  };
}

/** Which rows of equal height are drawn: those that are seen and some beside, so that scrolling shows no holes. */
export function rowsInView(
  view: {
    readonly scrollTop: number;
    readonly height: number;
    readonly rowHeight: number;
    readonly count: number;
  },
): { readonly from: number; readonly to: number } {
  const beside = 8;
  const { count, height, rowHeight, scrollTop } = view;
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const seen = Math.ceil(height / rowHeight) + 1;
  const to = Math.min(count, first + seen + beside);
  return { from: Math.max(0, Math.min(first - beside, to - seen)), to };
}
