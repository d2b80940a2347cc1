import * as v from "valibot";
import { count, moment, state } from "./words.ts";

const at = moment;
const ofSegment = { attempt: count, number: count, modem: v.string() };

/** `HistoryEntry` of the model. */
export const historyEntry = v.variant("what", [
  v.object({
    what: v.literal("accepted"),
    at,
    sendAt: v.optional(moment),
  }),
  v.object({ what: v.literal("insteadOf"), at, messageId: v.string() }),
  v.object({
    what: v.literal("serves"),
    at,
    messages: v.array(v.string()),
  }),
  v.object({
    what: v.literal("attempt"),
    at,
    attempt: count,
    modem: v.string(),
  }),
  v.object({ what: v.literal("begun"), at, ...ofSegment }),
  v.object({
    what: v.literal("acknowledged"),
    at,
    reference: count,
    ...ofSegment,
  }),
  v.object({
    what: v.literal("reported"),
    at,
    outcome: v.picklist(["delivered", "trying", "failed"]),
    reason: v.string(),
    ...ofSegment,
  }),
  v.object({
    what: v.literal("ended"),
    at,
    attempt: count,
    outcome: state,
    reason: v.string(),
  }),
  v.object({
    what: v.literal("putOff"),
    at,
    reason: v.string(),
    until: v.optional(moment),
  }),
  v.object({
    what: v.picklist(["resent", "held", "released", "hastened"]),
    at,
  }),
  v.object({
    what: v.literal("fate"),
    at,
    state,
    reason: v.string(),
    mergedInto: v.optional(count),
  }),
  v.object({ what: v.literal("sentAgain"), at, messageId: v.string() }),
]);
