import type { Command } from "commander";
import type { InboxView } from "../../desk/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { localTime } from "../local_time.ts";
import { printable } from "../printable.ts";
import { withExistingQueue } from "../with_operations.ts";
import {
  type JsonFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

const help = `
Examples:
  cellpost inbox
  cellpost inbox --limit 500 --json | jq '.[] | select(.kind == "sms")'

What is there: SMS that the modems have received, and mails to the postmaster. Times are those of their arrival here.`;

interface InboxFlags extends SharedFlags, JsonFlag {
  readonly limit: string;
}

/** Adds `cellpost inbox`. */
export function addInboxCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const inbox = program.command("inbox")
    .description("List the SMS that came in and the mails to the postmaster")
    .option("--limit <count>", "at most so many, the newest", "50")
    .addHelpText("after", help);
  withJsonFlag(withConfigFlag(inbox)).action((flags: InboxFlags) =>
    run(async () => {
      const limit = limitOf(flags);
      const items = await withExistingQueue(
        requireConfig(flags),
        (operations) => operations.inbox({ limit }),
      );
      if (flags.json === true) screen.data(items);
      else if (items.length === 0) screen.note("Nothing has come in yet");
      else for (const item of items) screen.result(itemText(item));
      return exitCode.done;
    })
  );
}

function limitOf({ limit }: InboxFlags): number {
  const count = Number(limit);
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count;
  throw new CommandError(
    exitCode.usage,
    `--limit "${limit}" must be a whole number from 1 to 100000`,
  );
}

function itemText(item: InboxView): string {
  return [
    `${localTime(item.receivedAt)}  ${titleOf(item)}`,
    ...item.text.split("\n").map((line) => `  | ${printable(line)}`),
  ].join("\n");
}

function titleOf(item: InboxView): string {
  switch (item.kind) {
    case "postmaster":
      return `Mail to postmaster from <${printable(item.from)}>: ${
        printable(item.subject)
      }`;
    case "sms": {
      const { from, modem, segmentCount, missing } = item;
      const note = missing === 0
        ? ""
        : `, incomplete: ${missing} of ${segmentCount} segments never came`;
      return `SMS from ${printable(from)} by ${modem}${note}`;
    }
    case "unreadable":
      return `Unreadable, by ${item.modem}: its PDU`;
    default:
      return item satisfies never;
  }
}
