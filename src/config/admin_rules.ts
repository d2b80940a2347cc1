import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import type { KeyPath } from "./locate.ts";
import { nearest } from "./nearest.ts";
import { nameKey, parseMember } from "./phone_book.ts";

/** Finds people of `[admin]` and `[[escalation]]` whom nobody knows, and a word for an answer that is not waited for. */
export function checkAdmin(document: Table): Finding[] {
  const known = knownNames(document);
  return [
    ...listsOf(document).flatMap((it) => strangers(it, known)),
    ...wordsForNothing(document),
  ];
}

interface List {
  readonly path: KeyPath;
  readonly members: unknown;
}

function listsOf(document: Table): readonly List[] {
  const admin = isTable(document.admin) ? document.admin : {};
  const escalations = isTables(document.escalation) ? document.escalation : [];
  return [
    { path: ["admin", "numbers"], members: admin.numbers },
    ...escalations.flatMap((section, at) =>
      ["for", "to"].map((key) => ({
        path: ["escalation", at, key],
        members: section[key],
      }))
    ),
  ];
}

function strangers(
  { path, members }: List,
  known: readonly string[],
): Finding[] {
  const list: readonly unknown[] = Array.isArray(members) ? members : [];
  return list.flatMap((text, at): Finding[] => {
    const member = typeof text === "string" ? parseMember(text) : undefined;
    if (member?.kind !== "name" || known.includes(member.name)) return [];
    const meant = nearest(member.name, known);
    const advice = meant === undefined
      ? "write it below [contacts] or [groups]"
      : `did you mean "${meant}"?`;
    const said = `is ${JSON.stringify(text)}, which is no contact and no group`;
    return [{ path: [...path, at], text: `${said}; ${advice}` }];
  });
}

function knownNames(document: Table): readonly string[] {
  const sections = [document.contacts, document.groups].filter(isTable);
  const schedules = isTables(document.schedule) ? document.schedule : [];
  return [
    ...sections.flatMap((it) => Object.keys(it)),
    ...schedules.flatMap(({ group }) =>
      typeof group === "string" ? [group] : []
    ),
  ].map(nameKey);
}

function wordsForNothing(document: Table): Finding[] {
  const sections = isTables(document.escalation) ? document.escalation : [];
  return sections.flatMap(({ until, word }, at): Finding[] => {
    if (typeof word !== "string" || word === "" || until === "answer") {
      return [];
    }
    const text = `is ${
      JSON.stringify(word)
    }, but no answer is waited for; set until = "answer", or take it away`;
    return [{ path: ["escalation", at, "word"], text }];
  });
}
