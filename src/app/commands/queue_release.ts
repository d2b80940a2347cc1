import type { Command } from "commander";
import type { BreakerView } from "../../desk/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { localTime } from "../local_time.ts";
import { withExistingQueue } from "../with_operations.ts";
import { requireConfig, type SharedFlags, withConfigFlag } from "./options.ts";

/** Adds `cellpost queue release`. */
export function addRelease(
  queue: Command,
  { screen, run }: CommandContext,
): void {
  const release = queue.command("release")
    .description("Close the breaker of [storm]: SMS leave again")
    .addHelpText("after", "\nExample:\n  cellpost queue release");
  withConfigFlag(release).action((flags: SharedFlags) =>
    run(async () => {
      const was = await withExistingQueue(
        requireConfig(flags),
        (operations) => operations.release({}),
      );
      screen.result(
        was.open
          ? `Breaker closed; ${was.gathered} deliveries were gathered`
          : "The breaker was not open",
      );
      return was.open ? exitCode.done : exitCode.notDone;
    })
  );
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
