/**
 * What cellpost itself has to tell the world: mails by a relay, calls of webhooks, and reports to the senders of mails (RFC 3464).
 *
 * Invariants: nobody else mails or calls out; what is told is in the store before anything is tried, and is tried until it is done, refused
 * or expired; nothing here holds up an SMS; no report answers a report, a list, a program or the null sender.
 *
 * @module
 */
export type { AttemptResult, NoticeFate } from "./back_off.ts";
export { type Channel, Courier, type CourierOptions } from "./courier.ts";
export type * from "./event.ts";
export { field, mailDate, multipart, type Part, textPart } from "./mime.ts";
export {
  type ForwardAddresses,
  type ForwardedSms,
  forwardMail,
} from "./forward_mail.ts";
export { isMailAddress } from "./address.ts";
export type * from "./notice.ts";
export { probeRelay, type ProbeResult } from "./probe.ts";
export * from "./relay.ts";
export {
  Reporter,
  type ReporterOptions,
  type ReportStore,
} from "./reporter.ts";
export type { ReportPolicy } from "./report_rules.ts";
export { type Fetch, hostOf, webhookChannel } from "./webhook.ts";
