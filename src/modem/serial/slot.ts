import type { Completions } from "./completions.ts";
import type { Completion, Operation, WindowsCalls } from "./windows_calls.ts";

/** How a slot's operation ended; `dropped`: whatever it brought is old. */
export interface SlotEnd extends Completion {
  readonly dropped: boolean;
}

/** One direction of a port: an operation that is begun again and again, one at a time. */
export class Slot {
  readonly operation: Operation;
  readonly #calls: WindowsCalls;
  readonly #completions: Completions;
  #state: "idle" | "pending" | "dropped" = "idle";

  constructor(
    parts: { readonly calls: WindowsCalls; readonly completions: Completions },
    size: number,
  ) {
    this.#calls = parts.calls;
    this.#completions = parts.completions;
    this.operation = parts.calls.newOperation(size);
  }

  get idle(): boolean {
    return this.#state === "idle";
  }

  /** Begins the operation by `start`; returns its error, 0 when `ended` will be called, later. */
  begin(start: () => number, ended: (end: SlotEnd) => void): number {
    this.#state = "pending";
    const code = this.#completions.begin(this.operation, start, (end) => {
      const dropped = this.#state === "dropped";
      this.#state = "idle";
      ended({ ...end, dropped });
    });
    if (code !== 0) this.#state = "idle";
    return code;
  }

  /** Asks for an early end, and for no result. */
  drop(handle: bigint): void {
    if (this.#state !== "pending") return;
    this.#state = "dropped";
    this.#calls.cancel(handle, this.operation);
  }
}
