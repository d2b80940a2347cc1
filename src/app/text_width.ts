/** Wide and full-width characters outside of emoji, first and last of each run: Unicode 16, EastAsianWidth.txt, W and F. */
const wideRuns: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0x4dbf],
  [0x4dc0, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1d300, 0x1d356],
  [0x1d360, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

// No column of their own: marks above and below, joiners and selectors, and the vowels and ends of a syllable in Hangul's jamo.
const noColumn = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]$/u;
const emoji = /^(?:\p{Emoji_Presentation}|\p{RI}|.\ufe0f)/u;
const plainAscii = /^[\x20-\x7e]*$/;

/**
 * How many columns of a terminal a text takes. What people see as one character is one or two wide, however many code points it has: an
 * accent takes none, a Chinese sign, an emoji and a family of them two.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(textWidth("Grüße"), 5);
 * assert.equal(textWidth("水位 👨‍👩‍👧"), 7);
 * ```
 */
export function textWidth(text: string): number {
  if (plainAscii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += clusterWidth(segment);
  }
  return width;
}

/** The text, cut with an ellipsis where it is wider than that. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return "";
  let kept = "";
  let left = width - 1;
  for (const { segment } of segmenter.segment(text)) {
    left -= clusterWidth(segment);
    if (left < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The text in exactly so many columns: cut, or with blanks behind it. */
export function fitToWidth(text: string, width: number): string {
  const cut = cutToWidth(text, width);
  return cut + " ".repeat(Math.max(0, width - textWidth(cut)));
}

/** The text in lines of at most that width, broken at blanks where it can be; further lines begin as far in as the first. */
export function wrapToWidth(text: string, width: number): readonly string[] {
  // Behind it there must be room for a character of two columns.
  const room = Math.max(0, Math.min(Math.floor(width / 2), width - 2));
  const indent = (/^ */.exec(text)?.[0] ?? "").slice(0, room);
  const lines: string[] = [];
  let words: string[] = [];
  const end = () => {
    lines.push(indent + words.join(" "));
    words = [];
  };
  for (const word of text.replace(/^ +/, "").split(" ")) {
    const fits = textWidth(indent + [...words, word].join(" ")) <= width;
    if (!fits && words.length > 0) end();
    let rest = word;
    while (textWidth(indent + rest) > width) {
      const head = headOf(rest, width - indent.length);
      if (head.length === rest.length) break;
      words = [head];
      end();
      rest = rest.slice(head.length);
    }
    words.push(rest);
  }
  end();
  return lines;
}

/** As many characters as have room, but one at least. */
function headOf(text: string, width: number): string {
  let head = "";
  for (const { segment } of segmenter.segment(text)) {
    if (head !== "" && textWidth(head + segment) > width) break;
    head += segment;
  }
  return head;
}

function clusterWidth(cluster: string): number {
  if (emoji.test(cluster)) return 2;
  let width = 0;
  for (const point of cluster) width += pointWidth(point);
  // Whatever is piled up in it, no terminal gives it more.
  return Math.min(2, width);
}

function pointWidth(point: string): number {
  if (noColumn.test(point)) return 0;
  const code = point.codePointAt(0) ?? 0;
  return wideRuns.some(([first, last]) => first <= code && code <= last)
    ? 2
    : 1;
}
