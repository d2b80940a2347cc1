interface Waiter {
  readonly enter: () => void;
}

/** A gate that many may wait at. Opening it lets all of them in. */
export class Gate {
  readonly #waiters = new Set<Waiter>();

  /** Lets in all who wait now. */
  open(): void {
    for (const waiter of this.#waiters) waiter.enter();
  }

  /** Resolves at the next `open`; rejects with the signal's reason when `signal` aborts first. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        this.#waiters.delete(waiter);
        signal.removeEventListener("abort", onAbort);
      };
      const onAbort = () => {
        leave();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        enter: () => {
          leave();
          resolve();
        },
      };
      this.#waiters.add(waiter);
      signal.addEventListener("abort", onAbort);
    });
  }
}
