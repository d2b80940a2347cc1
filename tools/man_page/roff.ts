/**
 * Text as roff takes it: nothing of it is a request or an escape. Hyphens stay what is typed, and quotes what is pasted.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(roff("--json"), "\\-\\-json");
 * assert.equal(roff(".TH"), "\\&.TH");
 * ```
 */
export function roff(text: string): string {
  // Not every terminal of a reader has an ellipsis.
  return text.replaceAll("…", "...").replaceAll("\\", "\\e").replaceAll(
    "-",
    "\\-",
  )
    .replaceAll("'", "\\(aq").replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha").replaceAll("~", "\\(ti")
    .replaceAll(/^(?=\.)/gm, "\\&")
    .replaceAll(/[^\n -~]/gu, (it) => `\\[u${pointOf(it)}]`);
}

/** As groff names a character that is not ASCII: four digits or more. */
function pointOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code.toString(16).toUpperCase().padStart(4, "0");
}

/** An argument of a request. */
export function roffArgument(text: string): string {
  return `"${roff(text).replaceAll('"', "\\(dq")}"`;
}

/** Paragraphs and, where lines are indented, what is to be typed as it is. */
export function roffParagraphs(text: string): readonly string[] {
  return text.split(/\n{2,}/).flatMap((paragraph) => {
    const lines: string[] = [".PP"];
    let typed = false;
    for (const line of paragraph.split("\n")) {
      const isTyped = /^ {2}/.test(line);
      if (isTyped && !typed) lines.push(".RS", ".EX");
      if (!isTyped && typed) lines.push(".EE", ".RE");
      typed = isTyped;
      lines.push(roff(isTyped ? line.slice(2) : line));
    }
    return typed ? [...lines, ".EE", ".RE"] : lines;
  });
}
