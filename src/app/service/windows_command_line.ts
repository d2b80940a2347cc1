/**
 * A command line as Windows' programs take theirs apart again (`CommandLineToArgvW`, and the C runtime alike): each word in
 * quotes where it needs them, a backslash doubled only before a quote.
 *
 * The program itself always stands in quotes: of an unquoted path with a blank Windows starts the first part that is a program,
 * such as `C:\Program.exe`.
 */
export function windowsCommandLine(
  program: string,
  args: readonly string[],
): string {
  return [`"${program}"`, ...args.map(quoted)].join(" ");
}

function quoted(word: string): string {
  if (word !== "" && !/[\s"]/.test(word)) return word;
  const escaped = word.replaceAll(
    /(\\*)("|$)/g,
    (_, slashes, end) => slashes + slashes + (end === '"' ? '\\"' : ""),
  );
  return `"${escaped}"`;
}
