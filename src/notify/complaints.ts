import type { Clock } from "../model/mod.ts";
import type { NotifyEvent } from "./event.ts";

/** Where complaints go. */
export interface ComplaintOptions {
  readonly clock: Clock;
  readonly observe: (event: NotifyEvent) => void;
  /** The words of an error when it is trouble with the disk; undefined for any other. */
  readonly troubleOf: (error: unknown) => string | undefined;
}

/** The same trouble is told again after this long. */
const toldAgainMs = 60_000;

/** Tells of trouble with the disk, once a minute while it is the same, and of bugs. */
export class Complaints {
  readonly #options: ComplaintOptions;
  #told: { readonly text: string; readonly at: number } | undefined;

  constructor(options: ComplaintOptions) {
    this.#options = options;
  }

  /** Tells of an error; of the same one only once in a while. */
  tell(error: unknown): void {
    const { clock, observe, troubleOf } = this.#options;
    const trouble = troubleOf(error);
    const text = trouble ?? String(error);
    const at = clock.monotonic();
    const again = this.#told?.text === text &&
      at - this.#told.at < toldAgainMs;
    if (again) return;
    this.#told = { text, at };
    observe(
      trouble === undefined
        ? { kind: "bug", error }
        : { kind: "trouble", text: trouble },
    );
  }
}
