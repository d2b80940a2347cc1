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

/** How long a look ahead is good for, milliseconds: what comes due by time alone shall not be overtaken by more. */
const freshMs = 10;

/** What a modem may be given. */
type Wanted = Omit<PeekRequest, "modem" | "now" | "except">;

/** What a look ahead has shown, and for whom; on the monotonic clock. */
interface Ahead {
  readonly claim: Claim | undefined;
  readonly request: Wanted;
  readonly arrivals: number;
  readonly at: number;
}

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
 *
 * With one exception, by which the disk syncs while the modem makes its prompt, and not after it. A modem whose last prompt was there
 * within `patienceMs`, or that long after the sync, is expected to be as quick again: for it that commit begins with `AT+CMGS`. When the
 * prompt comes, all is on disk; when it does not in that time, what was foreseen is withdrawn. A kill in these few milliseconds finds an
 * SMS uncertain that has not left: it is sent once, and marked.
 */
export class HandOver {
  readonly #modem: string;
  readonly #options: HandOverOptions;
  #owed: readonly Entry[] = [];
  #next: Reserved | undefined;
  #patience: Timer | undefined;
  #foreseen: Foreseen | undefined;
  /** Ends the wait for a prompt that was foreseen. */
  #late: Timer | undefined;
  #ahead: Ahead | undefined;
  /** Whether the modem's last prompt was there in time. */
  #quick = false;
  /** The write that is under way. */
  #writing: Promise<void> | undefined;
  #flushing: Promise<void> | undefined;

  /** `modem` as the queue names it. */
  constructor(modem: string, options: HandOverOptions) {
    this.#modem = modem;
    this.#options = options;
  }

  /**
   * Looks which delivery `reserve` would find. Its answer is good for `freshMs`, as long as `arrivals` is what it was: how often there
   * was something new to claim. Throws `StoreError`.
   */
  lookAhead(request: Wanted, arrivals: number): void {
    const at = this.#options.clock.monotonic();
    this.#ahead = { claim: this.#peek(request), request, arrivals, at };
  }

  /**
   * Reserves the delivery that this modem may send next, or none; then the ordinary way must be gone, which is to claim one. Throws
   * `StoreError`.
   */
  reserve(request: Wanted, arrivals: number): Claim | undefined {
    if (this.#next?.stands === "reserved") return undefined;
    const { reserved } = this.#options;
    const claim = this.#seenAhead(request, arrivals) ?? this.#peek(request);
    this.#next = claim && { claim, stands: "reserved" };
    if (claim === undefined) return undefined;
    reserved.add(claim.deliveryId);
    this.#waitForCompany();
    return claim;
  }

  #peek(request: Wanted): Claim | undefined {
    const { store, clock, reserved } = this.#options;
    const modem = this.#modem;
    const now = clock.now();
    return store.peek({ ...request, modem, now, except: reserved });
  }

  /** What was seen ahead, if looking again would show the same. */
  #seenAhead(
    { turn, urgentOnly, routes }: Wanted,
    arrivals: number,
  ): Claim | undefined {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead?.claim === undefined) return undefined;
    const { at, claim, request } = ahead;
    const { clock, reserved } = this.#options;
    const isSame = ahead.arrivals === arrivals && routes === undefined &&
      request.turn === turn && request.urgentOnly === urgentOnly;
    const isFresh = clock.monotonic() - at <= freshMs;
    const isFree = !reserved.has(claim.deliveryId);
    return isSame && isFresh && isFree ? claim : undefined;
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
    if (entry.kind === "settled") this.withdraw();
    this.#owed = [...this.#owed, entry];
    this.#waitForCompany();
  }

  /** Whether it is not yet on disk that the network took a segment with this reference. */
  owes(reference: number): boolean {
    return this.#owed.some((it) =>
      it.kind === "acknowledged" && it.reference === reference
    );
  }

  /** The modem has been asked for the prompt of this segment: what `begin` is to record is begun now for one that is quick. */
  prompting(claim: Claim, number: number): void {
    this.withdraw();
    const { clock } = this.#options;
    const begun = { claim, number };
    const foreseen: Foreseen = { begun, since: undefined, written: undefined };
    this.#foreseen = foreseen;
    if (!this.#quick) {
      foreseen.since = clock.monotonic();
      return;
    }
    foreseen.written = this.#write(begun).then(() => {
      foreseen.since = clock.monotonic();
      if (this.#foreseen === foreseen) this.#waitForPrompt();
    });
    // Whoever waits for the prompt hears of it; without a prompt there is nothing to hear.
    foreseen.written.catch(() => {});
  }

  #waitForPrompt(): void {
    this.#late = this.#options.clock.after(patienceMs, () => {
      this.withdraw();
      this.flush().catch(() => {});
    });
  }

  /** Takes back what was recorded for a prompt that has not come; on disk as what is owed is. */
  withdraw(): void {
    const { begun, written } = this.#forget() ?? {};
    if (begun === undefined || written === undefined) return;
    this.#quick = false;
    this.owe({ kind: "withdrawn", ...begun });
  }

  /**
   * Resolves when all that is owed, and that this segment's PDU is about to be written, is on disk; tried once. Rejects when the PDU must
   * not be written; a delivery that was only reserved is then as it was, and no longer this modem's.
   */
  async begin(claim: Claim, number: number): Promise<void> {
    const written = this.#promptCame();
    try {
      await (written ?? this.#write({ claim, number }));
    } catch (error) {
      this.giveBack(claim);
      throw error;
    }
  }

  #forget(): Foreseen | undefined {
    const foreseen = this.#foreseen;
    this.#foreseen = undefined;
    this.#late?.cancel();
    this.#late = undefined;
    return foreseen;
  }

  /** Learns from a prompt; returns the write that was begun for it, if any. */
  #promptCame(): Promise<void> | undefined {
    const foreseen = this.#forget();
    if (foreseen === undefined) return undefined;
    const { since, written } = foreseen;
    const now = this.#options.clock.monotonic();
    this.#quick = since === undefined || now - since <= patienceMs;
    return written;
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
    if (this.#foreseen?.begun.claim === claim) this.#forget();
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

/** A segment for whose PDU the modem was asked for a prompt. */
interface Foreseen {
  readonly begun: Begun;
  /** Since when nothing but the prompt is waited for, monotonic milliseconds; undefined while the disk is. */
  since: number | undefined;
  /** That it begins, where that is recorded ahead of the prompt. */
  written: Promise<void> | undefined;
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
