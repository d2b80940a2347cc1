import { render } from "hono/jsx/dom";
import { Acts } from "./acts.ts";
import { App } from "./app.tsx";
import { browserNow } from "./browser_time.ts";
import { Calls } from "./calls.ts";
import { applyTheme } from "./frame.tsx";
import { type KeyCommand, keyCommand } from "./keys.ts";
import { LiveSide } from "./live_side.ts";
import { Loader } from "./loader.ts";
import { rememberedTheme } from "./remembered.ts";
import { everything, routeOf } from "./route.ts";
import { ScreenStore } from "./screen_store.ts";
import { firstState } from "./state.ts";

/** Starts the screen in the page that carries it. */
function start(root: HTMLElement): void {
  applyTheme(rememberedTheme());
  const store = new ScreenStore(
    firstState(routeOf(location.hash), browserNow()),
  );
  const calls = new Calls();
  const toLogin = () => location.assign("/login");
  const loader = new Loader(store, calls, { onLogout: toLogin });
  const routed = () => {
    store.dispatch({ what: "routed", route: routeOf(location.hash) });
    loader.routeChanged();
  };
  const go = (hash: string, how: "push" | "replace") => {
    if (how === "push") history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
    routed();
  };
  const acts = new Acts(store, { calls, loader, navigator: { go, toLogin } });
  addEventListener("popstate", routed);
  addEventListener("hashchange", routed);
  addEventListener("keydown", (event) => onKey(event, store, acts));
  document.addEventListener(
    "visibilitychange",
    () => loader.seen(document.visibilityState === "visible"),
  );
  render(<App acts={acts} store={store} />, root);
  new LiveSide(store, { calls, loader, onLogout: toLogin }).start();
}

function onKey(event: KeyboardEvent, store: ScreenStore, acts: Acts): void {
  const { target } = event;
  const inField = target instanceof HTMLElement &&
    target.matches("input, textarea, select");
  const { altKey, ctrlKey, key, metaKey } = event;
  const command = keyCommand({ altKey, ctrlKey, key, metaKey, inField });
  if (command === undefined || store.state.dialog.kind !== "none") return;
  if (command !== "close") event.preventDefault();
  obey(command, store, acts);
}

function obey(command: KeyCommand, store: ScreenStore, acts: Acts): void {
  switch (command) {
    case "search":
      return search(store, acts);
    case "compose":
      if (store.state.session?.role === "viewer") return;
      return acts.show({ kind: "compose", to: "" });
    case "help":
      return acts.show({ kind: "help" });
    case "close":
      return close(store, acts);
    default:
      return command satisfies never;
  }
}

function search(store: ScreenStore, acts: Acts): void {
  const { list, route } = store.state;
  if (route.page !== "messages") {
    acts.go({ page: "messages", filter: list.filter ?? everything });
  }
  requestAnimationFrame(() => {
    const box = document.getElementById("search");
    if (box instanceof HTMLInputElement) box.select();
  });
}

function close(store: ScreenStore, acts: Acts): void {
  if (store.state.detail.kind === "closed") return;
  acts.closeMessage();
  requestAnimationFrame(() => {
    const rows = document.querySelector(".rows");
    if (rows instanceof HTMLElement) rows.focus();
  });
}

const root = document.getElementById("app");
if (root !== null) start(root);
