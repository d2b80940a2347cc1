import type { MessageId } from "../model/mod.ts";

// A client that is gone is noticed soon, and before long its mail is too old to have repeats.
const remembered = 1000;

/**
 * Which other mails a reply stood for: one that names a mail may be the answer for repeats of several. A restart forgets them; a repeat
 * may then go out twice.
 */
export class Answers {
  readonly #others = new Map<MessageId, readonly MessageId[]>();

  /** Notes what a reply with this id stands for, in place of what an earlier one did. */
  note(id: MessageId, stoodFor: readonly MessageId[]): void {
    this.#others.delete(id);
    const others = [...new Set(stoodFor)].filter((it) => it !== id);
    if (others.length === 0) return;
    const oldest = this.#others.keys().next();
    if (this.#others.size >= remembered && !oldest.done) {
      this.#others.delete(oldest.value);
    }
    this.#others.set(id, others);
  }

  /** All that the last reply with this id stood for. */
  stoodFor(id: MessageId): readonly MessageId[] {
    return [id, ...this.#others.get(id) ?? []];
  }
}
