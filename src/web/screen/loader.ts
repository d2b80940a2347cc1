import { after } from "./browser_time.ts";
import type { Calls } from "./calls.ts";
import { everything } from "./route.ts";
import { Refresher } from "./refresher.ts";
import type { ScreenStore } from "./screen_store.ts";
import { listQuery } from "./search.ts";
import { listName } from "./state.ts";
import type { Answer, LiveEvent } from "./wire.ts";

/** Which rows of the list somebody sees. */
export interface ListView {
  readonly from: number;
  readonly to: number;
  readonly atTop: boolean;
}

const newestCount = 100;
const nextCount = 500;
const latestCount = 8;

/** What the screen can be brought up to date with. */
type Part =
  | "stats"
  | "status"
  | "alarms"
  | "breaker"
  | "modems"
  | "inbox"
  | "latest"
  | "list"
  | "detail"
  | "log";

/** How long each rests between two times, milliseconds: as long as nobody misses anything, since a machine in a storm has other work. */
const rests: Readonly<Record<Part, number>> = {
  stats: 400,
  status: 1_000,
  alarms: 1_000,
  breaker: 1_000,
  // The machine looks through its ports for it.
  modems: 2_000,
  inbox: 1_000,
  latest: 400,
  list: 400,
  detail: 400,
  log: 1_000,
};

/** Asks for what the screen shows, when it has changed and while somebody looks. */
export class Loader {
  readonly #store: ScreenStore;
  readonly #calls: Calls;
  readonly #onLogout: () => void;
  readonly #parts: Readonly<Record<Part, Refresher>>;
  /** What has changed while nobody looked. */
  readonly #missed = new Set<Part>();
  #view: ListView = { from: 0, to: 0, atTop: true };
  #isSeen = true;

  constructor(
    store: ScreenStore,
    calls: Calls,
    { onLogout }: {
      /** The session is over. */
      readonly onLogout: () => void;
    },
  ) {
    this.#store = store;
    this.#calls = calls;
    this.#onLogout = onLogout;
    this.#parts = {
      stats: this.#part(
        "stats",
        () => calls.stats(),
        (stats) => store.dispatch({ what: "stats", stats }),
      ),
      status: this.#part(
        "status",
        () => calls.status(),
        (status) => store.dispatch({ what: "house", house: { status } }),
      ),
      alarms: this.#part(
        "alarms",
        () => calls.alarms(),
        (alarms) => store.dispatch({ what: "house", house: { alarms } }),
      ),
      breaker: this.#part(
        "breaker",
        () => calls.breaker(),
        (breaker) => store.dispatch({ what: "house", house: { breaker } }),
      ),
      modems: this.#part(
        "modems",
        () => calls.modems(),
        (modems) => store.dispatch({ what: "modems", modems }),
      ),
      inbox: this.#part(
        "inbox",
        () => calls.inbox(200),
        (inbox) => store.dispatch({ what: "inbox", inbox }),
      ),
      latest: this.#part(
        "latest",
        () => calls.list(listQuery(everything, { limit: latestCount })),
        ({ deliveries }) =>
          store.dispatch({ what: "latest", latest: deliveries }),
      ),
      list: this.#refresher("list", () => this.#refreshList()),
      detail: this.#refresher("detail", () => this.#refreshDetail()),
      log: this.#part(
        "log",
        () => calls.log(500),
        (lines) => store.dispatch({ what: "logWhole", lines }),
      ),
    };
  }

  /** Everything may have changed. */
  refreshAll(): void {
    const parts: readonly Part[] = [
      ...["stats", "status", "alarms", "breaker", "modems"] as const,
      ...["inbox", "log", "latest", "list", "detail"] as const,
    ];
    for (const part of parts) this.#parts[part].ask("now");
  }

  /** Somebody has gone to another page, or opened a message. */
  routeChanged(): void {
    const { detail, list, route } = this.#store.state;
    if (route.page === "messages" && list.phase.kind === "loading") {
      this.#parts.list.ask("now");
    }
    if (detail.kind === "loading") this.#parts.detail.ask("now");
    if (route.page === "overview") this.#parts.latest.ask("now");
  }

  /** Something has changed at the machine. */
  heard(event: LiveEvent): void {
    switch (event.kind) {
      case "deliveries":
        return this.#deliveriesChanged(event);
      case "modems":
        return this.#ask("modems", "status");
      case "alarms":
        return this.#ask("alarms", "status");
      case "breaker":
        return this.#ask("breaker");
      case "stats":
        return this.#ask("stats", "status");
      case "inbox":
        return this.#ask("inbox");
      case "log":
        return this.#logCame(event);
      default:
        return event satisfies never;
    }
  }

  /** Whether somebody looks at the page at all. */
  seen(isSeen: boolean): void {
    this.#isSeen = isSeen;
    if (!isSeen) return;
    const missed = [...this.#missed];
    this.#missed.clear();
    this.#ask(...missed);
  }

  /** Somebody has scrolled the list. */
  listViewed(view: ListView): void {
    const cameToTop = view.atTop && !this.#view.atTop;
    this.#view = view;
    const { items, next, phase } = this.#store.state.list;
    if (cameToTop) this.#parts.list.ask("now");
    const isNearEnd = view.to >= items.length - 30;
    if (isNearEnd && next !== undefined && phase.kind === "idle") {
      void this.#loadNext(next);
    }
  }

  /** The list could not be loaded; somebody tries again. */
  retryList(): void {
    const { list } = this.#store.state;
    this.#store.dispatch({ what: "listAsked" });
    if (list.items.length > 0 && list.next !== undefined) {
      void this.#loadNext(list.next);
    } else this.#parts.list.ask("now");
  }

  #part<T>(
    part: Part,
    call: () => Promise<Answer<T>>,
    put: (value: T) => void,
  ): Refresher {
    return this.#refresher(part, async () => {
      const answer = await call();
      if (answer.kind === "ok") put(answer.value);
      if (answer.kind === "logged-out") this.#onLogout();
    });
  }

  #refresher(part: Part, task: () => Promise<void>): Refresher {
    return new Refresher(task, { restMs: rests[part], after });
  }

  #ask(...parts: readonly Part[]): void {
    for (const part of parts) {
      if (this.#isSeen) this.#parts[part].ask();
      else this.#missed.add(part);
    }
  }

  // A burst leaves lines out of the event; they are asked for.
  #logCame({ lines }: Extract<LiveEvent, { kind: "log" }>): void {
    if (lines.length >= 200) this.#ask("log");
    else this.#store.dispatch({ what: "logCame", lines });
  }

  #deliveriesChanged(
    { ids, more }: Extract<LiveEvent, { kind: "deliveries" }>,
  ): void {
    const { detail, list, route } = this.#store.state;
    if (route.page === "overview") this.#ask("latest");
    if (detail.kind !== "closed" && (more || ids.includes(detail.id))) {
      this.#ask("detail");
    }
    if (!this.#view.atTop) {
      const seen = list.items.slice(this.#view.from, this.#view.to);
      const isSeen = seen.some(({ messageId }) => ids.includes(messageId));
      if (isSeen || more) this.#ask("list");
      if (!isSeen && list.filter.search === "" && !list.fresher) {
        this.#store.dispatch({ what: "listFresher" });
      }
      return;
    }
    this.#ask("list");
  }

  async #refreshList(): Promise<void> {
    const { state } = this.#store;
    if (state.route.page !== "messages") return;
    const { items, filter } = state.list;
    const { atTop, from, to } = this.#view;
    const of = listName(state);
    if (atTop || items.length === 0) {
      const query = listQuery(filter, { limit: newestCount });
      return await this.#putPage(query, { of, place: "newest" });
    }
    const query = listQuery(filter, {
      limit: Math.max(1, to - from),
      before: items[from - 1]?.deliveryId,
    });
    await this.#putPage(query, { of, place: "span", from, to });
  }

  async #loadNext(next: number): Promise<void> {
    const of = listName(this.#store.state);
    const { filter } = this.#store.state.list;
    this.#store.dispatch({ what: "listAsked" });
    const query = listQuery(filter, { limit: nextCount, before: next });
    await this.#putPage(query, { of, place: "next" });
  }

  async #putPage(
    query: string,
    where:
      & { readonly of: string }
      & (
        | { readonly place: "newest" | "next" }
        | { readonly place: "span"; readonly from: number; readonly to: number }
      ),
  ): Promise<void> {
    const answer = await this.#calls.list(query);
    const { of } = where;
    if (answer.kind === "logged-out") return this.#onLogout();
    this.#store.dispatch(
      answer.kind === "ok"
        ? { what: "listCame", page: answer.value, ...where }
        : { what: "listFailed", of, text: whyNot(answer) },
    );
  }

  async #refreshDetail(): Promise<void> {
    const { detail } = this.#store.state;
    if (detail.kind === "closed") return;
    const { id } = detail;
    const answer = await this.#calls.message(id);
    if (answer.kind === "logged-out") return this.#onLogout();
    if (answer.kind === "ok") {
      this.#store.dispatch({ what: "detailCame", id, message: answer.value });
    } else if (answer.kind === "refused" || detail.kind === "loading") {
      this.#store.dispatch({ what: "detailFailed", id, text: whyNot(answer) });
    }
  }
}

/** Why something was not done, in a sentence. */
export function whyNot(
  answer: Exclude<Answer<unknown>, { kind: "ok" }>,
): string {
  switch (answer.kind) {
    case "refused":
      return answer.text;
    case "unreachable":
      return "The machine does not answer; nothing was done";
    case "logged-out":
      return "Your login is over: log in again";
    default:
      return answer satisfies never;
  }
}
