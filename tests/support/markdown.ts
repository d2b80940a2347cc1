/** A page in Markdown, taken apart as far as a test of the docs needs it. */
export interface MarkdownPage {
  /** What links and pictures point at. */
  readonly links: readonly string[];
  /** What other pages may point at, behind a "#". */
  readonly anchors: ReadonlySet<string>;
  /** What stands between backticks, in one line each. */
  readonly code: readonly string[];
  /** Lines of fenced blocks, without comments; one that ends in "\" goes on in the next. */
  readonly blockLines: readonly string[];
}

const fence = /^( *)(```+|~~~+)[^\n]*\n([\s\S]*?)\n\1\2 *$/gm;

/** Reads it. */
export function readMarkdown(source: string): MarkdownPage {
  const text = source.replaceAll("\r\n", "\n").replace(/<!--.*?-->/gs, "");
  const prose = text.replace(fence, "");
  const withoutCode = prose.replace(/(`+)[\s\S]*?\1/g, "");
  return {
    links: [...withoutCode.matchAll(/\]\(([^()\s]+)\)/g)].map(([, it]) => it!),
    anchors: new Set(
      [...prose.matchAll(/^#{1,6} (.*)$/gm)].map(([, it]) => slug(it!)),
    ),
    code: [...prose.matchAll(/(`+)([\s\S]*?)\1/g)]
      .map(([, , it]) => it!.replaceAll(/\s+/g, " ").replaceAll("\\|", "|")),
    blockLines: [...text.matchAll(fence)].flatMap(([, , , body]) =>
      body!.replaceAll(/\\\n\s*/g, "").split("\n").map((it) =>
        it.replace(/(?:^| )#.*| {3,}.*/, "").trim()
      )
    ),
  };
}

/** As GitHub makes an anchor of a heading. */
function slug(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N}_\- ]/gu, "").trim()
    .replaceAll(" ", "-");
}
