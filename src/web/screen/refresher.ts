/** How a refresher rests. */
export interface RefresherOptions {
  /** How long it rests after each time, milliseconds: a burst of news costs the machine little. */
  readonly restMs: number;
  /** Does something once, later; the answer takes it back. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** How soon something is wanted: when it has rested, or as soon as it can be. */
export type Haste = "soon" | "now";

type State =
  | { readonly kind: "idle" }
  /** `again`: it was asked for meanwhile. */
  | { readonly kind: "running"; readonly again?: Haste | undefined }
  | {
    readonly kind: "resting";
    readonly again: boolean;
    readonly rise: () => void;
  };

/**
 * Does something again when it is asked to, never twice at the same time, with a rest between: what is asked meanwhile is done
 * once, afterwards.
 */
export class Refresher {
  readonly #task: () => Promise<void>;
  readonly #options: RefresherOptions;
  #state: State = { kind: "idle" };

  /** @param task what is done; it must not throw. */
  constructor(task: () => Promise<void>, options: RefresherOptions) {
    this.#task = task;
    this.#options = options;
  }

  /** Asks for it. */
  ask(haste: Haste = "soon"): void {
    const state = this.#state;
    switch (state.kind) {
      case "idle":
        return void this.#run();
      case "running":
        this.#state = {
          kind: "running",
          again: state.again === "now" ? "now" : haste,
        };
        return;
      case "resting":
        if (haste === "soon") {
          this.#state = { ...state, again: true };
          return;
        }
        state.rise();
        return void this.#run();
      default:
        return state satisfies never;
    }
  }

  async #run(): Promise<void> {
    this.#state = { kind: "running" };
    await this.#task();
    const { again } = this.#state;
    if (again === "now") return void this.#run();
    const { after, restMs } = this.#options;
    const rise = after(restMs, () => {
      const asked = this.#state.kind === "resting" && this.#state.again;
      this.#state = { kind: "idle" };
      if (asked) this.ask();
    });
    this.#state = { kind: "resting", again: again === "soon", rise };
  }
}
