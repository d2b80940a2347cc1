/** Words by which a number puts itself on the deny list and takes itself off, in any case; none: nobody can. */
export interface ReplyWords {
  readonly stop: readonly string[];
  readonly start: readonly string[];
}

/** Which of the two an SMS is: the word and nothing else, but for a full stop. A sentence with "stop" in it is for somebody to read. */
export function wordIn(
  text: string,
  { stop, start }: ReplyWords,
): "stop" | "start" | undefined {
  if (text.length > longest) return undefined;
  const word = plain(text);
  if (stop.some((it) => plain(it) === word)) return "stop";
  return stop.length > 0 && start.some((it) => plain(it) === word)
    ? "start"
    : undefined;
}

const longest = 100;

function plain(text: string): string {
  return text.normalize("NFKC").trim().replace(/[.!?"'“”‘’\s]+$/u, "")
    .replace(/^["'“”‘’\s]+/u, "").toUpperCase();
}
