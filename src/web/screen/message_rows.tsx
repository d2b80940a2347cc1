import { useEffect, useLayoutEffect, useRef, useState } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import { moveInList } from "./keys.ts";
import { rowsInView } from "./message_list.ts";
import { MessageRow } from "./message_row.tsx";
import type { ScreenState } from "./state.ts";
import type { ListedView } from "./wire.ts";

interface ListProps {
  readonly acts: Acts;
  readonly state: ScreenState;
}

/** What of a box that scrolls is seen, in pixels. */
interface BoxView {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
}

/** The rows that are in view; all others are only so much room. */
export function Rows({ acts, state }: ListProps) {
  const { items } = state.list;
  const box = useRef<HTMLDivElement>(null);
  const { look, view } = useBoxView(box);
  const [active, setActive] = useState<number | undefined>(undefined);
  const { from, to } = rowsInView({ ...view, count: items.length });
  const atTop = view.scrollTop < view.rowHeight;
  useEffect(() => {
    acts.listViewed({ from, to, atTop });
  }, [from, to, atTop, items.length]);
  const at = items.findIndex(({ deliveryId }) => deliveryId === active);
  const onKeyDown = (event: KeyboardEvent) => {
    const item = items[at];
    if (event.key === "Enter" && item !== undefined) {
      return acts.openMessage(item.messageId);
    }
    const page = Math.floor(view.height / view.rowHeight);
    const moved = moveInList(event.key, { at, count: items.length, page });
    if (moved === undefined) return;
    event.preventDefault();
    setActive(items[moved]?.deliveryId);
    if (box.current !== null) reveal(box.current, moved, view.rowHeight);
  };
  const open = (item: ListedView) => {
    setActive(item.deliveryId);
    acts.openMessage(item.messageId);
  };
  const room = { height: `${items.length * view.rowHeight}px` };
  const drawn = { transform: `translateY(${from * view.rowHeight}px)` };
  return (
    <div
      class="rows"
      ref={box}
      role="listbox"
      tabindex={0}
      aria-label="Messages, the newest first"
      aria-activedescendant={at < from || at >= to
        ? undefined
        : `row-${active}`}
      onScroll={look}
      onKeyDown={onKeyDown}
      onFocus={() => active === undefined && setActive(items[0]?.deliveryId)}
    >
      <div class="rows-room" style={room}>
        <div class="rows-drawn" style={drawn}>
          {items.slice(from, to).map((item, index) => (
            <Row
              key={item.deliveryId}
              item={item}
              place={from + index + 1}
              isActive={item.deliveryId === active}
              onOpen={open}
              state={state}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Row(
  { isActive, item, onOpen, place, state }: {
    readonly item: ListedView;
    readonly place: number;
    readonly isActive: boolean;
    readonly onOpen: (item: ListedView) => void;
    readonly state: ScreenState;
  },
) {
  const { detail, list, now, session } = state;
  const isOpen = detail.kind !== "closed" && detail.id === item.messageId;
  const looks = [
    "row",
    ...(isActive ? ["active"] : []),
    ...(isOpen ? ["open"] : []),
  ];
  return (
    <div
      id={`row-${item.deliveryId}`}
      class={looks.join(" ")}
      role="option"
      aria-selected={String(isOpen)}
      aria-posinset={place}
      aria-setsize={list.next === undefined ? list.items.length : -1}
      data-message={item.messageId}
      onClick={() => onOpen(item)}
    >
      <MessageRow
        item={item}
        now={now}
        readsText={session?.readsText ?? true}
      />
    </div>
  );
}

function useBoxView(box: { readonly current: HTMLElement | null }) {
  const [view, setView] = useState<BoxView>({
    scrollTop: 0,
    height: 800,
    rowHeight: 56,
  });
  const rowHeight = useRef(view.rowHeight);
  const look = () => {
    if (box.current === null) return;
    const seen = viewOf(box.current);
    // Beside an open message rows are higher; the same ones stay in view.
    if (seen.rowHeight !== rowHeight.current && seen.scrollTop > 0) {
      const row = seen.scrollTop / rowHeight.current;
      box.current.scrollTop = row * seen.rowHeight;
    }
    rowHeight.current = seen.rowHeight;
    setView({ ...seen, scrollTop: box.current.scrollTop });
  };
  useLayoutEffect(() => {
    look();
    if (box.current === null) return;
    const observer = new ResizeObserver(look);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { look, view };
}

function viewOf(box: HTMLElement): BoxView {
  const height = getComputedStyle(box).getPropertyValue("--row-height");
  return {
    scrollTop: box.scrollTop,
    height: box.clientHeight,
    rowHeight: Number.parseFloat(height) || 56,
  };
}

function reveal(box: HTMLElement, row: number, rowHeight: number): void {
  const top = row * rowHeight;
  const bottom = top + rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  if (bottom > box.scrollTop + box.clientHeight) {
    box.scrollTop = bottom - box.clientHeight;
  }
}
