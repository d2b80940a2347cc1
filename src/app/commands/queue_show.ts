import type { Command } from "commander";
import { formatDuration } from "../../config/mod.ts";
import type { DeliveryHistory, MessageView } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { segmentsText } from "../fate_line.ts";
import { historyLines } from "../history_words.ts";
import { localTime } from "../local_time.ts";
import { withExistingQueue } from "../with_operations.ts";
import { requireConfig, type SharedFlags, withConfigFlag } from "./options.ts";

/** Adds `cellpost queue show`. */
export function addShow(
  queue: Command,
  { screen, run }: CommandContext,
): void {
  const show = queue.command("show").argument("<id>", "as in the 250 reply")
    .description("Show all that is known of one message, with its history")
    .option("--json", "as data; times are milliseconds since 1970")
    .addHelpText(
      "after",
      "\nExample:\n  cellpost queue show 1H2J3K4M5N6P7Q8R",
    );
  withConfigFlag(show).action((
    id: string,
    flags: SharedFlags & { readonly json?: boolean },
  ) =>
    run(async () => {
      const message = found(
        await withExistingQueue(
          requireConfig(flags),
          (operations) => operations.show({ id }),
        ),
        id,
      );
      screen.result(
        flags.json === true
          ? JSON.stringify(message, undefined, 2)
          : messageText(message),
      );
      return exitCode.done;
    })
  );
}

/**
 * What an operation answered.
 *
 * @throws {CommandError} when there is no message of that id.
 */
export function found<T>(result: T | undefined, id: string): T {
  if (result !== undefined) return result;
  throw new CommandError(
    exitCode.notDone,
    `No message "${id}": ids are in the log, the 250 reply and "cellpost queue list"`,
  );
}

function messageText(message: MessageView): string {
  return [
    `Message  ${message.id}, accepted ${localTime(message.acceptedAt)}`,
    `From     ${originText(message)}`,
    ...(message.subject === "" ? [] : [`Subject  ${message.subject}`]),
    "Text",
    ...(message.message.text === "" ? ["  (cleared)"] : []),
    ...message.message.text.split("\n").map((line) => `  | ${line}`),
    ...message.deliveries.flatMap(deliveryLines),
  ].join("\n");
}

function originText(message: MessageView): string {
  const { source, madeBy, reversePath, clientAddress } = message;
  if (source === "smtp") return `<${reversePath}> at ${clientAddress}`;
  return madeBy === undefined ? "a command" : `cellpost itself (${madeBy})`;
}

function deliveryLines(delivery: DeliveryHistory): readonly string[] {
  const { recipient, state, segmentCount, reason, history } = delivery;
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
    ...historyLines(history, segmentCount).map((line) => `  ${line}`),
  ];
}

function untilNow(at: number): string {
  const seconds = Math.max(0, Math.ceil((at - systemClock.now()) / 1000));
  return formatDuration(seconds * 1000);
}
