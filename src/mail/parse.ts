import PostalMime, { addressParser } from "postal-mime";
import {
  type Clock,
  type Mail,
  priorities,
  type RawMessage,
  systemClock,
} from "../model/mod.ts";
import { BodyReader } from "./body_reader.ts";
import { cleanLine, cleanText } from "./body_text.ts";
import { decodeUnlabelled } from "./charset.ts";
import { decodeHeaderText } from "./encoded_words.ts";
import type { Header } from "./header.ts";
import { type Leaf, type MimeOutline, outlineOf } from "./mime_outline.ts";

// More characters than 255 segments hold (39,015): whatever the limit, the rest could not be sent.
const longestText = 64 * 1024;
const longestName = 100;
const longestNameFields = 2048;
// RFC 5322 §2.1.1: no line is longer, and a Message-ID cannot be folded.
const longestMessageId = 998;
// In a conversation that is longer, the nearest mails count.
const mostAnswers = 20;
const noIds: readonly string[] = [];

/**
 * Reads a mail: whatever the bytes are, it gives the words that a phone should show, and never rejects. Takes what
 * phones, printers, controllers and mailers really send: no header at all, wrong or missing charsets, broken MIME.
 *
 * The parts are found here and decoded by postal-mime one by one: only bodies that are text, and of these only as much
 * as could ever be sent, so that no mail within `max_size` holds the thread for long.
 */
export async function parseMail(
  raw: RawMessage,
  clock: Clock = systemClock,
): Promise<Mail> {
  const outline = await inTurns(outlineOf(raw), clock);
  const { header, receivedCount, root } = outline;
  const subject = cleanLine(
    await decodeHeaderText(header.get("subject") ?? ""),
  );
  const body = new BodyReader(root);
  const text = fit(cleanText(await body.read()));
  const attachments = await Promise.all(body.attachments().map(nameOf));
  const isEmpty = text === "" && subject === "" && attachments.length === 0;
  return {
    subject,
    from: addressOf(header),
    text: isEmpty ? fit(rawText(raw, outline)) : text,
    attachments,
    messageId: messageIdOf(header),
    answers: answersOf(header),
    receivedCount,
    loopMark: cleanLine(header.get("x-cellpost") ?? ""),
    autoSubmitted: isAutomatic(header),
    autoReplied: /^auto-replied\b/i.test(header.get("auto-submitted") ?? ""),
    ...priorityOf(header),
    sendAt: cleanLine(header.get("x-sms-send-at") ?? ""),
    expire: cleanLine(header.get("x-sms-expire") ?? ""),
  };
}

/** Runs to the end, and lets others work wherever it yields. */
async function inTurns<Result>(
  work: Generator<void, Result>,
  clock: Clock,
): Promise<Result> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await clock.sleep(0);
  }
}

/**
 * The last resort, lest an alarm be lost that was taken for something else: the body as it came, or all of the data
 * where the lines before it name neither subject nor sender and so may have been no header ("Date: pump 3 stopped").
 */
function rawText(raw: RawMessage, { header, root }: MimeOutline): string {
  // The parts of a multipart are blank then: nothing but MIME's own lines would be left.
  if (root.kind === "multipart") return "";
  const body = cleanText(decodeUnlabelled(root.body.subarray(0, longestText)));
  if (body !== "" || header.has("subject") || addressOf(header) !== "") {
    return body;
  }
  return cleanText(decodeUnlabelled(raw.subarray(0, longestText)));
}

function fit(text: string): string {
  if (text.length <= longestText) return text;
  // Cleaned again, because the cut may have come between two surrogates or behind blank lines.
  return cleanText(text.slice(0, longestText)).replace(/\ufffd$/, "");
}

function addressOf(header: Header): string {
  const [first] = addressParser(header.get("from") ?? "");
  return cleanLine(first?.address ?? "");
}

// Some programs leave the angle brackets out, and some write a comment behind them.
function messageIdOf(header: Header): string {
  const field = header.get("message-id");
  if (field === undefined) return "";
  const [, inside = field] = /<([^<>]*)>/.exec(field) ?? [];
  const id = inside.replaceAll(/[^\x21-\x7e\u00a1-\uffff]/g, "");
  return id.length > longestMessageId ? "" : id;
}

/** In-Reply-To first, then References from its end: the nearest in the conversation before those further up. */
function answersOf(header: Header): readonly string[] {
  const direct = idsIn(header.get("in-reply-to"));
  const thread = idsIn(header.get("references")).toReversed();
  if (direct.length + thread.length === 0) return noIds;
  return [...new Set([...direct, ...thread])].slice(0, mostAnswers);
}

function idsIn(field: string | undefined): readonly string[] {
  if (field === undefined) return noIds;
  return [...field.matchAll(/<([\x21-\x3b\x3d\x3f-\x7e]+)>/g)]
    .flatMap(([, id = ""]) => id.length > longestMessageId ? [] : [id]);
}

function isAutomatic(header: Header): boolean {
  const submitted = header.get("auto-submitted");
  const precedence = header.get("precedence");
  return submitted !== undefined && !/^(?:no\b|$)/i.test(submitted) ||
    precedence !== undefined && /^(?:bulk|junk|list)\b/i.test(precedence);
}

// Importance, X-Priority and Precedence are not heeded: mail programs and devices write them without being asked, and an urgent SMS goes
// before all others.
function priorityOf(header: Header): Pick<Mail, "priority"> {
  const word = header.get("x-sms-priority")?.trim().toLowerCase();
  const priority = priorities.find((it) => it === word);
  return priority === undefined ? {} : { priority };
}

async function nameOf({ header, type }: Leaf): Promise<string> {
  // RFC 2045 §5.2: what says nothing of its type is text.
  const mediaType = type.value || "text/plain";
  const fields = `Content-Type: ${header.get("content-type") ?? ""}\r\n` +
    `Content-Disposition: ${header.get("content-disposition") ?? ""}\r\n\r\n`;
  if (!/name/i.test(fields) || fields.length > longestNameFields) {
    return mediaType;
  }
  const { attachments: [part] } = await PostalMime.parse(fields, {
    forceRfc822Attachments: true,
  });
  return cleanLine(part?.filename ?? "").slice(0, longestName) || mediaType;
}
