/**
 * Writes `docs/quirks.md` from the quirks table: `deno task quirks`. A test compares the page with the table.
 *
 * @module
 */
import {
  configNameOf,
  operatorsOnly,
  quirkSwitches,
} from "../src/modem/quirk_switches.ts";
import { plainQuirks, type QuirkRow } from "../src/modem/quirks.ts";
import { quirkRows } from "../src/modem/quirks_table.ts";

const page = new URL("../docs/quirks.md", import.meta.url);

/** The page in Markdown, before `deno fmt` has aligned its tables. */
export function renderQuirksPage(): string {
  return [
    "# Quirks",
    "",
    "Modems depart from the specifications in ways of their own. What cellpost",
    "knows of particular makes is one table, `src/modem/quirks_table.ts`; this",
    "page is made from it by `deno task quirks`. A modem is known by what it",
    "answers to `AT+CGMI` and `AT+CGMM`, or by its USB id, and all rows that",
    "match count, the later ones before the earlier. The log says once which",
    "they are. A modem that no row is about gets the defaults. What cellpost puts",
    "up with from any modem (echo, chatter, missing or doubled line ends, URCs",
    "anywhere, OK too late) needs no row.",
    "",
    "Every row names the transcript in `tests/modems` that cannot be played",
    "without it: `tests/quirks_test.ts` takes out each row, and each switch of",
    "each row, and insists that its transcript then fails.",
    "",
    "## Makes",
    "",
    ...table(
      ["row", "the modem", "so cellpost", "source", "transcript"],
      quirkRows.map((row) => [
        row.name,
        row.does,
        remedyOf(row),
        row.source,
        `\`${row.transcript}.at\``,
      ]),
    ),
    "",
    "## Switches",
    "",
    "Each can be set for a modem in the config, and then wins over the table;",
    "a list takes the place of the table's.",
    "",
    "```toml",
    "[[modem]]",
    'port = "/dev/ttyUSB2"',
    'quirks = { init = ["AT+CNMP=14"], link_hold = false }',
    "```",
    "",
    ...table(
      ["switch", "default", "what it does"],
      Object.entries(quirkSwitches).map(([key, does]) => [
        `\`${configNameOf(key)}\``,
        `\`${defaultOf(key)}\``,
        isOperatorsOnly(key) ? `${does} (no row sets it)` : does,
      ]),
    ),
    "",
    'Times are durations such as `"500ms"` or `"3s"`. Not among the switches:',
    "`baud` and `smsc`, which are keys of `[[modem]]` itself, and `AT+ZCDRUN=8`,",
    "which changes a ZTE stick for good and is therefore left to you.",
    "",
  ].join("\n");
}

function remedyOf({ switches, advice }: QuirkRow): string {
  const set = Object.entries(switches).map(([key, value]) =>
    `\`${configNameOf(key)} = ${written(key, value)}\``
  );
  const told = advice === undefined ? [] : ["tells what to do"];
  return [...set, ...told].join(", ");
}

function defaultOf(key: string): string {
  const value = Object.entries(plainQuirks).find(([it]) => it === key)?.[1];
  return written(key, value);
}

function written(key: string, value: unknown): string {
  if (!key.endsWith("Ms")) return JSON.stringify(value);
  const ms = Number(value);
  return ms % 1_000 === 0 ? `"${ms / 1_000}s"` : `"${ms}ms"`;
}

function isOperatorsOnly(key: string): boolean {
  return [...operatorsOnly].some((it) => it === key);
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

if (import.meta.main) {
  await Deno.writeTextFile(page, renderQuirksPage());
}
