import type { Command } from "commander";
import { systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { messageLines } from "../message_text.ts";
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
      else {
        const { palette } = screen;
        const now = systemClock.now();
        screen.result(messageLines(message, { palette, now }).join("\n"));
      }
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
