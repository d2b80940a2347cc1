import {
  isAttribution,
  isCertainAttribution,
  longestAttribution,
} from "./attribution.ts";
import {
  beginsAnsweredMail,
  endOfReplyHeader,
  isForwardMark,
} from "./reply_header.ts";

/**
 * Cuts out what a reply quotes: lines that begin with ">" and the line that introduces them, and all below a line such as
 * "-----Original Message-----", a header (From:, Sent:, To:, Subject:) in the text, or a dated "On …, … wrote:". Answers
 * above, between and below marked lines stay; so does a forwarded mail. A text that is nothing else stays whole: better
 * too much than nothing.
 */
export function stripQuotes(text: string): string {
  const own = ownLines(text.split("\n"));
  return own.every(isBlank) ? text : own.join("\n");
}

/** Whether a text is nothing but quotes: an answer in which nothing was written. */
export function quotesOnly(text: string): boolean {
  return ownLines(text.split("\n")).every(isBlank);
}

function ownLines(lines: readonly string[]): readonly string[] {
  const lastMarked = lines.findLastIndex(isMarked);
  const own: string[] = [];
  let inGap = false;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (isForwardMark(line)) return [...own, ...lines.slice(index)];
    if (isMarked(line)) {
      if (!inGap) dropAttribution(own, isAttribution);
      dropBlank(own);
      inGap = true;
    } else if (beginsAnsweredMail(lines, index)) {
      const next = endOfReplyHeader(lines, index);
      // Outlook Express marks lines below such a header, too; then an answer may follow them.
      if (!isMarked(lines[next] ?? "")) break;
      dropBlank(own);
      index = next - 1;
      inGap = true;
    } else if (!inGap || !isBlank(line)) {
      own.push(line);
      inGap = false;
      const mayIntroduce = index > lastMarked && !isBlank(line);
      if (mayIntroduce && dropAttribution(own, isCertainAttribution)) break;
    }
  }
  dropBlank(own);
  return own;
}

/** Drops an attribution at the end, and the blank lines behind it; whether there was one. */
function dropAttribution(
  own: string[],
  isOne: (lines: readonly string[]) => boolean,
): boolean {
  const end = own.findLastIndex((line) => !isBlank(line)) + 1;
  const length = attributionLength(own, end, isOne);
  if (length === 0) return false;
  own.length = end - length;
  return true;
}

/** How many lines just before `end` are an attribution; 0 when none is. */
function attributionLength(
  lines: readonly string[],
  end: number,
  isOne: (lines: readonly string[]) => boolean,
): number {
  if (!/[:：] *$/.test(lines[end - 1] ?? "")) return 0;
  // The longest first: a broken one ends in a line that looks like a short one ("<anna@example.org> wrote:").
  for (let length = Math.min(longestAttribution, end); length > 0; length--) {
    const some = lines.slice(end - length, end);
    if (!some.some(isBlank) && isOne(some)) return length;
  }
  return 0;
}

function dropBlank(lines: string[]): void {
  while (lines.length > 0 && isBlank(lines.at(-1) ?? "")) lines.pop();
}

function isMarked(line: string): boolean {
  return line.startsWith(">");
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}
