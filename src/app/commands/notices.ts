import type { Command } from "commander";
import type { NoticeView } from "../../desk/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { localTime } from "../local_time.ts";
import { noticeName } from "../notice_name.ts";
import { type Palette, plainPalette } from "../palette.ts";
import { printable } from "../printable.ts";
import { withExistingQueue } from "../with_operations.ts";
import {
  type JsonFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

interface NoticeFlags extends SharedFlags, JsonFlag {
  readonly limit: string;
}

/** Adds `cellpost queue notices`. */
export function addNoticesCommand(
  queue: Command,
  { screen, run }: CommandContext,
): void {
  const notices = queue.command("notices")
    .description("List reports and other mail of cellpost's own, newest first")
    .option("--limit <count>", "at most so many", "50")
    .addHelpText("after", "\nExample:\n  cellpost queue notices --limit 10");
  withJsonFlag(withConfigFlag(notices)).action((flags: NoticeFlags) =>
    run(async () => {
      const limit = limitOf(flags);
      const rows = await withExistingQueue(
        requireConfig(flags),
        (operations) => operations.notices({ limit }),
      );
      if (flags.json === true) screen.data(rows);
      else if (rows.length === 0) screen.note("Nothing to show");
      else {for (const row of rows) {
          screen.result(noticeLine(row, screen.palette));
        }}
      return exitCode.done;
    })
  );
}

function limitOf({ limit }: NoticeFlags): number {
  const count = Number(limit);
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count;
  throw new CommandError(
    exitCode.usage,
    `--limit "${limit}" must be a whole number from 1 to 100000`,
  );
}

const words = {
  waiting: "waiting",
  failed: "failed",
  mail: "mailed",
  webhook: "posted",
} as const;

const looks = { waiting: "warn", failed: "bad", done: "good" } as const;

/** One notice in one line. */
export function noticeLine(
  row: NoticeView,
  palette: Palette = plainPalette,
): string {
  const { state, nextAttemptAt, attempts, reason } = row;
  const next = nextAttemptAt === undefined || attempts === 0
    ? []
    : [`tried ${times(attempts)}, again at ${localTime(nextAttemptAt)}`];
  return [
    localTime(row.createdAt),
    row.kind.padEnd(7),
    palette[looks[state]](
      words[state === "done" ? row.channel : state].padEnd(7),
    ),
    printable(row.to),
    printable(noticeName(row)),
    ...next,
    ...(reason === "" ? [] : [printable(reason)]),
  ].join("  ");
}

function times(attempts: number): string {
  return attempts === 1 ? "once" : `${attempts} times`;
}
