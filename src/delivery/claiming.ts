import type { DeliveryId } from "../model/mod.ts";
import type { SmsSender } from "../modem/mod.ts";
import { type Claim, type Store, StoreError } from "../queue/mod.ts";
import { type DispatcherOptions, leaseMs } from "./dispatcher_options.ts";
import type { PoolDesk } from "./pool_desk.ts";
import type { Standby } from "./standby.ts";
import type { Trouble } from "./trouble.ts";
import type { Hand } from "./worker.ts";

/** What claiming needs. */
export interface ClaimingParts {
  readonly store: Store;
  readonly options: Pick<DispatcherOptions, "clock" | "gate">;
  readonly desk: PoolDesk;
  readonly standby: Standby;
  readonly trouble: Trouble;
  /** What some modem holds that is not on record. */
  readonly reserved: ReadonlySet<DeliveryId>;
}

/** Gets modems the next delivery that each of them may send. */
export class Claiming {
  readonly #parts: ClaimingParts;
  /** So that a worker notices what came while its claim was under way. */
  #arrivals = 0;

  constructor(parts: ClaimingParts) {
    this.#parts = parts;
  }

  /** How often there was something new to claim. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** To be called when there may be something new to claim. */
  arrived(): void {
    this.#arrivals += 1;
  }

  /** The next one without a commit of its own; undefined when that cannot be, and at trouble, of which the claim that follows will tell. */
  reserve({ sender, records }: Hand): Claim | undefined {
    const wanted = sender.usable ? this.#wantedBy(sender) : undefined;
    if (wanted === undefined) return undefined;
    try {
      return this.#given(sender, records.reserve(wanted, this.#arrivals));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return undefined;
    }
  }

  /** Looks while a modem sends for what it may be given next, so that `reserve` need not when it comes soon. Changes nothing. */
  lookAhead({ sender, records }: Hand): void {
    const wanted = this.#wantedBy(sender);
    // Routes open and close with every other modem.
    if (wanted === undefined || wanted.routes !== undefined) return;
    try {
      records.lookAhead(wanted, this.#arrivals);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  /** The next one, leased on disk; undefined when there is none, and after trouble. */
  async claim(sender: SmsSender): Promise<Claim | undefined> {
    const { options, reserved: except, store, trouble } = this.#parts;
    const now = options.clock.now();
    const wanted = this.#wantedBy(sender);
    if (wanted === undefined) return undefined;
    try {
      const leaseUntil = now + leaseMs;
      const claim = await store.claim({ ...wanted, now, leaseUntil, except });
      return this.#given(sender, claim);
    } catch (error) {
      await trouble.wait(error);
      return undefined;
    }
  }

  /** What this modem may be given at this moment; undefined: nothing. */
  #wantedBy(sender: SmsSender): ReturnType<PoolDesk["request"]> | undefined {
    const { desk, options } = this.#parts;
    const gate = options.gate?.() ?? "all";
    if (gate === "none") return undefined;
    const request = desk.request(sender);
    return gate === "urgent" ? { ...request, urgentOnly: true } : request;
  }

  #given(sender: SmsSender, claim: Claim | undefined): Claim | undefined {
    const { desk, standby } = this.#parts;
    if (claim !== undefined && desk.given(sender, claim)) {
      this.arrived();
      standby.wakeAll();
    }
    return claim;
  }
}
