import type { Command } from "commander";
import { parseDuration } from "../../config/mod.ts";
import type { DeliveryView, ListRequest } from "../../desk/mod.ts";
import { deliveryStates, systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { localTime, readLocalTime } from "../local_time.ts";
import type { Palette } from "../palette.ts";
import { printable } from "../printable.ts";
import { paintState } from "../state_look.ts";
import { withExistingQueue } from "../with_operations.ts";
import { breakerNote } from "./queue_release.ts";
import {
  chosenFrom,
  type JsonFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

interface ListFlags extends SharedFlags, JsonFlag {
  readonly state?: string;
  readonly recipient?: string;
  readonly sender?: string;
  readonly since?: string;
  readonly limit: string;
}

const examples = `
Examples:
  cellpost queue list --state queued
  cellpost queue list --recipient 0151-87654321 --since 2d
  cellpost queue list --sender @plant.example --since "2026-11-26 08:00"`;

/** Adds `cellpost queue list`. */
export function addList(
  queue: Command,
  { screen, run }: CommandContext,
): void {
  const list = queue.command("list")
    .description("List deliveries, newest first")
    .addOption(chosenFrom("--state <state>", "only these", deliveryStates))
    .option(
      "--recipient <number>",
      "only to this number, or to its last digits",
    )
    .option("--sender <address>", "only mails from this address, or @domain")
    .option("--since <time>", 'accepted since "2026-11-26 08:00", or within 2d')
    .option("--limit <count>", "at most so many", "50")
    .addHelpText("after", examples);
  withJsonFlag(withConfigFlag(list)).action((flags: ListFlags) =>
    run(async () => {
      const request = requestOf(flags);
      const { rows, breaker } = await withExistingQueue(
        requireConfig(flags),
        async (operations) => ({
          rows: await operations.list(request),
          breaker: await operations.breaker({}),
        }),
      );
      const note = breakerNote(breaker);
      if (note !== undefined) screen.note(note);
      if (flags.json === true) screen.data(rows);
      else if (rows.length === 0) screen.note("Nothing to show");
      else {for (const it of rows) {
          screen.result(deliveryLine(it, screen.palette));
        }}
      return exitCode.done;
    })
  );
}

function requestOf(flags: ListFlags): ListRequest {
  const { recipient, sender, since } = flags;
  return {
    state: stateOf(flags),
    recipient: recipient === undefined ? undefined : digitsOf(recipient),
    sender: sender === undefined ? undefined : senderOf(sender),
    since: since === undefined ? undefined : sinceOf(since),
    limit: limitOf(flags),
  };
}

function stateOf({ state }: ListFlags) {
  if (state === undefined) return undefined;
  const known = deliveryStates.find((it) => it === state);
  if (known !== undefined) return known;
  throw new CommandError(
    exitCode.usage,
    `State "${state}" is unknown: use one of ${deliveryStates.join(", ")}`,
  );
}

// As people write it: "+49 151 876", "0049 151 876" and "0151 876" end alike.
function digitsOf(recipient: string): string {
  const digits = recipient.replaceAll(/[^0-9]/g, "").replace(/^0+/, "");
  if (/^[-+()./\s0-9]+$/.test(recipient) && /^[0-9]{1,15}$/.test(digits)) {
    return digits;
  }
  throw new CommandError(
    exitCode.usage,
    `--recipient "${recipient}" must be a phone number, or its last digits`,
  );
}

/** As it is in the queue, without the brackets of a log line; "<>" is the null sender. */
function senderOf(sender: string): string {
  if (/^<.*>$/.test(sender)) return sender.slice(1, -1);
  if (sender !== "") return sender;
  throw new CommandError(
    exitCode.usage,
    '--sender "" must be an address, @domain, or "<>" for mails without one',
  );
}

function sinceOf(since: string): number {
  const ago = parseDuration(since);
  const at = ago === undefined ? readLocalTime(since) : systemClock.now() - ago;
  if (at !== undefined) return at;
  throw new CommandError(
    exitCode.usage,
    `--since "${since}" must be a date, one with a time, or how long ago: "2026-11-26", "2026-11-26 08:00", "2d"`,
  );
}

function limitOf({ limit }: ListFlags): number {
  const count = Number(limit);
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count;
  throw new CommandError(
    exitCode.usage,
    `--limit "${limit}" must be a whole number from 1 to 100000`,
  );
}

function deliveryLine(row: DeliveryView, palette: Palette): string {
  const notes = [
    ...(row.possibleDuplicate ? ["possible duplicate"] : []),
    ...(row.reason === "" ? [] : [printable(row.reason)]),
  ];
  return [
    row.messageId,
    localTime(row.acceptedAt),
    row.recipient.padEnd(15),
    paintState(row.state, row.state.padEnd(9), palette),
    row.modem ?? "-",
    ...notes,
  ].join("  ").trimEnd();
}
