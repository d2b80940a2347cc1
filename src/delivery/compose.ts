import type { MailText, Refusal, ShortMessage } from "../model/mod.ts";
import { cleanText, stripSignature } from "../mail/mod.ts";
import { countSegments, cutToSegments, plainPunctuation } from "../sms/mod.ts";

/** How a mail becomes a short message; the `[message]` section of the config. */
export interface ComposeOptions {
  /** Text with `{subject}`, `{body}` and `{from}` in it. */
  readonly template: string;
  /** The most SMS that one mail may cost, 1 to 255. */
  readonly maxSegments: number;
  readonly whenTooLong: "truncate" | "refuse";
  readonly stripSignature: boolean;
  /** Curly quotes and dashes to ASCII, where that keeps a message in GSM-7. */
  readonly plainPunctuation: boolean;
  readonly statusReport: boolean;
  readonly referenceBits: 8 | 16;
}

/** A short message, or why there is none. */
export type Composition =
  | {
    readonly kind: "composed";
    readonly message: ShortMessage;
    readonly segmentCount: number;
    /** How many segments the whole text would have taken, when it was cut. */
    readonly cutFrom?: number;
  }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Makes the text that a phone will show: template, clean-up, then the limit on segments. */
export function compose(mail: MailText, options: ComposeOptions): Composition {
  const text = finish(textOf(mail, options), options);
  if (text === "") {
    return refuse(554, "5.6.0", "The mail has neither text nor subject");
  }
  const needed = countSegments(text, options);
  if (needed <= options.maxSegments) return composed(text, needed, options);
  if (options.whenTooLong === "refuse") {
    return refuse(
      552,
      "5.2.3",
      `The text needs ${needed} segments, limit is ${options.maxSegments}`,
    );
  }
  const cut = cutToSegments(text, options.maxSegments, options);
  return {
    ...composed(cut, countSegments(cut, options), options),
    cutFrom: needed,
  };
}

function textOf(mail: MailText, options: ComposeOptions): string {
  const body = options.stripSignature ? stripSignature(mail.text) : mail.text;
  if (body.trim() === "") return mail.subject;
  const template = mail.subject === ""
    ? withoutSubject(options.template)
    : options.template;
  return fill(template, { subject: mail.subject, from: mail.from, body });
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

function finish(text: string, options: ComposeOptions): string {
  const clean = cleanText(text);
  return options.plainPunctuation && clean.length <= longestPlain
    ? plainPunctuation(clean)
    : clean;
}

function composed(
  text: string,
  segmentCount: number,
  options: ComposeOptions,
): Composition & { readonly kind: "composed" } {
  const message: ShortMessage = {
    text,
    flash: false,
    statusReport: options.statusReport,
    referenceBits: options.referenceBits,
  };
  return { kind: "composed", message, segmentCount };
}

function refuse(code: number, enhanced: string, text: string): Composition {
  return { kind: "refused", refusal: { code, enhanced, text } };
}
