import type { Command } from "commander";
import { formatDuration } from "../../config/mod.ts";
import type { DeliveryHistory, MessageView } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { segmentsText } from "../fate_line.ts";
import { historyLines } from "../history_words.ts";
import { localTime } from "../local_time.ts";
import type { Palette } from "../palette.ts";
import { printable } from "../printable.ts";
import { paintState } from "../state_look.ts";
import { withExistingQueue } from "../with_operations.ts";
import {
  type JsonFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

/** Adds `cellpost queue show`. */
export function addShow(
  queue: Command,
  { screen, run }: CommandContext,
): void {
  const show = queue.command("show").argument("<id>", "as in the 250 reply")
    .description("Show all that is known of one message, with its history")
    .addHelpText(
      "after",
      "\nExample:\n  cellpost queue show 1H2J3K4M5N6P7Q8R",
    );
  withJsonFlag(withConfigFlag(show)).action((
    id: string,
    flags: SharedFlags & JsonFlag,
  ) =>
    run(async () => {
      const message = found(
        await withExistingQueue(
          requireConfig(flags),
          (operations) => operations.show({ id }),
        ),
        id,
      );
      if (flags.json === true) screen.data(message);
      else screen.result(messageLines(message, screen.palette).join("\n"));
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

/** All that is known of a message, for people. */
export function messageLines(
  message: MessageView,
  palette: Palette,
): readonly string[] {
  return [
    `Message  ${message.id}, accepted ${localTime(message.acceptedAt)}`,
    `From     ${originText(message)}`,
    ...(message.subject === ""
      ? []
      : [`Subject  ${printable(message.subject)}`]),
    "Text",
    ...(message.message.text === "" ? ["  (cleared)"] : []),
    ...message.message.text.split("\n").map((line) => `  | ${printable(line)}`),
    ...message.deliveries.flatMap((it) => deliveryLines(it, palette)),
  ];
}

function originText(message: MessageView): string {
  const { source, madeBy, reversePath, clientAddress } = message;
  if (source === "smtp") {
    return `<${printable(reversePath)}> at ${clientAddress}`;
  }
  return madeBy === undefined ? "a command" : `cellpost itself (${madeBy})`;
}

function deliveryLines(
  delivery: DeliveryHistory,
  palette: Palette,
): readonly string[] {
  const { recipient, state, segmentCount, reason, history } = delivery;
  const next = delivery.nextAttemptAt !== undefined && state === "queued"
    ? `, next try in ${untilNow(delivery.nextAttemptAt)}`
    : "";
  const why = reason === "" ? "" : `: ${printable(reason)}`;
  const double = delivery.possibleDuplicate ? " (possible duplicate)" : "";
  const priority = delivery.wishes?.priority;
  const how = [
    ...(priority === undefined ? [] : [priority]),
    ...(delivery.route === undefined ? [] : [`route ${delivery.route}`]),
  ];
  return [
    `To ${recipient}  ${paintState(state, state, palette)}${double}, ${
      segmentsText(segmentCount)
    }${next}${why}`,
    ...(how.length === 0 ? [] : [`  ${how.join(", ")}`]),
    ...historyLines(history, segmentCount).map((line) =>
      `  ${printable(line)}`
    ),
  ];
}

function untilNow(at: number): string {
  const seconds = Math.max(0, Math.ceil((at - systemClock.now()) / 1000));
  return formatDuration(seconds * 1000);
}
