import type { InboxView } from "../../desk/mod.ts";

/** So many characters of texts are answered at most, or else the one longest text. */
const mostText = 1_000_000;

/**
 * The newest of them whose texts are bearable together: anybody who may send mail can fill the inbox with long ones, and each browser
 * asks for it anew whenever something comes in.
 */
export function bearable(items: readonly InboxView[]): readonly InboxView[] {
  let length = 0;
  const end = items.findIndex((it) => {
    length += it.text.length;
    return length > mostText;
  });
  return end < 0 ? items : items.slice(0, Math.max(1, end));
}
