import { after } from "./browser_time.ts";
import type { Calls, Draft } from "./calls.ts";
import { type ListView, type Loader, whyNot } from "./loader.ts";
import type { LogLevel } from "./log_lines.ts";
import { type Deed, outcomeOf } from "./message_actions.ts";
import { hashOf, type Route } from "./route.ts";
import type { ScreenStore } from "./screen_store.ts";
import type { Dialog, Notice } from "./state.ts";
import type { Answer } from "./wire.ts";

/** Where the browser is, and how it gets elsewhere. */
export interface Navigator {
  /** A new entry in the history, or in the place of the last one. */
  go(hash: string, how: "push" | "replace"): void;
  /** Loads the login page. */
  toLogin(): void;
}

const noticeMs = 8_000;
const noDraft = { to: "", text: "" };

/** What somebody can do at the screen. */
export class Acts {
  readonly #store: ScreenStore;
  readonly #calls: Calls;
  readonly #loader: Loader;
  readonly #navigator: Navigator;
  /** What somebody has begun to write: closing its dialog, which alone writes this, loses nothing. */
  draft = noDraft;

  constructor(
    store: ScreenStore,
    { calls, loader, navigator }: {
      readonly calls: Calls;
      readonly loader: Loader;
      readonly navigator: Navigator;
    },
  ) {
    this.#store = store;
    this.#calls = calls;
    this.#loader = loader;
    this.#navigator = navigator;
  }

  go(route: Route, how: "push" | "replace" = "push"): void {
    this.#navigator.go(hashOf(route), how);
  }

  /** Closes the message that lies open, and stays in the list. */
  closeMessage(): void {
    const { route } = this.#store.state;
    if (route.page !== "messages") return;
    this.go({ page: "messages", filter: route.filter });
  }

  /** Opens a message beside the list as it is. */
  openMessage(id: string): void {
    const { list, route } = this.#store.state;
    const filter = route.page === "messages" ? route.filter : list.filter;
    this.go({ page: "messages", filter, id });
  }

  listViewed(view: ListView): void {
    this.#loader.listViewed(view);
  }

  retryList(): void {
    this.#loader.retryList();
  }

  setLogLevel(level: LogLevel): void {
    this.#store.dispatch({ what: "logLevel", level });
  }

  toggleLog(): void {
    this.#store.dispatch({ what: "logRest" });
  }

  show(dialog: Dialog): void {
    this.#store.dispatch({ what: "dialog", dialog });
  }

  closeDialog(): void {
    this.show({ kind: "none" });
  }

  /** Tells what came of something. */
  notice(notice: Omit<Notice, "id">): void {
    this.#store.dispatch({ what: "noticed", ...notice });
    const id = this.#store.state.notices.at(-1)?.id ?? 0;
    after(noticeMs, () => this.dropNotice(id));
  }

  dropNotice(id: number): void {
    this.#store.dispatch({ what: "noticeGone", id });
  }

  /** Does it, says what came of it, and shows what is so now. */
  async carryOut(deed: Deed): Promise<void> {
    if (this.#store.state.busy) return;
    this.#store.dispatch({ what: "busy", busy: true });
    this.closeDialog();
    this.notice(await this.#outcome(deed));
    this.#store.dispatch({ what: "busy", busy: false });
    this.#loader.refreshAll();
  }

  /** Sends a message; the answer is why it was refused, or undefined. */
  async send(draft: Draft): Promise<string | undefined> {
    const answer = await this.#calls.send(draft);
    if (answer.kind !== "ok") return this.#refusal(answer);
    const { id } = answer.value;
    this.closeDialog();
    this.draft = noDraft;
    this.notice({ tone: "good", text: `Queued as ${id}`, leadsTo: id });
    this.#loader.refreshAll();
    return undefined;
  }

  /** Puts a text on the clipboard and says so. */
  async copy(text: string): Promise<void> {
    const said = await navigator.clipboard?.writeText(text)
      .then(() => true, () => false) ?? false;
    this.notice(
      said
        ? { tone: "good", text: "Copied" }
        : { tone: "bad", text: "The browser does not let this page copy" },
    );
  }

  async logout(): Promise<void> {
    await this.#calls.logout();
    this.#navigator.toLogin();
  }

  async #outcome(deed: Deed): Promise<Omit<Notice, "id">> {
    if (deed.do === "release") {
      const answer = await this.#calls.release();
      return answer.kind === "ok"
        ? { tone: "good", text: "The breaker is released" }
        : { tone: "bad", text: this.#refusal(answer) };
    }
    const answer = deed.do === "retry"
      ? await this.#calls.retry(deed.id)
      : await this.#calls.cancel(deed.id);
    if (answer.kind !== "ok") {
      return { tone: "bad", text: this.#refusal(answer) };
    }
    const text = outcomeOf(deed, answer.value);
    return { tone: "good", text, leadsTo: answer.value.again?.id };
  }

  #refusal(answer: Exclude<Answer<unknown>, { kind: "ok" }>): string {
    if (answer.kind === "logged-out") this.#navigator.toLogin();
    return whyNot(answer);
  }
}
