import type { Acts } from "./acts.ts";
import { DetailPanel } from "./detail_panel.tsx";
import { Icon } from "./icons.tsx";
import { Rows } from "./message_rows.tsx";
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
          : phase.kind === "loading" && next !== undefined
          ? "Loading older ones"
          : ""}
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
  if (!isFiltered) return <NothingYet acts={acts} session={state.session} />;
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
