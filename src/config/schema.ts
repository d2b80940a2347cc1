import * as v from "valibot";
import { duration, durationOrNone, oneOf, text } from "./field.ts";
import {
  adminDefaults,
  adminEntries,
  escalationEntries,
} from "./admin_section.ts";
import { mailDefaults, mailEntries } from "./mail_section.ts";
import {
  messageDefaults,
  messageEntries,
  senderEntries,
} from "./message_section.ts";
import { modemEntries } from "./modem_section.ts";
import {
  contactNumbers,
  domainEntries,
  groupMembers,
  policyDefaults,
  policyEntries,
  quietEntries,
  scheduleEntries,
} from "./policy_section.ts";
import { repliesDefaults, repliesEntries } from "./replies_section.ts";
import { poolEntries, routeEntries } from "./routing_section.ts";
import { smtpDefaults, smtpSchema } from "./smtp_section.ts";
import { stormDefaults, stormEntries } from "./storm_section.ts";
import { webDefaults, webEntries } from "./web_section.ts";

/** What holds where nothing is written, in the file's own terms; `config.toml` shows the same (a test compares). */
export const defaults = {
  smtp: smtpDefaults,
  queue: { path: "cellpost.db", keep_for: "90d", keep_text_for: "" },
  policy: policyDefaults,
  storm: stormDefaults,
  contacts: {},
  groups: {},
  message: messageDefaults,
  delivery: {
    expire_after: "24h",
    retry_first: "15s",
    retry_max: "15m",
    on_uncertain: "resend",
    uncertain_wait: "5m",
    report_timeout: "3d",
    resume_wait: "10m",
    segment_timeout: "3h",
    stale_after: "",
    on_stale: "send",
  },
  admin: adminDefaults,
  mail: mailDefaults,
  replies: repliesDefaults,
  web: webDefaults,
  log: { level: "info", format: "text" },
} as const;

const { queue, delivery, log } = defaults;

/** The keys of `[queue]`. */
export const queueEntries = {
  path: v.optional(
    text(
      (it) => it.trim() !== "" && !it.includes("\0"),
      'must be the path of a file, such as "/var/lib/cellpost/cellpost.db"',
    ),
    queue.path,
  ),
  keep_for: v.optional(durationOrNone("1h", "36500d"), queue.keep_for),
  keep_text_for: v.optional(
    durationOrNone("1h", "36500d"),
    queue.keep_text_for,
  ),
};

/** The keys of `[delivery]`. */
export const deliveryEntries = {
  expire_after: v.optional(duration("1s", "30d"), delivery.expire_after),
  retry_first: v.optional(duration("10ms", "24h"), delivery.retry_first),
  retry_max: v.optional(duration("10ms", "24h"), delivery.retry_max),
  on_uncertain: v.optional(oneOf(["resend", "hold"]), delivery.on_uncertain),
  uncertain_wait: v.optional(duration("0s", "24h"), delivery.uncertain_wait),
  report_timeout: v.optional(duration("1s", "30d"), delivery.report_timeout),
  resume_wait: v.optional(duration("0s", "24h"), delivery.resume_wait),
  segment_timeout: v.optional(duration("1m", "7d"), delivery.segment_timeout),
  stale_after: v.optional(durationOrNone("1m", "30d"), delivery.stale_after),
  on_stale: v.optional(oneOf(["send", "drop", "merge"]), delivery.on_stale),
};

/** The keys of `[log]`. */
export const logEntries = {
  level: v.optional(oneOf(["debug", "info", "warning", "error"]), log.level),
  format: v.optional(oneOf(["text", "json"]), log.format),
};

/** The whole document; that there is nothing else in it, and no odd name, is `shape.ts`'s business. */
export const document = v.object({
  smtp: v.optional(smtpSchema, {}),
  queue: v.optional(v.object(queueEntries), {}),
  modem: v.optional(v.array(v.object(modemEntries)), []),
  policy: v.optional(v.object(policyEntries), {}),
  storm: v.optional(v.object(stormEntries), {}),
  contacts: v.optional(v.record(v.string(), contactNumbers), {}),
  groups: v.optional(v.record(v.string(), groupMembers), {}),
  schedule: v.optional(v.array(v.object(scheduleEntries)), []),
  quiet: v.optional(v.array(v.object(quietEntries)), []),
  domains: v.optional(v.record(v.string(), v.object(domainEntries)), {}),
  pool: v.optional(v.array(v.object(poolEntries)), []),
  route: v.optional(v.array(v.object(routeEntries)), []),
  message: v.optional(v.object(messageEntries), {}),
  sender: v.optional(v.array(v.object(senderEntries)), []),
  delivery: v.optional(v.object(deliveryEntries), {}),
  admin: v.optional(v.object(adminEntries), {}),
  escalation: v.optional(v.array(v.object(escalationEntries)), []),
  mail: v.optional(v.object(mailEntries), {}),
  replies: v.optional(v.object(repliesEntries), {}),
  web: v.optional(v.object(webEntries), {}),
  log: v.optional(v.object(logEntries), {}),
});

/** A document whose every value has been read: durations in milliseconds, sizes in bytes. */
export type Document = v.InferOutput<typeof document>;
