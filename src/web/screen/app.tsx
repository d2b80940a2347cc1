import { useEffect, useState } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import { Dialogs } from "./dialogs.tsx";
import { pageNames, Tabs, TopBar } from "./frame.tsx";
import { Icon } from "./icons.tsx";
import { InboxPage } from "./inbox_page.tsx";
import { LogPage } from "./log_page.tsx";
import { MessagesPage } from "./messages_page.tsx";
import { ModemsPage } from "./modem_cards.tsx";
import { OverviewPage } from "./overview_page.tsx";
import type { ScreenStore } from "./screen_store.ts";
import type { ScreenState } from "./state.ts";
import { wellbeingOf } from "./wellbeing.ts";

/** The whole screen. */
export function App(
  { acts, store }: { readonly acts: Acts; readonly store: ScreenStore },
) {
  const [state, setState] = useState(store.state);
  useEffect(() => {
    setState(store.state);
    return store.subscribe(() => setState(store.state));
  }, []);
  const { page } = state.route;
  useEffect(() => {
    document.title = `${pageNames[page]} – cellpost`;
  }, [page]);
  return (
    <div class="frame">
      <a class="skip" href="#content" onClick={skip}>Skip to the content</a>
      <TopBar acts={acts} state={state} />
      <Tabs state={state} />
      <main id="content" tabindex={-1} key={page}>
        <Page acts={acts} state={state} />
      </main>
      <Announcer state={state} />
      <Notices acts={acts} state={state} />
      <Dialogs acts={acts} state={state} />
    </div>
  );
}

function skip(event: Event): void {
  // The address is the screen's own.
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function Page(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { page } = state.route;
  switch (page) {
    case "overview":
      return <OverviewPage acts={acts} state={state} />;
    case "messages":
      return <MessagesPage acts={acts} state={state} />;
    case "inbox":
      return <InboxPage acts={acts} state={state} />;
    case "modems":
      return <ModemsPage acts={acts} modems={state.modems} now={state.now} />;
    case "log":
      return <LogPage acts={acts} state={state} />;
    default:
      return page satisfies never;
  }
}

/** Tells screen readers when the machine's health turns; counters that rise tell nothing by themselves. */
function Announcer({ state }: { readonly state: ScreenState }) {
  const { title } = wellbeingOf(state.house, state.connection);
  return <p class="hidden" role="status">{title}</p>;
}

function Notices(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  return (
    <div class="notices" role="status">
      {state.notices.map(({ id, leadsTo, text, tone }) => (
        <div key={id} class={`notice tone-${tone}`}>
          <Icon name={tone === "good" ? "check" : "alert"} size={18} />
          <span>{text}</span>
          {leadsTo !== undefined && (
            <button
              type="button"
              class="link"
              onClick={() => acts.openMessage(leadsTo)}
            >
              Show
            </button>
          )}
          <button
            type="button"
            class="icon-button"
            aria-label="Dismiss"
            onClick={() =>
              acts.dropNotice(id)}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
