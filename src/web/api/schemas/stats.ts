import * as v from "valibot";
import { countedKinds } from "../../../desk/mod.ts";
import { type DeliveryState, deliveryStates } from "../../../model/mod.ts";
import { count, moment } from "./words.ts";

function each<Key extends string, Schema extends v.GenericSchema>(
  keys: readonly Key[],
  schema: Schema,
): v.ObjectSchema<Record<Key, Schema>, undefined> {
  const entries = Object.fromEntries(keys.map((key) => [key, schema]));
  return v.object(entries as Record<Key, Schema>); // every key is one of them
}

const windowCounts = each(countedKinds, count);
const series = v.object({
  from: moment,
  slotMs: count,
  counts: each(countedKinds, v.array(count)),
});

/** `StatsView`. */
export const stats = v.object({
  version: v.string(),
  startedAt: moment,
  now: moment,
  simulated: v.boolean(),
  states: each<DeliveryState, typeof count>(deliveryStates, count),
  today: windowCounts,
  hour: windowCounts,
  minute: windowCounts,
  perMinute: series,
  perQuarter: series,
});

/** `StatusView`. */
export const status = v.object({
  version: v.string(),
  startedAt: moment,
  ready: v.boolean(),
  findings: v.array(v.object({
    level: v.picklist(["critical", "warning", "unknown"]),
    text: v.string(),
  })),
  modems: v.object({ usable: count, total: count }),
  waiting: count,
  oldestWaitingMs: v.optional(v.number()),
  openAlarms: count,
});

/** `LogView`. */
export const logLine = v.object({
  id: count,
  at: moment,
  level: v.picklist(["debug", "info", "warning", "error"]),
  room: v.string(),
  text: v.string(),
});

/** Lines of the log, the oldest first. */
export const log = v.object({ log: v.array(logLine) });
