import { after, browserChance, browserNow, every } from "./browser_time.ts";
import type { Calls } from "./calls.ts";
import { openFeed } from "./feed.ts";
import type { Loader } from "./loader.ts";
import { lostAgain } from "./reconnect.ts";
import type { ScreenStore } from "./screen_store.ts";

/** Keeps the screen connected: comes back by itself when the machine was away, with everything as it is by then. */
export class LiveSide {
  readonly #store: ScreenStore;
  readonly #calls: Calls;
  readonly #loader: Loader;
  readonly #onLogout: () => void;

  constructor(
    store: ScreenStore,
    { calls, loader, onLogout }: {
      readonly calls: Calls;
      readonly loader: Loader;
      readonly onLogout: () => void;
    },
  ) {
    this.#store = store;
    this.#calls = calls;
    this.#loader = loader;
    this.#onLogout = onLogout;
  }

  /** Connects, for as long as the page is open. */
  start(): void {
    void this.#connect();
    every(
      1_000,
      () => this.#store.dispatch({ what: "ticked", now: browserNow() }),
    );
  }

  // The session first: it tells a login that is over from a machine that is away, and its token changes with a restart.
  async #connect(): Promise<void> {
    const answer = await this.#calls.session();
    switch (answer.kind) {
      case "logged-out":
        return this.#onLogout();
      case "ok":
        this.#store.dispatch({ what: "session", session: answer.value });
        return this.#listen();
      case "refused":
      case "unreachable":
        return this.#lose();
      default:
        return answer satisfies never;
    }
  }

  #listen(): void {
    openFeed({
      open: () => {
        const connection = { state: "live" } as const;
        this.#store.dispatch({ what: "connection", connection });
        this.#loader.refreshAll();
      },
      event: (event) => this.#loader.heard(event),
      lost: () => this.#lose(),
    });
  }

  #lose(): void {
    const now = browserNow();
    const connection = lostAgain(this.#store.state.connection, {
      now,
      chance: browserChance(),
    });
    this.#store.dispatch({ what: "connection", connection });
    after(connection.retryAt - now, () => void this.#connect());
  }
}
