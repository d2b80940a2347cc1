// ECMA-48 and xterm's private modes: the alternate screen, the cursor's sight, wrapping at the last column; synchronized output, which
// terminals that do not know it pass over. A picture that is wider than thought is cut by the terminal rather than wrapped.
const beginUpdate = "\u001b[?2026h";
const endUpdate = "\u001b[?2026l";
const eraseAll = "\u001b[2J";

/** What a terminal is sent before the first picture. */
export const enterPicture = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";

/** What gives it back as it was. */
export const leavePicture =
  `${endUpdate}\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l`;

/**
 * What turns the picture before into that after, in one write: only lines that differ, each erased first, since erasing behind a line that
 * fills its row would take the last letter. `before` is undefined where nobody knows what is there. "" when nothing differs.
 */
export function paint(
  before: readonly string[] | undefined,
  after: readonly string[],
): string {
  const changed = after.flatMap((line, row) =>
    before?.[row] === line ? [] : [`\u001b[${row + 1};1H\u001b[2K${line}`]
  );
  const isLess = before === undefined || before.length > after.length;
  if (isLess) {
    return beginUpdate + eraseAll + after.map(placed).join("") + endUpdate;
  }
  return changed.length === 0 ? "" : beginUpdate + changed.join("") + endUpdate;
}

function placed(line: string, row: number): string {
  return `\u001b[${row + 1};1H${line}`;
}
