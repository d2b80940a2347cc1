import type { Command } from "commander";
import type { DeniedAnswer, Operations } from "../../desk/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { localTime } from "../local_time.ts";
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
  cellpost deny list
  cellpost deny add +46701234567
  cellpost deny remove +46701234567

Mails to a number on the list are refused, and what waits for it is cancelled. An SMS with one of [replies] stop_words puts its
sender there, one of start_words takes it off; what the operator has put there only the operator takes off.`;

/** Adds `cellpost deny list|add|remove`. */
export function addDenyCommand(
  program: Command,
  context: CommandContext,
): void {
  const deny = program.command("deny")
    .description("The numbers that want no SMS")
    .addHelpText("after", help);
  addList(deny, context);
  addAct(deny, context, {
    name: "add",
    description: "Send nothing more to a number, or a name of the phone book",
    act: (operations, recipient) => operations.deny({ recipient }),
    done: "is on the deny list now",
    undone: "was on the deny list already",
  });
  addAct(deny, context, {
    name: "remove",
    description: "Send to it again",
    act: (operations, recipient) => operations.allow({ recipient }),
    done: "is off the deny list",
    undone: "was not on the deny list",
  });
}

function addList(deny: Command, { screen, run }: CommandContext): void {
  const list = deny.command("list").description("Show the list")
    .addHelpText("after", "\nExample:\n  cellpost deny list");
  withJsonFlag(withConfigFlag(list)).action((flags: SharedFlags & JsonFlag) =>
    run(async () => {
      const denied = await withExistingQueue(
        requireConfig(flags),
        (operations) => operations.denied({}),
      );
      if (flags.json === true) {
        screen.data(denied);
        return exitCode.done;
      }
      for (const { number, at, madeBy } of denied) {
        const by = madeBy === "sms" ? "by SMS" : "by the operator";
        screen.result(`${number}  since ${localTime(at)}  ${by}`);
      }
      if (denied.length === 0) screen.note("Nobody is on the deny list");
      return exitCode.done;
    })
  );
}

interface Act {
  readonly name: "add" | "remove";
  readonly description: string;
  readonly act: (
    operations: Operations,
    recipient: string,
  ) => Promise<DeniedAnswer>;
  /** What is said of a number, after it. */
  readonly done: string;
  readonly undone: string;
}

function addAct(
  deny: Command,
  { screen, run }: CommandContext,
  { name, description, act, done, undone }: Act,
): void {
  const command = deny.command(name)
    .argument("<number>", "a phone number, or a name of the phone book")
    .description(description)
    .addHelpText("after", `\nExample:\n  cellpost deny ${name} +46701234567`);
  withJsonFlag(withConfigFlag(command)).action((
    recipient: string,
    flags: SharedFlags & JsonFlag,
  ) =>
    run(async () => {
      const answer = await withExistingQueue(
        requireConfig(flags),
        (operations) => act(operations, recipient),
      );
      if (answer.kind === "refused") {
        throw new CommandError(exitCode.notDone, answer.text);
      }
      if (flags.json === true) screen.data(answer.numbers);
      else {for (const { number, changed } of answer.numbers) {
          screen.result(`${number} ${changed ? done : undone}`);
        }}
      return exitCode.done;
    })
  );
}
