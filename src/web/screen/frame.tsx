import { useState } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import { Icon, Mark } from "./icons.tsx";
import { mayAct } from "./message_actions.ts";
import {
  nextTheme,
  rememberedTheme,
  rememberTheme,
  type Theme,
} from "./remembered.ts";
import { hashOf, type Page, pageRoute, pages } from "./route.ts";
import type { ScreenState } from "./state.ts";
import { counted } from "./words.ts";

/** What each page is called. */
export const pageNames: Readonly<Record<Page, string>> = {
  overview: "Overview",
  messages: "Messages",
  inbox: "Inbox",
  modems: "Modems",
  log: "Log",
};

/** The tabs: at the side of a wide screen, at the bottom of a narrow one. */
export function Tabs({ state }: { readonly state: ScreenState }) {
  return (
    <nav class="tabs" aria-label="Pages">
      {pages.map((page) => (
        <a
          href={hashOf(pageRoute(page))}
          aria-current={state.route.page === page ? "page" : undefined}
        >
          <Icon name={page} size={21} />
          <span>{pageNames[page]}</span>
          <Badge page={page} state={state} />
        </a>
      ))}
    </nav>
  );
}

function Badge(
  { page, state }: { readonly page: Page; readonly state: ScreenState },
) {
  const ill =
    state.modems?.filter((it) =>
      it.name !== "" && it.state !== "usable" && it.state !== "limited"
    ).length ?? 0;
  const held = state.stats?.states.held ?? 0;
  const count = page === "modems" ? ill : page === "messages" ? held : 0;
  if (count === 0) return null;
  const words = page === "modems" ? "not ready" : "held";
  return (
    <span class="badge">
      {counted(count)}
      <span class="hidden">{words}</span>
    </span>
  );
}

/** The bar at the top. */
export function TopBar(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { route, session } = state;
  return (
    <header class="top">
      <a class="brand" href="#/" aria-label="cellpost, to the overview">
        <Mark />
        <span class="wordmark">cellpost</span>
      </a>
      <h1>{pageNames[route.page]}</h1>
      <ConnectionLight state={state} />
      {session !== undefined && session.name !== "" && (
        <span class="who">
          {session.name} <span class="muted">{session.role}</span>
        </span>
      )}
      <ThemeButton />
      <button
        type="button"
        class="icon-button"
        aria-label="Help and keys"
        title="Help and keys (?)"
        onClick={() => acts.show({ kind: "help" })}
      >
        <Icon name="help" />
      </button>
      {session?.login === true && (
        <button
          type="button"
          class="icon-button"
          aria-label="Log out"
          title="Log out"
          onClick={() => void acts.logout()}
        >
          <Icon name="logout" />
        </button>
      )}
      {mayAct(session?.role) && (
        <button
          type="button"
          class="button primary new-message"
          title="New message (n)"
          onClick={() => acts.show({ kind: "compose", to: "" })}
        >
          <Icon name="compose" size={18} /> <span>New message</span>
        </button>
      )}
    </header>
  );
}

const lightWords = {
  connecting: "Connecting",
  live: "Live",
  lost: "Connection lost, trying again",
} as const;

function ConnectionLight({ state }: { readonly state: ScreenState }) {
  const { connection } = state;
  return (
    <p class={`light ${connection.state}`}>
      {lightWords[connection.state]}
    </p>
  );
}

const themeWords: Readonly<Record<Theme, string>> = {
  auto: "Colours as the machine has them",
  light: "Light colours",
  dark: "Dark colours",
};

function ThemeButton() {
  const [theme, setTheme] = useState(rememberedTheme());
  const onClick = () => {
    const next = nextTheme(theme);
    rememberTheme(next);
    setTheme(next);
    applyTheme(next);
  };
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`${themeWords[theme]}: change`}
      title={themeWords[theme]}
      onClick={onClick}
    >
      <Icon name={theme} />
    </button>
  );
}

/** Shows the page in a theme. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}
