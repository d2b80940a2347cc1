import type {
  MailText,
  Priority,
  Refusal,
  ReversePath,
  ShortMessage,
} from "../model/mod.ts";
import {
  cleanText,
  endAtMarker,
  stripQuotes,
  stripSignature,
} from "../mail/mod.ts";
import {
  countSegments,
  cutToSegments,
  type Layout,
  layoutOf,
  type NationalLanguage,
  plainPunctuationFor,
  transliterate,
} from "../sms/mod.ts";

/** What is different for one sender's mails; what is absent is as for all. */
export interface SenderRule {
  /** Whose mails: an address, a domain or "*", as the matcher reads it. */
  readonly address: string;
  /** Stands in front of the finished text and counts in its length. */
  readonly prefix?: string;
  readonly template?: string;
  /** The most SMS that one of its mails may cost, 1 to 255; more or less than for all. */
  readonly maxSegments?: number;
  /** As in `ComposeOptions`. */
  readonly replaceType?: number;
  /** Of mails that say nothing of it themselves. */
  readonly priority?: Priority;
  /** How long its mails may wait, milliseconds. */
  readonly expireAfterMs?: number;
}

/** The rules by sender, of which the first that matches counts, and how they match. */
export interface SenderRules {
  readonly rules: readonly SenderRule[];
  /** Whether a rule's address stands for this sender; the same reading as that of the senders that policy lets in. */
  readonly matches: (address: string, sender: string) => boolean;
}

/** How a mail becomes a short message; the `[message]` and `[[sender]]` sections of the config. */
export interface ComposeOptions {
  /** Text with `{subject}`, `{body}` and `{from}` in it. */
  readonly template: string;
  /** The most SMS that one mail may cost, 1 to 255. */
  readonly maxSegments: number;
  readonly whenTooLong: "truncate" | "refuse";
  /** The body ends where a line holds just this; absent or blank: at its end. */
  readonly endMarker?: string;
  /** Cuts what a reply quotes; absent: no. */
  readonly stripQuotes?: boolean;
  /** Cuts disclaimers, as mail's `compileDisclaimers` makes it; absent: none. */
  readonly stripDisclaimers?: (text: string) => string;
  readonly stripSignature: boolean;
  /** Curly quotes and dashes to ASCII, where that keeps a message in GSM-7. */
  readonly plainPunctuation: boolean;
  /** Letters without marks that GSM-7 lacks, where that keeps a message in GSM-7; absent: no. */
  readonly transliterate?: boolean;
  readonly senders?: SenderRules;
  readonly statusReport: boolean;
  readonly referenceBits: 8 | 16;
  /** Languages whose tables a text may be sent in where that saves segments; absent: none. */
  readonly nationalLanguages?: readonly NationalLanguage[];
  /** How long the network may keep trying, milliseconds; absent: its own default. */
  readonly validityMs?: number;
  /** 1 to 7: a new SMS takes the place of the last one on the phone; absent or 0: it does not. */
  readonly replaceType?: number;
}

/** What a message is made of: a mail's words and who sent them. */
export interface Writing extends MailText {
  /** Decides which sender's rule counts; with "" (the null sender) the From address may as well, and it alone when absent. */
  readonly reversePath?: ReversePath;
}

/** A short message, or why there is none. */
export type Composition =
  | {
    readonly kind: "composed";
    readonly message: ShortMessage;
    readonly segmentCount: number;
    /** How many segments the whole text would have taken, when it was cut. */
    readonly cutFrom?: number;
    /** As its sender's rule says. */
    readonly expireAfterMs?: number;
  }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Makes the text that a phone will show, in this order: the body up to the end marker; without quoted replies,
 * disclaimers, signature; template (or, without a body, the subject) and the sender's prefix; clean-up; plain
 * punctuation; transliteration; the limit on segments.
 */
export function compose(mail: Writing, general: ComposeOptions): Composition {
  const { rule, options } = forSender(mail, general);
  const words = cleanText(textOf(mail, options));
  const text = isBlank(words)
    ? ""
    : cleanText(plain(withPrefix(words, rule?.prefix ?? ""), options));
  if (text === "") {
    return refuse(554, "5.6.0", "The mail has neither text nor subject");
  }
  const { expireAfterMs } = rule ?? {};
  const own = expireAfterMs === undefined ? {} : { expireAfterMs };
  const whole = { ...composed(text, options), ...own };
  const needed = whole.segmentCount;
  if (needed <= options.maxSegments) return whole;
  if (options.whenTooLong === "refuse") {
    return refuse(
      552,
      "5.2.3",
      `The text needs ${needed} segments, limit is ${options.maxSegments}`,
    );
  }
  const cut = composed(cutText(text, options), options);
  return { ...cut, ...own, cutFrom: needed };
}

/** What stands behind the cut shall not make dear what stands before it: that is looked at by itself as well. */
function cutText(text: string, options: ComposeOptions): string {
  const { maxSegments } = options;
  const cut = cutToSegments(text, maxSegments, options);
  // No segment holds more than 160 characters; two more, so that it is still too long.
  const head = text.slice(0, maxSegments * 160 + 2);
  const plainHead = plain(head, options);
  if (plainHead === head) return cut;
  const plainCut = cutToSegments(plainHead, maxSegments, options);
  // Where all of the head fits, since what cannot be seen was taken away, nothing would say that more was cut.
  const better = plainCut !== plainHead && plainCut.length > cut.length;
  return better ? plainCut : cut;
}

/** The first rule that is for the sender of a mail, of which `from` need not be known yet. */
export function senderRule(
  { from, reversePath = from }: Pick<Writing, "from" | "reversePath">,
  { senders }: Pick<ComposeOptions, "senders">,
): SenderRule | undefined {
  // A null sender is one itself; else its From address says whose mail it is.
  const paths = reversePath === "" ? ["", from] : [reversePath];
  return senders?.rules.find(({ address }) =>
    paths.some((path) => senders.matches(address, path))
  );
}

/** What holds for a sender's mails, and the rule that says so, if one does. */
export function forSender(
  mail: Pick<Writing, "from" | "reversePath">,
  options: ComposeOptions,
): { readonly rule?: SenderRule; readonly options: ComposeOptions } {
  const rule = senderRule(mail, options);
  if (rule === undefined) return { options };
  const { template, maxSegments, replaceType = 0 } = { ...options, ...rule };
  const own = { ...options, template, maxSegments, replaceType };
  return { rule, options: own };
}

function textOf(mail: MailText, options: ComposeOptions): string {
  const body = bodyOf(mail, options);
  if (isBlank(body)) return mail.subject;
  const template = mail.subject === ""
    ? withoutSubject(options.template)
    : options.template;
  const filled = fill(template, {
    subject: mail.subject,
    from: mail.from,
    body,
  });
  // "{subject}" without a subject shall not lose the words that there are.
  return isBlank(filled) ? body : filled;
}

/** Whether nothing of it can be seen: bodies without words are often padded with zero-width characters. */
function isBlank(text: string): boolean {
  return /^[\s\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u.test(text);
}

function bodyOf({ text }: MailText, options: ComposeOptions): string {
  const marked = endAtMarker(text, options.endMarker ?? "");
  const own = options.stripQuotes ? stripQuotes(marked) : marked;
  const plain = options.stripDisclaimers?.(own) ?? own;
  return options.stripSignature ? stripSignature(plain) : plain;
}

// "{subject}: {body}" without a subject shall not begin with a colon.
function withoutSubject(template: string): string {
  return template.replaceAll(/\{subject\}[\s:;,|/–—-]*/g, "");
}

// One pass, so that a "{body}" inside a subject stays the words that it is.
function fill(
  template: string,
  fields: Readonly<Record<string, string>>,
): string {
  return template.replaceAll(
    /\{(subject|body|from)\}/g,
    (_, name: string) => fields[name] ?? "",
  );
}

// No message of this length can be sent whole (255 segments hold 39,015 characters), and on millions of characters the search for
// punctuation would hold the thread.
const longestPlain = 40_000;

function withPrefix(words: string, prefix: string): string {
  return prefix === "" ? words : cleanText(prefix + words.trimStart());
}

function plain(text: string, options: ComposeOptions): string {
  if (text.length > longestPlain) return text;
  const punctuated = options.plainPunctuation
    ? plainPunctuationFor(text, options)
    : text;
  // Both kinds of replacement together, because either alone may not save the text.
  return options.transliterate
    ? transliterate(punctuated, options)
    : punctuated;
}

/** A short message of a finished text that fits. */
export function composed(
  text: string,
  options: ComposeOptions,
): Composition & { readonly kind: "composed" } {
  const { statusReport, validityMs, replaceType = 0 } = options;
  const layout: Layout = layoutOf(text, options);
  const message: ShortMessage = {
    text,
    flash: false,
    statusReport,
    ...layout,
    ...(validityMs === undefined ? {} : { validityMs }),
    ...(replaceType === 0 ? {} : { replaceType }),
  };
  const segmentCount = countSegments(text, layout);
  return { kind: "composed", message, segmentCount };
}

function refuse(code: number, enhanced: string, text: string): Composition {
  return { kind: "refused", refusal: { code, enhanced, text } };
}
