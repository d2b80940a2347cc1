import type { Command } from "commander";
import type { Operations, OperatorView } from "../../desk/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { withExistingQueue } from "../with_operations.ts";
import { addExport } from "./queue_export.ts";
import { addRelease } from "./queue_release.ts";
import { addNoticesCommand } from "./notices.ts";
import {
  type JsonFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";
import { addList } from "./queue_list.ts";
import { addShow, found } from "./queue_show.ts";

const help = `
Examples:
  cellpost queue list --state failed
  cellpost queue show 1H2J3K4M5N6P7Q8R
  cellpost queue cancel 1H2J3K4M5N6P7Q8R`;

/** Adds `cellpost queue list|show|retry|cancel|export|release|notices`. */
export function addQueueCommand(
  program: Command,
  context: CommandContext,
): void {
  const queue = program.command("queue")
    .description("Look into the queue, and act on what waits there")
    .addHelpText("after", help);
  addList(queue, context);
  addShow(queue, context);
  addExport(queue, context);
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
  addRelease(queue, context);
  addNoticesCommand(queue, context);
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
  withJsonFlag(withConfigFlag(command)).action((
    id: string,
    flags: SharedFlags & JsonFlag,
  ) =>
    run(async () => {
      const result = found(
        await withExistingQueue(
          requireConfig(flags),
          (operations) => act(operations, id),
        ),
        id,
      );
      if (flags.json === true) screen.data(result);
      else screen.result(operatorText(result));
      return isDone(result, name) ? exitCode.done : exitCode.notDone;
    })
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
