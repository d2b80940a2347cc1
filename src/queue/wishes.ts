import { priorities, type Wishes } from "../model/mod.ts";
import {
  flag,
  integer,
  optionalInteger,
  optionalText,
  type Row,
} from "./rows.ts";

/** The columns that `wishes` reads; the table stands as `d` (delivery). */
export const wishesColumns =
  "d.flash AS wished_flash, d.priority, d.send_at, d.reached";

/** Reads the columns of `wishesColumns`; undefined when nothing was wished. */
export function wishes(row: Row): Wishes | undefined {
  const priority = priorities[integer(row, "priority")] ?? "normal";
  const sendAt = optionalInteger(row, "send_at");
  const reached = optionalText(row, "reached");
  const wished: Wishes = {
    ...(flag(row, "wished_flash") ? { flash: true } : {}),
    ...(priority === "normal" ? {} : { priority }),
    ...(sendAt === undefined ? {} : { sendAt }),
    ...(reached === undefined ? {} : { reached: reached.split("\n") }),
  };
  return Object.keys(wished).length === 0 ? undefined : wished;
}
