/**
 * What a mail says and whom it is for.
 *
 * Invariants: no input throws or rejects; a `PhoneNumber` comes out of `readRecipient` in canonical form only; a text
 * comes out clean (`cleanText`); no mail holds the thread for long, because work is bounded before it is begun; replies
 * are ASCII, one line.
 * @module
 */
export { type LocalClock, longestDelayMs } from "./address_options.ts";
export { cleanText, endAtMarker, stripSignature } from "./body_text.ts";
export { countryOf } from "./country.ts";
export * from "./disclaimers.ts";
export { compileFirstGroup, loadGroupJudge } from "./first_group.ts";
export { loopRefusal } from "./loop.ts";
export { parseMail } from "./parse.ts";
export { quotesOnly, stripQuotes } from "./quoted_reply.ts";
export {
  type Lookup,
  readRecipient,
  type RecipientOptions,
  type RecipientReading,
} from "./recipient.ts";
export {
  createDomainDefaults,
  type DomainDefaults,
  mergeWishes,
  recipientsOf,
  timeText,
} from "./wishes.ts";
export { readLimit, readMoment, type WrittenLimit } from "./written_time.ts";
