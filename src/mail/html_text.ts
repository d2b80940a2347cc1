import { compile } from "html-to-text";

// html-to-text is quadratic in the rows of a table and in lines times depth of nesting, and all of these are an
// attacker's to choose.
const longestHtml = 64 * 1024;
const mostLines = 2000;
const deepest = 200;
const tooDeep = "\0";

// Apart from `parse.ts` so that html-to-text (65 ms) is loaded by the first HTML mail and compiled once.
const convert = compile({
  wordwrap: false,
  limits: { maxDepth: deepest, ellipsis: tooDeep },
  selectors: [
    {
      selector: "table",
      format: "dataTable",
      options: {
        colSpacing: 1,
        uppercaseHeaderCells: false,
        maxColumnWidth: longestHtml,
      },
    },
    { selector: "a", options: { ignoreHref: true } },
    { selector: "img", format: "skip" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
    { selector: "ul", options: { itemPrefix: "- " } },
    { selector: "hr", options: { length: 3 } },
    // Its "> " before each line costs the square of the depth.
    { selector: "blockquote", format: "block" },
  ],
});

/** Makes text of HTML: at most 64 KB of it, not counting scripts and styles. Never fails. */
export function htmlToText(html: string): string {
  const bounded = boundLayout(withoutInvisible(html).slice(0, longestHtml));
  return tidy(converted(bounded) ?? stripTags(bounded));
}

function converted(html: string): string | undefined {
  try {
    const text = convert(html);
    return text.includes(tooDeep) ? undefined : text;
  } catch {
    // Deep nesting overflows its stack, and a few odd attributes trip it: a mail must survive both.
    return undefined;
  }
}

/** Drops comments, styles and scripts; one without an end reaches to the end of the page, as in a browser. */
function withoutInvisible(html: string): string {
  const opening = /<(?:!--|(style|script|title|template)\b)/gi;
  let visible = "";
  let end = 0;
  for (
    let match = opening.exec(html);
    match !== null;
    match = opening.exec(html)
  ) {
    visible += html.slice(end, match.index);
    end = match[1] === undefined
      ? indexBehind(html, "-->", opening.lastIndex)
      : endOfElement(html, match[1], opening.lastIndex);
    opening.lastIndex = end;
  }
  return visible + html.slice(end);
}

function endOfElement(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}`, "gi");
  closing.lastIndex = from;
  return closing.test(html)
    ? indexBehind(html, ">", closing.lastIndex)
    : html.length;
}

function indexBehind(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}

/**
 * Cuts behind 2,000 rows, cells and lines; takes away spans, as laying out a cell takes a step for each column it
 * spans.
 */
function boundLayout(html: string): string {
  const plain = html.replaceAll(/\b(?:col|row)span(?=\s*=)/gi, "data-span");
  let tags = 0;
  for (const tag of plain.matchAll(/<(?:t[rdh]|li|br|p|div|h[1-6])\b/gi)) {
    if (++tags > mostLines) return plain.slice(0, tag.index);
  }
  return plain;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** What html-to-text does, without its care: for what it cannot read. */
function stripTags(html: string): string {
  return html
    .replaceAll(/[ \t\r\n]+/g, " ")
    .replaceAll(
      /<\/?(?:p|div|br|tr|li|h[1-6]|table|blockquote|ul|ol)\b[^<>]*>/gi,
      "\n",
    )
    .replaceAll(/<[a-z!\/][^<>]*>/gi, "")
    .replaceAll(
      /&(amp|lt|gt|quot|apos|nbsp);/g,
      (whole, name: string) => entities[name] ?? whole,
    );
}

/** Alignment is for screens: runs of spaces and of blank lines only cost segments. */
function tidy(text: string): string {
  return text
    .replaceAll(/[ \t\u00a0]+/g, " ")
    .replaceAll(/ ?\n ?/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}
