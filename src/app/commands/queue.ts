import type { Command } from "commander";
import { formatDuration } from "../../config/mod.ts";
import type {
  DeliveryHistory,
  DeliveryView,
  MessageView,
  Operations,
  OperatorView,
} from "../../control/mod.ts";
import { deliveryStates, systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { segmentsText } from "../fate_line.ts";
import { localTime } from "../local_time.ts";
import { withExistingQueue } from "../with_operations.ts";
import { requireConfig, type SharedFlags, withConfigFlag } from "./options.ts";

const help = `
Examples:
  cellpost queue list --state failed
  cellpost queue show 1H2J3K4M5N6P7Q8R
  cellpost queue cancel 1H2J3K4M5N6P7Q8R`;

/** Adds `cellpost queue list|show|retry|cancel`. */
export function addQueueCommand(
  program: Command,
  context: CommandContext,
): void {
  const queue = program.command("queue")
    .description("Look into the queue, and act on what waits there")
    .addHelpText("after", help);
  addList(queue, context);
  addShow(queue, context);
  addAct(queue, context, {
    name: "retry",
    description: "Send a waiting message now, or a failed one again",
    act: (operations, id) => operations.retry({ id }),
  });
  addAct(queue, context, {
    name: "cancel",
    description: "Cancel what has not been sent of a message",
    act: (operations, id) => operations.cancel({ id }),
  });
}

interface ListFlags extends SharedFlags {
  readonly state?: string;
  readonly limit: string;
}

function addList(queue: Command, { screen, run }: CommandContext): void {
  const list = queue.command("list")
    .description("List deliveries, newest first")
    .option("--state <state>", `only these: ${deliveryStates.join(", ")}`)
    .option("--limit <count>", "at most so many", "50")
    .addHelpText("after", "\nExample:\n  cellpost queue list --state queued");
  withConfigFlag(list).action((flags: ListFlags) =>
    run(async () => {
      const filter = { state: stateOf(flags), limit: limitOf(flags) };
      const rows = await withExistingQueue(
        requireConfig(flags),
        (operations) => operations.list(filter),
      );
      for (const row of rows) screen.result(deliveryLine(row));
      if (rows.length === 0) screen.note("Nothing to show");
      return exitCode.done;
    })
  );
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

function limitOf({ limit }: ListFlags): number {
  const count = Number(limit);
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count;
  throw new CommandError(
    exitCode.usage,
    `--limit "${limit}" must be a whole number from 1 to 100000`,
  );
}

function addShow(queue: Command, { screen, run }: CommandContext): void {
  const show = queue.command("show").argument("<id>", "as in the 250 reply")
    .description("Show all that is known of one message")
    .addHelpText(
      "after",
      "\nExample:\n  cellpost queue show 1H2J3K4M5N6P7Q8R",
    );
  withConfigFlag(show).action((id: string, flags: SharedFlags) =>
    run(async () => {
      const message = await withExistingQueue(
        requireConfig(flags),
        (operations) => operations.show({ id }),
      );
      screen.result(messageText(found(message, id)));
      return exitCode.done;
    })
  );
}

interface Act {
  readonly name: "retry" | "cancel";
  readonly description: string;
  readonly act: (
    operations: Operations,
    id: string,
  ) => Promise<OperatorView | undefined>;
}

function addAct(
  queue: Command,
  { screen, run }: CommandContext,
  { name, description, act }: Act,
): void {
  const command = queue.command(name).argument("<id>", "as in the 250 reply")
    .description(description)
    .addHelpText(
      "after",
      `\nExample:\n  cellpost queue ${name} 1H2J3K4M5N6P7Q8R`,
    );
  withConfigFlag(command).action((id: string, flags: SharedFlags) =>
    run(async () => {
      const result = found(
        await withExistingQueue(
          requireConfig(flags),
          (operations) => act(operations, id),
        ),
        id,
      );
      screen.result(operatorText(result));
      return isDone(result, name) ? exitCode.done : exitCode.notDone;
    })
  );
}

function found<T>(result: T | undefined, id: string): T {
  if (result !== undefined) return result;
  throw new CommandError(
    exitCode.notDone,
    `No message "${id}": ids are in the log, the 250 reply and "cellpost queue list"`,
  );
}

// A retry of what is due already has nothing left to do, which is no failure.
function isDone(
  { changed, unchanged, again }: OperatorView,
  name: Act["name"],
): boolean {
  const due = name === "retry" &&
    unchanged.some(({ state }) => state === "queued" || state === "sending");
  return changed.length > 0 || again !== undefined || due;
}

function operatorText({ changed, unchanged, again }: OperatorView): string {
  const lines = changed.map(({ recipient, to }) => `${recipient} now ${to}`);
  for (const { recipient, state } of unchanged) {
    if (again?.recipients.includes(recipient) === true) continue;
    lines.push(`${recipient} stays ${state}`);
  }
  if (again !== undefined) {
    lines.push(`${again.recipients.join(", ")} queued anew as ${again.id}`);
  }
  return lines.join("\n");
}

function deliveryLine(row: DeliveryView): string {
  const notes = [
    ...(row.possibleDuplicate ? ["possible duplicate"] : []),
    ...(row.reason === "" ? [] : [row.reason]),
  ];
  return [
    row.messageId,
    localTime(row.acceptedAt),
    row.recipient.padEnd(15),
    row.state.padEnd(9),
    row.modem ?? "-",
    ...notes,
  ].join("  ").trimEnd();
}

function messageText(message: MessageView): string {
  const origin = message.source === "smtp"
    ? `<${message.reversePath}> at ${message.clientAddress}`
    : "a command";
  return [
    `Message  ${message.id}, accepted ${localTime(message.acceptedAt)}`,
    `From     ${origin}`,
    ...(message.subject === "" ? [] : [`Subject  ${message.subject}`]),
    "Text",
    ...message.message.text.split("\n").map((line) => `  | ${line}`),
    ...message.deliveries.flatMap(historyLines),
  ].join("\n");
}

function historyLines(delivery: DeliveryHistory): readonly string[] {
  const { recipient, state, segmentCount, reason } = delivery;
  const next = delivery.nextAttemptAt !== undefined && state === "queued"
    ? `, next try in ${untilNow(delivery.nextAttemptAt)}`
    : "";
  const why = reason === "" ? "" : `: ${reason}`;
  const double = delivery.possibleDuplicate ? " (possible duplicate)" : "";
  const priority = delivery.wishes?.priority;
  const how = [
    ...(priority === undefined ? [] : [priority]),
    ...(delivery.route === undefined ? [] : [`route ${delivery.route}`]),
  ];
  return [
    `To ${recipient}  ${state}${double}, ${
      segmentsText(segmentCount)
    }${next}${why}`,
    ...(how.length === 0 ? [] : [`  ${how.join(", ")}`]),
    ...delivery.attemptRecords.map((record) =>
      `  attempt ${record.attempt}  ${
        localTime(record.startedAt)
      }  ${record.modem}  ${record.outcome ?? "under way"}${
        record.reason === "" ? "" : `: ${record.reason}`
      }`
    ),
    ...delivery.segments.map((segment) =>
      `  segment ${segment.number}  ${
        segment.acknowledgedAt === undefined
          ? "given to the modem, no answer"
          : `sent ${
            localTime(segment.acknowledgedAt)
          }, reference ${segment.reference}`
      }${segment.report === undefined ? "" : `, ${segment.report}`}`
    ),
  ];
}

function untilNow(at: number): string {
  const seconds = Math.max(0, Math.ceil((at - systemClock.now()) / 1000));
  return formatDuration(seconds * 1000);
}
