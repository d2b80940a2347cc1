import { priorities, type Priority } from "../model/mod.ts";
import {
  integer,
  optionalInteger,
  optionalText,
  type Row,
  text,
} from "./rows.ts";

/** What rules of time ask about a delivery. */
export interface TimeFacts {
  readonly acceptedAt: number;
  readonly priority: Priority;
  /** Not to be sent before; absent: at once. */
  readonly sendAt?: number;
  /** As in `Wishes`. */
  readonly reached?: readonly string[];
  /** The operator has made it due: no rule holds it back. */
  readonly forced?: true;
  /** It is one SMS in the place of several. */
  readonly merges?: true;
}

/** The columns that `readTimeFacts` reads; the tables stand as `d` (delivery) and `m` (message). */
export const timeColumns =
  "m.accepted_at, d.priority, d.send_at, d.reached, d.forced, m.made_by";

/** Reads the columns of `timeColumns`. */
export function readTimeFacts(row: Row): TimeFacts {
  const sendAt = optionalInteger(row, "send_at");
  const reached = optionalText(row, "reached");
  return {
    acceptedAt: integer(row, "accepted_at"),
    priority: priorities[integer(row, "priority")] ?? "normal",
    ...(sendAt === undefined ? {} : { sendAt }),
    ...(reached === undefined ? {} : { reached: reached.split("\n") }),
    ...(integer(row, "forced") === 1 ? { forced: true } : {}),
    ...(text(row, "made_by") === "merge" ? { merges: true } : {}),
  };
}
