import type { Database } from "./database.ts";
import { integer, text } from "./rows.ts";
import type { Submission } from "./submission.ts";

/** So many Message-IDs are kept in mind; a repeat of one that stood before them is not noticed. */
const keptAtMost = 100_000;

/**
 * Knows at once that a mail can be no repeat, as nearly all cannot. An index by Message-ID would know it too, but these come in no order,
 * so that each mail would dirty a page of its own, and the pages are what a commit costs.
 *
 * It may say "perhaps" of a mail that is none, say of one whose commit failed; it says "no" only of one that is none.
 */
export class RecentMails {
  /** When mails were last accepted, wall milliseconds, by their Message-ID; the oldest first. */
  #names = new Map<string, number>();
  /** From when on all are known that the database has; before the first question none. */
  #since = Infinity;
  /** When mails were accepted whose clients may not have heard of it, by reverse-path. */
  readonly #unheard = new Map<string, number>();

  /** Whether an earlier mail, accepted at `since` or later, may be the same. */
  mayKnow(
    database: Database,
    { messageId = "", reversePath }: Submission,
    since: number,
  ): boolean {
    if (since < this.#since) this.#read(database, since);
    return atLeast(this.#names.get(messageId), since) ||
      atLeast(this.#unheard.get(reversePath), since);
  }

  /** To be told of each mail that is accepted. */
  note({ messageId = "", acceptedAt }: Submission): void {
    if (messageId === "" || this.#since === Infinity) return;
    const known = this.#names.get(messageId) ?? 0;
    this.#names.delete(messageId);
    this.#names.set(messageId, Math.max(known, acceptedAt));
    const oldest = this.#names.keys().next();
    if (this.#names.size > keptAtMost && !oldest.done) {
      this.#names.delete(oldest.value);
    }
  }

  /** To be told of each mail whose client may not have heard that it was accepted. */
  noteUnheard(reversePath: string, acceptedAt: number): void {
    const known = this.#unheard.get(reversePath) ?? 0;
    this.#unheard.set(reversePath, Math.max(known, acceptedAt));
  }

  // Only once somebody asks: without a window nobody does.
  #read(database: Database, since: number): void {
    for (
      const row of database.all(
        "SELECT reverse_path, max(accepted_at) AS accepted_at FROM message WHERE unheard = 1 GROUP BY reverse_path",
      )
    ) {
      this.noteUnheard(text(row, "reverse_path"), integer(row, "accepted_at"));
    }
    const rows = database.all(
      `SELECT message_id, accepted_at FROM message INDEXED BY message_named
       WHERE message_id <> '' AND accepted_at >= ? ORDER BY accepted_at DESC LIMIT ${keptAtMost}`,
      since,
    );
    this.#names = new Map(
      rows.map((row): [string, number] => [
        text(row, "message_id"),
        integer(row, "accepted_at"),
      ]).reverse(),
    );
    this.#since = since;
  }
}

function atLeast(at: number | undefined, since: number): boolean {
  return at !== undefined && at >= since;
}
