import assert from "node:assert/strict";
import {
  type Clock,
  newMessageId,
  parsePhoneNumber,
  type PhoneNumber,
  systemClock,
} from "../model/mod.ts";
import type { KeptForReplies } from "./correspondents.ts";
import type { Claim, MessageRecord, Store } from "./store.ts";
import type { Submission } from "./submission.ts";

/** A store under test. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Ends the store as `kill -9` would, and opens what is on disk. This one is not used any more. */
  crash(): Promise<StoreUnderTest>;
  /** Closes the store and removes what it left. */
  end(): Promise<void>;
}

/** How the suite wants its store. */
export interface Wanted {
  readonly clock: Clock;
  readonly resumeWaitMs: number;
  readonly replies: KeptForReplies;
}

/** One sentence that holds for every store. */
export interface Law {
  readonly name: string;
  /** Gets an empty store; `crash` replaces it. */
  readonly holds: (ground: Ground) => Promise<void>;
}

/** When all laws begin: wall milliseconds. */
export const start = 1_789_000_000_000;
/** How long a submission of the suite lives. */
export const lifetimeMs = 1_000_000;
/** What every store of the suite is opened with. */
export const resumeWaitMs = 60_000;
/** A recipient. */
export const anna = number("+919812345678");
/** Another. */
export const bert = number("+4915187654321");

/** What a law stands on: the store, and short words for what is done with it. */
export class Ground {
  #under: StoreUnderTest;

  constructor(under: StoreUnderTest) {
    this.#under = under;
  }

  get store(): Store {
    return this.#under.store;
  }

  /** Kills and reopens. */
  async crash(): Promise<void> {
    this.#under = await this.#under.crash();
  }

  end(): Promise<void> {
    return this.#under.end();
  }

  /** A mail that is not accepted yet. */
  made(changes: Partial<Submission> = {}): Submission {
    return submission(changes);
  }

  /** Accepts a mail and returns what was accepted. */
  async accept(changes: Partial<Submission> = {}): Promise<Submission> {
    const made = submission(changes);
    await this.store.accept({ submission: made });
    return made;
  }

  /** Claims for a modem; undefined when there is nothing. */
  tryClaim(now: number, modem = "m1"): Promise<Claim | undefined> {
    return this.store.claim({ modem, now, leaseUntil: now + 1_000 });
  }

  /** Claims for a modem; there must be something. */
  async claim(now: number, modem = "m1"): Promise<Claim> {
    const claim = await this.tryClaim(now, modem);
    assert.ok(claim, "nothing to claim");
    return claim;
  }

  begin(claim: Claim, number: number, at: number): Promise<void> {
    return this.store.startSegment(claim, {
      number,
      at,
      leaseUntil: at + 1_000,
    });
  }

  /** Sends one segment: begun and acknowledged. */
  async send(claim: Claim, number: number, at: number): Promise<void> {
    await this.begin(claim, number, at);
    const reference = 100 + number;
    await this.store.acknowledgeSegment(claim, { number, reference, at });
  }

  /** Sends a single-segment delivery whole. */
  async sendWhole(now: number, modem = "m1"): Promise<Claim> {
    const claim = await this.claim(now, modem);
    await this.send(claim, 1, now);
    await this.store.settle(claim, { to: "sent" }, now);
    return claim;
  }

  show(of: { readonly id: Submission["id"] }): MessageRecord {
    const record = this.store.show(of.id);
    assert.ok(record, "no such message");
    return record;
  }

  /** The first delivery of a message. */
  first(of: { readonly id: Submission["id"] }): MessageRecord["deliveries"][0] {
    const [delivery] = this.show(of).deliveries;
    assert.ok(delivery, "no delivery");
    return delivery;
  }
}

/** A mail to Anna, accepted at `start`. */
export function submission(changes: Partial<Submission> = {}): Submission {
  const acceptedAt = changes.acceptedAt ?? start;
  return {
    id: newMessageId(systemClock),
    acceptedAt,
    expiresAt: acceptedAt + lifetimeMs,
    source: "smtp",
    reversePath: "plc@plant.example",
    clientAddress: "10.0.0.7",
    subject: "Pump",
    message: {
      text: "Pump 3 stopped",
      flash: false,
      statusReport: true,
      referenceBits: 8,
    },
    segmentCount: 1,
    recipients: [anna],
    ...changes,
  };
}

/** A number that is known to be one. */
export function number(text: string): PhoneNumber {
  const parsed = parsePhoneNumber(text);
  assert.ok(parsed, `${text} is no phone number`);
  return parsed;
}
