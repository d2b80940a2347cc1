import { readRecord, recordColumns } from "./records.ts";
import { oneOf, type Row, text } from "./rows.ts";
import type { DeliveryRecord } from "./store.ts";
import type { Source, Submission } from "./submission.ts";

/** A delivery with what its message says, as a list shows it. */
export interface ListedRecord extends DeliveryRecord {
  readonly reversePath: string;
  readonly user?: string;
  readonly source: Source;
  readonly madeBy?: NonNullable<Submission["madeBy"]>;
  readonly subject: string;
  /** The first 160 characters of the text, which may have been cleared. */
  readonly preview: string;
}

/** How a message came in; `m` is the table. */
export const sourceColumn = "iif(m.via = '', m.source, m.via) AS origin";

/** Reads `sourceColumn`. */
export function readSource(row: Row): Source {
  return oneOf(["smtp", "command", "api"], row, "origin");
}

const makers = ["", "merge", "escalation", "alarm", "reply"] as const;

/** Reads the column `made_by`; "": nobody but its sender. */
export function readMaker(row: Row): typeof makers[number] {
  return oneOf(makers, row, "made_by");
}

/** The columns that `readListed` reads; the tables stand as `d` (delivery) and `m` (message). */
export const listedColumns =
  `${recordColumns}, m.reverse_path, m.user_name, m.subject, m.made_by, ${sourceColumn}, substr(m.text, 1, 160) AS preview`;

/** Reads the columns of `listedColumns`. */
export function readListed(row: Row): ListedRecord {
  const user = text(row, "user_name");
  const madeBy = readMaker(row);
  return {
    ...readRecord(row),
    reversePath: text(row, "reverse_path"),
    ...(user === "" ? {} : { user }),
    source: readSource(row),
    ...(madeBy === "" ? {} : { madeBy }),
    subject: text(row, "subject"),
    preview: text(row, "preview"),
  };
}
