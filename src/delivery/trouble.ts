import type { Clock } from "../model/mod.ts";
import { StoreError } from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import type { Pulse } from "./pulse.ts";

/** How long after a refused write the next try comes. */
const troubleWaitMs = 1000;
/** The same trouble is told again after this long. */
const toldAgainMs = 60_000;

/** Tells of trouble with the database, the same once a minute at most. */
export class Trouble {
  readonly #clock: Clock;
  readonly #observe: (event: DeliveryEvent) => void;
  readonly #hurry: AbortSignal;
  readonly #pulse: Pick<Pulse, "refused">;
  /** The trouble that was told last, and when. */
  #told: { readonly text: string; readonly at: number } | undefined;

  /** `hurry`: there is no time left to wait. */
  constructor(
    { clock, observe }: {
      readonly clock: Clock;
      readonly observe: (event: DeliveryEvent) => void;
    },
    hurry: AbortSignal,
    pulse: Pick<Pulse, "refused">,
  ) {
    this.#clock = clock;
    this.#observe = observe;
    this.#hurry = hurry;
    this.#pulse = pulse;
  }

  /** Tells, and resolves when the next try may come. Throws what is no trouble with the database. */
  async wait(error: unknown): Promise<void> {
    this.tell(error);
    this.#pulse.refused();
    // Rejects only when there is no time left to wait.
    await this.#clock.sleep(troubleWaitMs, this.#hurry).catch(() => {});
  }

  /**
   * What a modem has done cannot be undone, so its record is tried until it is on disk, however long that takes; only a stop in a hurry
   * gives it up. Throws what is no trouble with the database.
   */
  async persist<T>(write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (isClosed(error) || this.#hurry.aborted) throw error;
        await this.wait(error);
      }
    }
  }

  /** Throws what is no trouble with the database. */
  tell(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    const news = error.message !== this.#told?.text ||
      this.#clock.monotonic() - this.#told.at >= toldAgainMs;
    if (news) {
      this.#told = { text: error.message, at: this.#clock.monotonic() };
      this.#observe({ kind: "trouble", text: error.message });
    }
  }
}

/** Whether there is no database any more, so that no try will help. */
export function isClosed(error: unknown): boolean {
  return error instanceof StoreError && error.code === "closed";
}
