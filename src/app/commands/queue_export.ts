import type { Command } from "commander";
import type { ExportView, Operations } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { csvLine } from "../csv_line.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { Progress } from "../progress.ts";
import type { Screen } from "../screen.ts";
import { withExistingQueue } from "../with_operations.ts";
import {
  type JsonFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

interface ExportFlags extends SharedFlags, JsonFlag {
  readonly csv?: boolean;
  readonly text?: boolean;
  readonly since?: string;
  readonly until?: string;
}

const rowsAtOnce = 1_000;

/** The columns of an export, in their order; those of time are ISO 8601 in UTC. */
const columns = [
  "messageId",
  "acceptedAt",
  "source",
  "madeBy",
  "clientAddress",
  "user",
  "reversePath",
  "subject",
  "recipient",
  "state",
  "reason",
  "updatedAt",
  "modem",
  "attempts",
  "segmentCount",
  "possibleDuplicate",
  "text",
] as const;

/** Adds `cellpost queue export`. */
export function addExport(
  queue: Command,
  { screen, run }: CommandContext,
): void {
  const command = queue.command("export")
    .description("Write all deliveries to stdout, the oldest first")
    .option("--csv", "a table with a head (RFC 4180)")
    .option("--text", "with subjects and texts")
    .option("--since <time>", "accepted then or later, such as 2026-11-01")
    .option("--until <time>", "accepted before, such as 2026-12-01T08:00Z")
    .addHelpText(
      "after",
      "\nExample:\n  cellpost queue export --csv --since 2026-11-01 > november.csv",
    );
  withJsonFlag(withConfigFlag(command), "a JSON object a line").action((
    flags: ExportFlags,
  ) =>
    run(async () => {
      const write = writerOf(flags);
      const span = {
        since: timeOf("--since", flags.since),
        until: timeOf("--until", flags.until),
      };
      const head = write.head;
      if (head !== undefined) screen.result(head);
      const count = await withExistingQueue(
        requireConfig(flags),
        (operations) => writeAll(operations, { span, write, screen }),
      );
      screen.note(`${count} deliveries written`);
      return exitCode.done;
    })
  );
}

/** Accepted from then, until then. */
interface Span {
  readonly since: number | undefined;
  readonly until: number | undefined;
}

async function writeAll(
  operations: Operations,
  { span, write, screen }: {
    readonly span: Span;
    readonly write: Writer;
    readonly screen: Screen;
  },
): Promise<number> {
  const total = await totalOf(operations, span);
  using progress = new Progress("deliveries", {
    screen,
    clock: systemClock,
    columns: () => Deno.consoleSize().columns,
  });
  let count = 0;
  for await (const page of pages(operations, span)) {
    screen.result(page.map(write.row).join("\n"));
    count += page.length;
    progress.at(count, { total });
  }
  return count;
}

/** How many there are; nobody has counted those of a span. */
async function totalOf(
  operations: Operations,
  { since, until }: Span,
): Promise<number | undefined> {
  if (since !== undefined || until !== undefined) return undefined;
  const { states } = await operations.stats({});
  return Object.values(states).reduce((sum, count) => sum + count, 0);
}

async function* pages(
  operations: Operations,
  span: Span,
): AsyncGenerator<readonly ExportView[]> {
  let after = 0;
  for (;;) {
    const page = await operations.export({ ...span, after, limit: rowsAtOnce });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.deliveryId;
  }
}

interface Writer {
  readonly head: string | undefined;
  readonly row: (row: ExportView) => string;
}

function writerOf({ csv, json, text = false }: ExportFlags): Writer {
  if (csv === json) {
    throw new CommandError(
      exitCode.usage,
      "Say how to write it: either --csv or --json",
    );
  }
  const shown = columns.filter((it) =>
    text || (it !== "text" && it !== "subject")
  );
  const entries = (row: ExportView) =>
    shown.map((it) =>
      [
        it,
        it === "acceptedAt" || it === "updatedAt"
          ? new Date(row[it]).toISOString()
          : row[it],
      ] as const
    );
  return csv
    ? {
      head: csvLine(shown),
      row: (row) => csvLine(entries(row).map(([, value]) => String(value))),
    }
    : {
      head: undefined,
      row: (row) => JSON.stringify(Object.fromEntries(entries(row))),
    };
}

function timeOf(flag: string, written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const at = Date.parse(written);
  if (Number.isFinite(at)) return at;
  throw new CommandError(
    exitCode.usage,
    `${flag} "${written}" must be a date or a time, such as 2026-11-01 or 2026-11-01T08:00Z`,
  );
}
