import * as v from "valibot";
import { count, moment } from "./words.ts";

/** `InboxView`. */
export const inboxItem = v.variant("kind", [
  v.object({
    kind: v.literal("postmaster"),
    receivedAt: moment,
    from: v.string(),
    subject: v.string(),
    text: v.string(),
  }),
  v.object({
    kind: v.picklist(["sms", "unreadable"]),
    receivedAt: moment,
    sentAt: v.optional(moment),
    modem: v.string(),
    from: v.string(),
    text: v.string(),
    segmentCount: count,
    missing: count,
    pdus: v.array(v.string()),
  }),
]);

/** What was received, the newest first. */
export const inbox = v.object({ inbox: v.array(inboxItem) });

/** `BreakerView`. */
export const breaker = v.object({
  open: v.boolean(),
  openedAt: v.optional(moment),
  closesAt: v.optional(moment),
  gathered: v.pipe(count, v.description("Deliveries that are kept back")),
});

/** `AlarmView`. */
export const alarm = v.object({
  alarm: v.string(),
  condition: v.string(),
  since: moment,
  toldAt: moment,
  text: v.string(),
  wellSince: v.optional(moment),
});

/** Those that are open, the longest open first. */
export const alarms = v.object({ alarms: v.array(alarm) });

/** `DeniedView`. */
export const deniedNumber = v.object({
  number: v.string(),
  at: moment,
  madeBy: v.picklist(["sms", "operator"]),
});

/** The deny list, by number. */
export const denied = v.object({ denied: v.array(deniedNumber) });

/** What was put on the deny list, or taken off it. */
export const deniedChange = v.object({
  numbers: v.array(v.object({ number: v.string(), changed: v.boolean() })),
});

/** `NoticeView`. */
export const notice = v.object({
  key: v.string(),
  kind: v.picklist(["report", "forward", "alarm"]),
  channel: v.picklist(["mail", "webhook"]),
  state: v.picklist(["waiting", "done", "failed"]),
  createdAt: moment,
  updatedAt: moment,
  nextAttemptAt: v.optional(moment),
  attempts: count,
  reason: v.string(),
  to: v.string(),
});

/** Mails and webhook calls of cellpost's own, the newest first. */
export const notices = v.object({ notices: v.array(notice) });

const change = v.object({ path: v.string(), from: v.string(), to: v.string() });

/** `ReloadView`. */
export const reload = v.variant("kind", [
  v.object({
    kind: v.literal("applied"),
    live: v.array(change),
    restart: v.array(change),
  }),
  v.object({ kind: v.literal("kept"), problems: v.array(v.string()) }),
]);
