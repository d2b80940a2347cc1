import type { ListFilter } from "./route.ts";

/** What a search looks for, in the words of the API. */
export type Search =
  | { readonly by: "nothing" }
  | { readonly by: "recipient" | "sender" | "text"; readonly value: string };

/** What the API takes. */
const longestText = 200;

/**
 * What somebody means who types this: digits are a number, an at sign is a sender, all else is in the text or the subject.
 * "to:", "from:" and "text:" in front say it outright.
 */
export function searchOf(typed: string): Search {
  const text = typed.trim();
  if (text === "") return { by: "nothing" };
  const [, word = "", rest = ""] = /^(to|from|text):\s*(.*)$/is.exec(text) ??
    [];
  if (word !== "" && rest === "") return { by: "nothing" };
  switch (word.toLowerCase()) {
    case "to":
      return digitsOf(rest) === ""
        ? { by: "nothing" }
        : { by: "recipient", value: digitsOf(rest) };
    case "from":
      return { by: "sender", value: rest.slice(0, 320) };
    case "text":
      return { by: "text", value: rest.slice(0, longestText) };
    default:
      return guess(text);
  }
}

function guess(text: string): Search {
  // Fewer digits are as likely a room, a pump or an error code.
  if (/^\+?[\d\s()/.-]+$/.test(text) && digitsOf(text).length >= 4) {
    return { by: "recipient", value: digitsOf(text) };
  }
  // A mention in a text has a blank somewhere.
  if (/^\S*@\S+$/.test(text)) {
    return { by: "sender", value: text.slice(0, 320) };
  }
  return { by: "text", value: text.slice(0, longestText) };
}

/** As they stand at the end of an international number: "0049 171…" and "+49 171…" are the same. */
function digitsOf(text: string): string {
  return text.replace(/\D/g, "").replace(/^00/, "").slice(0, 20);
}

/** What is searched for, to stand below the box. */
export function searchInWords(search: Search): string {
  switch (search.by) {
    case "nothing":
      return "";
    case "recipient":
      return `Recipients whose number ends in ${search.value}`;
    case "sender":
      return `Mails from ${search.value}`;
    case "text":
      return `Subject or text with “${search.value}”`;
    default:
      return search satisfies never;
  }
}

/** The query by which the API is asked for a page of the list. */
export function listQuery(
  filter: ListFilter,
  page: { readonly limit: number; readonly before?: number | undefined },
): string {
  const query = new URLSearchParams({ limit: String(page.limit) });
  if (filter.state !== undefined) query.set("state", filter.state);
  const search = searchOf(filter.search);
  if (search.by !== "nothing") query.set(search.by, search.value);
  if (page.before !== undefined) query.set("before", String(page.before));
  return query.toString();
}
