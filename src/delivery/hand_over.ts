import type { Clock, DeliveryId, Timer } from "../model/mod.ts";
import type {
  Change,
  Claim,
  Entry,
  PeekRequest,
  Recorded,
  Store,
} from "../queue/mod.ts";
import type { Acknowledged } from "./reports.ts";

/** What all modems' hand-overs have in common. */
export interface HandOverOptions {
  readonly store: Pick<Store, "peek" | "record">;
  readonly clock: Clock;
  /** How long a segment may keep its delivery leased, milliseconds. */
  readonly leaseMs: number;
  /** What some modem holds that is not on record; claims leave it out. Each hand-over writes its own into it. */
  readonly reserved: Set<DeliveryId>;
  /** Tries a write until it is on disk. */
  readonly persist: <T>(write: () => Promise<T>) => Promise<T>;
  /** Told of each settlement that is on disk, at once. */
  readonly changed: (change: Change) => void;
  /** Told of each acknowledgement that is on disk. */
  readonly acknowledged: (segment: Acknowledged) => void;
  /** Told of a reserved delivery that is free again: another modem may take it. */
  readonly freed: () => void;
}

/** How long what is owed to the records waits for company, milliseconds: a good modem needs no more for its prompt, and a sync of a card ten times as much. */
const patienceMs = 3;

/** The delivery that a modem was given before it was leased. `gone`: it must not be sent any more. */
interface Reserved {
  readonly claim: Claim;
  readonly stands: "reserved" | "gone";
}

/**
 * One modem's records, of which those of two SMS share a commit. While the modem makes its prompt for the next SMS, that it has taken
 * the last one waits for what must be on disk before the PDU: acknowledgement and settlement of the one, lease and start of the
 * other are one sync, and not two.
 *
 * For that the next delivery is only reserved when `AT+CMGS` goes out, in memory: no other modem is given it. When the prompt does not
 * come within `patienceMs`, what is owed is recorded without it, and the reserved one leased. So a kill finds at any
 * moment what it would find without hand-over: an SMS that has left and is not yet on record as such is uncertain, one whose
 * PDU was not begun is queued.
 */
export class HandOver {
  readonly #modem: string;
  readonly #options: HandOverOptions;
  #owed: readonly Entry[] = [];
  #next: Reserved | undefined;
  #patience: Timer | undefined;
  /** The write that is under way. */
  #writing: Promise<void> | undefined;
  #flushing: Promise<void> | undefined;

  /** `modem` as the queue names it. */
  constructor(modem: string, options: HandOverOptions) {
    this.#modem = modem;
    this.#options = options;
  }

  /**
   * Reserves the delivery that this modem may send next, or none; then the ordinary way must be gone, which is to claim one. Throws
   * `StoreError`.
   */
  reserve(
    request: Omit<PeekRequest, "modem" | "now" | "except">,
  ): Claim | undefined {
    if (this.#next?.stands === "reserved") return undefined;
    const { store, clock, reserved } = this.#options;
    const claim = store.peek({
      ...request,
      modem: this.#modem,
      now: clock.now(),
      except: reserved,
    });
    this.#next = claim && { claim, stands: "reserved" };
    if (claim === undefined) return undefined;
    reserved.add(claim.deliveryId);
    this.#waitForCompany();
    return claim;
  }

  /** Whether this modem may settle the claim: false of one that was reserved and is not to be sent by it. */
  holds(claim: Claim): boolean {
    return this.#next?.claim !== claim || this.#next.stands === "reserved";
  }

  /** Whether a claim is not leased yet. */
  isReserved(claim: Claim): boolean {
    return this.#next?.claim === claim && this.#next.stands === "reserved";
  }

  /** Gives a reserved delivery back as it was. Does nothing to one that is leased. */
  giveBack(claim: Claim): void {
    const { claim: reserved, stands } = this.#next ?? {};
    if (reserved === claim && stands === "reserved") this.#leave(claim);
  }

  /** As `giveBack`, and answers whether it was leased. */
  surrender(claim: Claim): { readonly leased: boolean } {
    const leased = !this.isReserved(claim);
    this.giveBack(claim);
    return { leased };
  }

  /** Notes what the modem has done; on disk with the next `begin`, `patienceMs` later, or after `flush`. */
  owe(entry: Entry): void {
    this.#owed = [...this.#owed, entry];
    this.#waitForCompany();
  }

  /** Whether it is not yet on disk that the network took a segment with this reference. */
  owes(reference: number): boolean {
    return this.#owed.some((it) =>
      it.kind === "acknowledged" && it.reference === reference
    );
  }

  /**
   * Resolves when all that is owed, and that this segment's PDU is about to be written, is on disk; tried once. Rejects when the PDU must
   * not be written; a delivery that was only reserved is then as it was, and no longer this modem's.
   */
  async begin(claim: Claim, number: number): Promise<void> {
    try {
      await this.#write({ claim, number });
    } catch (error) {
      this.giveBack(claim);
      throw error;
    }
  }

  /** Resolves when nothing is owed any more, and what is reserved is leased. Tried until it is on disk. */
  flush(): Promise<void> {
    if (!this.#isOpen) return Promise.resolve();
    return this.#flushing ??= this.#flush();
  }

  get #isOpen(): boolean {
    return this.#owed.length > 0 || this.#next?.stands === "reserved";
  }

  async #flush(): Promise<void> {
    try {
      while (this.#isOpen) {
        await this.#options.persist(() => this.#write());
      }
    } finally {
      this.#flushing = undefined;
    }
  }

  #waitForCompany(): void {
    this.#patience ??= this.#options.clock.after(patienceMs, () => {
      // What cannot be written stays owed, and whoever waits for the next flush hears why.
      this.flush().catch(() => {});
    });
  }

  /** One after the other, since each takes along what the one before could not write. */
  async #write(begun?: Begun): Promise<void> {
    while (this.#writing !== undefined) await this.#writing.catch(() => {});
    this.#writing = this.#writeNow(begun);
    try {
      await this.#writing;
    } finally {
      this.#writing = undefined;
    }
  }

  async #writeNow(begun: Begun | undefined): Promise<void> {
    this.#patience?.cancel();
    this.#patience = undefined;
    if (begun) this.#assertHeld(begun.claim);
    const { clock, leaseMs, store } = this.#options;
    const at = clock.now();
    const owed = this.#owed;
    const reserved = this.#next?.stands === "reserved"
      ? this.#next.claim
      : undefined;
    const entries = entriesOf(
      { reserved, owed, begun },
      { at, leaseUntil: at + leaseMs },
    );
    // Another write may have taken along what this one was for.
    if (entries.length === 0) return;
    const recorded = await store.record(entries);
    this.#owed = this.#owed.slice(owed.length);
    this.#follow(recorded, owed);
    if (begun) this.#assertHeld(begun.claim);
  }

  #follow({ changes, claimed, gone }: Recorded, owed: readonly Entry[]): void {
    const { acknowledged, changed, reserved } = this.#options;
    for (const { deliveryId } of claimed) reserved.delete(deliveryId);
    if (claimed.length > 0) this.#next = undefined;
    for (const claim of gone) this.#leave(claim);
    for (const change of changes) changed(change);
    for (const entry of owed) {
      if (entry.kind !== "acknowledged") continue;
      acknowledged({ modem: this.#modem, reference: entry.reference });
    }
  }

  #leave(claim: Claim): void {
    const { freed, reserved } = this.#options;
    this.#next = { claim, stands: "gone" };
    // The lease that they speak of may by now be another modem's.
    this.#owed = this.#owed.filter((it) => it.claim !== claim);
    reserved.delete(claim.deliveryId);
    freed();
  }

  #assertHeld(claim: Claim): void {
    if (this.holds(claim)) return;
    throw new Error(
      `Delivery ${claim.deliveryId} is not to be sent by ${this.#modem} any more`,
    );
  }
}

/** A segment whose PDU is about to be written. */
interface Begun {
  readonly claim: Claim;
  readonly number: number;
}

/** What one commit holds. The lease stands first, for without it nothing of its delivery may be recorded. */
function entriesOf(
  { reserved, owed, begun }: {
    readonly reserved: Claim | undefined;
    readonly owed: readonly Entry[];
    readonly begun: Begun | undefined;
  },
  lease: { readonly at: number; readonly leaseUntil: number },
): readonly Entry[] {
  return [
    ...(reserved
      ? [{ kind: "claimed", claim: reserved, ...lease } as const]
      : []),
    ...owed,
    ...(begun ? [{ kind: "started", ...begun, ...lease } as const] : []),
  ];
}
