import type { SmsSender } from "../modem/mod.ts";
import { modemKey } from "./modem_key.ts";
import type { Hand } from "./worker.ts";

/** A modem at work. */
export interface Post extends Hand {
  /** Aborts when it shall take nothing more. */
  readonly signal: AbortSignal;
}

interface Member {
  readonly post: Post;
  readonly leave: AbortController;
  readonly done: Promise<void>;
}

/** The modems, and who of them is at work. */
export class Crew {
  readonly #senders: SmsSender[];
  readonly #members = new Map<SmsSender, Member>();
  readonly #stopping: AbortSignal;

  /** All leave when `stopping` aborts. */
  constructor(senders: readonly SmsSender[], stopping: AbortSignal) {
    this.#senders = [...senders];
    this.#stopping = stopping;
  }

  /** All modems, in a list that grows and shrinks with them. */
  get senders(): readonly SmsSender[] {
    return this.#senders;
  }

  /** The modem of this name; undefined when there is none. */
  named(wanted: string): SmsSender | undefined {
    return this.#senders.find(({ name }) => name === wanted);
  }

  /** The modem with this name in the queue. */
  keyed(key: string): SmsSender | undefined {
    return this.#senders.find((it) => modemKey(it) === key);
  }

  /** Where a modem's work is recorded. */
  recordsOf(sender: SmsSender): Hand["records"] | undefined {
    return this.#members.get(sender)?.post.records;
  }

  /** Makes a modem one of them. */
  join(sender: SmsSender): void {
    this.#senders.push(sender);
  }

  /** Puts one to work; `work` must end when the post's signal aborts. */
  begin(hand: Hand, work: (post: Post) => Promise<void>): void {
    const leave = new AbortController();
    const signal = AbortSignal.any([this.#stopping, leave.signal]);
    const post = { ...hand, signal };
    this.#members.set(hand.sender, { post, leave, done: work(post) });
  }

  /** Lets one go; resolves when it has done what it was about. `ring` wakes whoever has nothing to do. */
  async dismiss(sender: SmsSender, ring: () => void): Promise<void> {
    const member = this.#members.get(sender);
    member?.leave.abort();
    ring();
    await member?.done;
    this.#members.delete(sender);
    const at = this.#senders.indexOf(sender);
    if (at >= 0) this.#senders.splice(at, 1);
  }

  /** Resolves when all have gone. */
  async gone(): Promise<void> {
    await Promise.all([...this.#members.values()].map(({ done }) => done));
  }
}
