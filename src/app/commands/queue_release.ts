import type { Command } from "commander";
import type { BreakerView } from "../../desk/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { localTime } from "../local_time.ts";
import { withExistingQueue } from "../with_operations.ts";
import {
  type JsonFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

/** Adds `cellpost queue release`. */
export function addRelease(
  queue: Command,
  { screen, run }: CommandContext,
): void {
  const release = queue.command("release")
    .description("Close the breaker of [storm]: SMS leave again")
    .addHelpText("after", "\nExample:\n  cellpost queue release");
  withJsonFlag(withConfigFlag(release)).action((
    flags: SharedFlags & JsonFlag,
  ) =>
    run(async () => {
      const was = await withExistingQueue(
        requireConfig(flags),
        (operations) => operations.release({}),
      );
      if (flags.json === true) screen.data(was);
      else screen.result(releasedText(was));
      return was.open ? exitCode.done : exitCode.notDone;
    })
  );
}

function releasedText({ open, gathered }: BreakerView): string {
  return open
    ? `Breaker closed; ${gathered} deliveries were gathered`
    : "The breaker was not open";
}

/** What whoever looks at the queue must know of the breaker; undefined while it is closed. */
export function breakerNote(
  { open, openedAt = 0, closesAt = 0, gathered }: BreakerView,
): string | undefined {
  return open
    ? `The breaker is open since ${localTime(openedAt)}: no SMS leaves until ${
      localTime(closesAt)
    }, or "cellpost queue release"; ${gathered} deliveries are gathered`
    : undefined;
}
