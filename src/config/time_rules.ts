import { parseDuration } from "./duration.ts";
import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import { nearest } from "./nearest.ts";
import { nameKey } from "./phone_book.ts";
import { defaults } from "./schema.ts";
import { parseDays, parseTimeOfDay } from "./week.ts";

/** Finds quiet hours of nobody, or without an end, and a `stale_after` that changes nothing. */
export function checkTimes(document: Table): Finding[] {
  return [
    ...quietForNobody(document),
    ...quietForEver(document),
    ...staleForNothing(document),
  ];
}

function quietSections({ quiet }: Table): readonly Table[] {
  return isTables(quiet) ? quiet : [];
}

function quietForNobody(document: Table): Finding[] {
  const known = namesOf(document);
  return quietSections(document).flatMap(({ groups }, at) =>
    textsOf(groups).flatMap((text, index): Finding[] => {
      if (text === "" || known.has(nameKey(text))) return [];
      const meant = nearest(nameKey(text), [...known]);
      const advice = meant === undefined
        ? "write it below [contacts] or [groups]"
        : `did you mean "${meant}"?`;
      const said = `is ${JSON.stringify(text)}, which is no contact and no`;
      return [{
        path: ["quiet", at, "groups", index],
        text: `${said} group; ${advice}`,
      }];
    })
  );
}

function namesOf(document: Table): ReadonlySet<string> {
  const { contacts, groups, schedule } = document;
  const scheduled = isTables(schedule) ? schedule : [];
  return new Set([
    ...Object.keys(isTable(contacts) ? contacts : {}).map(nameKey),
    ...Object.keys(isTable(groups) ? groups : {}).map(nameKey),
    ...textsOf(scheduled.map(({ group }) => group)).map(nameKey),
  ]);
}

const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;

/** What is always quiet is never sent. Whoever completes the week is to blame, those for everybody counted in. */
function quietForEver(document: Table): Finding[] {
  const sections = quietSections(document);
  const keys = new Set(sections.flatMap(keysOf));
  const guilty = new Set([...keys].flatMap((key) => {
    const together = [...sections.entries()].filter(([, section]) =>
      keysOf(section).some((it) => it === key || it === "*")
    );
    const found = together.find((_, index) =>
      isWholeWeek(together.slice(0, index + 1).map(([, section]) => section))
    );
    return found === undefined ? [] : [found[0]];
  }));
  return [...guilty].map((at) => ({
    path: ["quiet", at],
    text:
      "leaves no time at which its recipients get anything, alone or with the others; shorten it",
  }));
}

function keysOf({ groups, numbers }: Table): readonly string[] {
  const keys = [
    ...textsOf(groups).map((it) => `group ${nameKey(it)}`),
    ...textsOf(numbers).map((it) => `number ${it}`),
  ];
  return keys.length === 0 ? ["*"] : keys;
}

function isWholeWeek(sections: readonly Table[]): boolean {
  const quiet = new Set<number>();
  for (const { days = ["mon-sun"], from, to } of sections) {
    const [begin, end] = textsOf([from, to]).map(parseTimeOfDay);
    if (begin === undefined || end === undefined) continue;
    const length = end > begin ? end - begin : end - begin + dayMinutes;
    for (
      const day of new Set(textsOf(days).flatMap((it) => parseDays(it) ?? []))
    ) {
      for (let minute = 0; minute < length; minute++) {
        quiet.add((day * dayMinutes + begin + minute) % weekMinutes);
      }
    }
  }
  return quiet.size === weekMinutes;
}

function staleForNothing(document: Table): Finding[] {
  const section = isTable(document.delivery) ? document.delivery : {};
  const { stale_after = "", on_stale, expire_after } = section;
  if (stale_after === "") {
    if (on_stale !== "drop" && on_stale !== "merge") return [];
    const text =
      `is "${on_stale}", but nothing is stale without stale_after; ` +
      'set that, such as "1h"';
    return [{ path: ["delivery", "on_stale"], text }];
  }
  const staleMs = typeof stale_after === "string"
    ? parseDuration(stale_after)
    : undefined;
  if (staleMs === undefined) return [];
  const path = ["delivery", "stale_after"];
  const said = `is "${stale_after}"`;
  if (on_stale === undefined) {
    const text = `${said}, which changes nothing without on_stale; ` +
      'set that to "drop", "merge" or "send"';
    return [{ path, text }];
  }
  const written = typeof expire_after === "string"
    ? expire_after
    : defaults.delivery.expire_after;
  if (staleMs < (parseDuration(written) ?? Infinity)) return [];
  const text = `${said}; it must be shorter than expire_after, which is ` +
    `"${written}", or nothing ever gets so old`;
  return [{ path, text }];
}

/** The texts of a list; "" stands for whatever else is in it, so that positions stay. */
function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map((it) => typeof it === "string" ? it : "");
}
