/** One line of format=flowed, taken apart. RFC 3676 §4. */
interface FlowedLine {
  readonly quoteDepth: number;
  readonly text: string;
  /** Whether the paragraph goes on in the next line. */
  readonly soft: boolean;
}

/**
 * Joins the lines of `format=flowed` into paragraphs (RFC 3676 §4). Lines end in CRLF or LF. With `delSp`, the space
 * that marks a soft line end belongs to the mark and not to the text.
 */
export function unflow(text: string, delSp: boolean): string {
  const paragraphs: string[] = [];
  let pieces: string[] = [];
  let before: FlowedLine | undefined;
  for (const line of text.split(/\r?\n/).map(readLine)) {
    if (!before?.soft || before.quoteDepth !== line.quoteDepth) {
      if (before !== undefined) paragraphs.push(pieces.join(""));
      pieces = [quoteMarks(line.quoteDepth)];
    }
    pieces.push(line.soft && delSp ? line.text.slice(0, -1) : line.text);
    before = line;
  }
  paragraphs.push(pieces.join(""));
  return paragraphs.join("\n");
}

function readLine(line: string): FlowedLine {
  const unquoted = line.replace(/^>+/, "");
  // §4.4: a sender puts a space before what could be taken for a quote mark.
  const text = unquoted.startsWith(" ") ? unquoted.slice(1) : unquoted;
  // §4.3: the separator of a signature ends in a space and is a line of its own all the same.
  return {
    quoteDepth: line.length - unquoted.length,
    text,
    soft: text.endsWith(" ") && text !== "-- ",
  };
}

function quoteMarks(depth: number): string {
  return depth === 0 ? "" : `${">".repeat(depth)} `;
}
