import { buildMessage } from "./build.ts";
import type { MessageConfig } from "./config.ts";
import type { Finding } from "./finding.ts";
import type { KeyPath } from "./locate.ts";
import type { Document } from "./schema.ts";

/**
 * What other rooms know of values that this one only carries. Each says what is wrong with a text, in words that stand
 * behind the name of its key, or undefined when nothing is.
 */
export interface Judges {
  /** A number of the phone book, without the separators that people write. */
  readonly number?: (
    number: string,
    options: MessageConfig,
  ) => string | undefined;
  /** One of `[message] strip_patterns`. */
  readonly pattern?: (pattern: string) => string | undefined;
  /** The pattern of a modem's balance. */
  readonly balancePattern?: (pattern: string) => string | undefined;
  /** A port of a modem. */
  readonly port?: (port: string) => string | undefined;
}

/** Asks the judges about every value that is theirs. */
export function askJudges(document: Document, judges: Judges): Finding[] {
  const { balancePattern, number, pattern, port } = judges;
  const options = buildMessage(document.message);
  return [
    ...ask(number && ((it) => number(it, options)), numbersOf(document)),
    ...ask(
      pattern,
      document.message.strip_patterns.map((text, at): Value => ({
        path: ["message", "strip_patterns", at],
        text,
      })),
    ),
    ...ask(
      balancePattern,
      document.modem.flatMap(({ balance }, at): readonly Value[] =>
        balance === undefined ? [] : [{
          path: ["modem", at, "balance", "pattern"],
          text: balance.pattern,
        }]
      ),
    ),
    ...ask(
      port,
      document.modem.map(({ port: text }, at): Value => ({
        path: ["modem", at, "port"],
        text,
      })),
    ),
  ];
}

interface Value {
  readonly path: KeyPath;
  readonly text: string;
}

function ask(
  judge: ((text: string) => string | undefined) | undefined,
  values: readonly Value[],
): Finding[] {
  if (judge === undefined) return [];
  return values.flatMap(({ path, text: value }): Finding[] => {
    const text = judge(value);
    return text === undefined ? [] : [{ path, text }];
  });
}

function numbersOf(document: Document): readonly Value[] {
  const contacts = Object.entries(document.contacts).flatMap(
    ([name, numbers]) =>
      numbers.map((text): Value => ({ path: ["contacts", name], text })),
  );
  const lists = [
    ...Object.entries(document.groups).map(([name, members]) => ({
      path: ["groups", name],
      members,
    })),
    ...document.schedule.map(({ members }, at) => ({
      path: ["schedule", at, "members"],
      members,
    })),
    { path: ["admin", "numbers"], members: document.admin.numbers },
    ...document.escalation.flatMap((it, at) => [
      {
        path: ["escalation", at, "for"],
        members: it.for.filter((member) => member !== "*"),
      },
      { path: ["escalation", at, "to"], members: it.to },
    ]),
  ];
  const members = lists.flatMap(({ path, members }) =>
    members.flatMap((it, at): readonly Value[] =>
      it.kind === "number" ? [{ path: [...path, at], text: it.number }] : []
    )
  );
  return [...contacts, ...members];
}
