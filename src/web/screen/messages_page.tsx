import { useEffect, useLayoutEffect, useRef, useState } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import { DetailPanel } from "./detail_panel.tsx";
import { Icon } from "./icons.tsx";
import { moveInList } from "./keys.ts";
import { rowsInView } from "./message_list.ts";
import { MessageRow } from "./message_row.tsx";
import { NothingYet } from "./nothing_yet.tsx";
import { SearchBar } from "./search_bar.tsx";
import type { ScreenState } from "./state.ts";

/** The list of messages, and beside it the one that lies open. */
export function MessagesPage(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const isOpen = state.detail.kind !== "closed";
  return (
    <div class={`messages${isOpen ? " with-detail" : ""}`}>
      <div class="list-pane">
        <SearchBar acts={acts} state={state} />
        <List acts={acts} state={state} />
      </div>
      {isOpen && <DetailPanel acts={acts} state={state} />}
    </div>
  );
}

function List(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { list } = state;
  const { items, next, phase } = list;
  if (items.length === 0) return <NoItems acts={acts} state={state} />;
  return (
    <div class="list-frame">
      {list.fresher && <FresherButton />}
      <Rows acts={acts} state={state} />
      <p class="list-foot" role="status">
        {phase.kind === "failed"
          ? phase.text
          : next === undefined
          ? ""
          : "Loading older ones"}
        {phase.kind === "failed" && (
          <button
            type="button"
            class="button"
            onClick={() => acts.retryList()}
          >
            Try again
          </button>
        )}
      </p>
    </div>
  );
}

function FresherButton() {
  return (
    <button
      type="button"
      class="fresher"
      onClick={() => document.querySelector(".rows")?.scrollTo({ top: 0 })}
    >
      <Icon name="up" size={16} /> Newer messages
    </button>
  );
}

function NoItems(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { filter, phase } = state.list;
  if (phase.kind === "loading") {
    return <p class="list-empty muted" role="status">Loading</p>;
  }
  if (phase.kind === "failed") {
    return (
      <div class="list-empty">
        <p role="alert">{phase.text}</p>
        <button type="button" class="button" onClick={() => acts.retryList()}>
          Try again
        </button>
      </div>
    );
  }
  const isFiltered = filter.search !== "" || filter.state !== undefined;
  if (!isFiltered) return <NothingYet session={state.session} />;
  const all = { page: "messages", filter: { search: "" } } as const;
  return (
    <div class="list-empty">
      <Icon name="search" size={28} />
      <p>No message fits</p>
      <button type="button" class="button" onClick={() => acts.go(all)}>
        Show all messages
      </button>
    </div>
  );
}

/** The rows that are in view; all others are only so much room. */
function Rows(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { items } = state.list;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({
    scrollTop: 0,
    height: 800,
    rowHeight: 56,
  });
  const openId = state.detail.kind === "closed" ? undefined : state.detail.id;
  const [active, setActive] = useState<number | undefined>(undefined);
  const look = () => {
    if (box.current !== null) setView(viewOf(box.current));
  };
  useLayoutEffect(() => {
    look();
    if (box.current === null) return;
    const observer = new ResizeObserver(look);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const { from, to } = rowsInView({ ...view, count: items.length });
  useEffect(() => {
    acts.listViewed({ from, to, atTop: view.scrollTop < view.rowHeight });
  }, [from, to, view.scrollTop < view.rowHeight, items.length]);
  const at = items.findIndex(({ deliveryId }) => deliveryId === active);
  const page = Math.floor(view.height / view.rowHeight);
  const onKeyDown = (event: KeyboardEvent) => {
    const item = items[at];
    if (event.key === "Enter" && item !== undefined) {
      return acts.openMessage(item.messageId);
    }
    const moved = moveInList(event.key, { at, count: items.length, page });
    if (moved === undefined) return;
    event.preventDefault();
    setActive(items[moved]?.deliveryId);
    if (box.current !== null) reveal(box.current, moved, view.rowHeight);
  };
  return (
    <div
      class="rows"
      ref={box}
      role="listbox"
      tabindex={0}
      aria-label="Messages, the newest first"
      aria-activedescendant={at < 0 ? undefined : `row-${active}`}
      onScroll={look}
      onKeyDown={onKeyDown}
      onFocus={() => active === undefined && setActive(items[0]?.deliveryId)}
    >
      <div
        class="rows-room"
        style={{ height: `${items.length * view.rowHeight}px` }}
      >
        <div
          class="rows-drawn"
          style={{ transform: `translateY(${from * view.rowHeight}px)` }}
        >
          {items.slice(from, to).map((item, index) => (
            <div
              key={item.deliveryId}
              id={`row-${item.deliveryId}`}
              class={`row${item.deliveryId === active ? " active" : ""}${
                item.messageId === openId ? " open" : ""
              }`}
              role="option"
              aria-selected={String(item.messageId === openId)}
              aria-posinset={from + index + 1}
              aria-setsize={state.list.next === undefined ? items.length : -1}
              data-message={item.messageId}
              onClick={() => {
                setActive(item.deliveryId);
                acts.openMessage(item.messageId);
              }}
            >
              <MessageRow
                item={item}
                now={state.now}
                readsText={state.session?.readsText ?? true}
              />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function viewOf(box: HTMLElement) {
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
