import type { Command } from "commander";
import type { AlarmView } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { durationText } from "../../alarm/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { localTime } from "../local_time.ts";
import { shown } from "../log_line.ts";
import { withExistingQueue } from "../with_operations.ts";
import { requireConfig, type SharedFlags, withConfigFlag } from "./options.ts";

const help = `
Examples:
  cellpost alarms
  cellpost alarms --json

What is out of order and was told to [admin] numbers, mail or webhook. Without a running cellpost, what was so when it ended.`;

interface AlarmsFlags extends SharedFlags {
  readonly json?: boolean;
}

/** Adds `cellpost alarms`. */
export function addAlarmsCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("alarms")
    .description("List what is out of order with cellpost itself")
    .option("--json", "one JSON object a line, the longest open first")
    .addHelpText("after", help);
  withConfigFlag(command).action((flags: AlarmsFlags) =>
    run(async () => {
      const config = requireConfig(flags);
      const alarms = await withExistingQueue(
        config,
        (operations) => operations.alarms({}),
      );
      const show = flags.json === true ? JSON.stringify : alarmText;
      for (const alarm of alarms) screen.result(show(alarm));
      if (alarms.length === 0) screen.note(nothingText(config));
      return exitCode.done;
    })
  );
}

function nothingText({ admin }: ReturnType<typeof requireConfig>): string {
  return admin === undefined
    ? "No alarms: nobody is named in [admin] numbers, mail or webhook, so nothing is watched"
    : "No alarms: nothing is out of order";
}

function alarmText({ since, text, wellSince }: AlarmView): string {
  const now = systemClock.now();
  const note = wellSince === undefined
    ? ""
    : ` (well again for ${durationText(Math.max(0, now - wellSince))})`;
  return `${localTime(since)}  ${shown(text)}${note}`;
}
