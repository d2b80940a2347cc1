import type { Command } from "commander";
import type { AlarmView } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { durationText } from "../../alarm/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { localTime } from "../local_time.ts";
import { shown } from "../log_line.ts";
import type { Palette } from "../palette.ts";
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
  cellpost alarms
  cellpost alarms --json

What is out of order and was told to [admin] numbers, mail or webhook. Without a running cellpost, what was so when it ended.`;

/** Adds `cellpost alarms`. */
export function addAlarmsCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("alarms")
    .description("List what is out of order with cellpost itself")
    .addHelpText("after", help);
  withJsonFlag(withConfigFlag(command)).action((
    flags: SharedFlags & JsonFlag,
  ) =>
    run(async () => {
      const config = requireConfig(flags);
      const alarms = await withExistingQueue(
        config,
        (operations) => operations.alarms({}),
      );
      if (flags.json === true) screen.data(alarms);
      else if (alarms.length === 0) screen.note(nothingText(config));
      else {for (const it of alarms) {
          screen.result(alarmText(it, screen.palette));
        }}
      return exitCode.done;
    })
  );
}

function nothingText({ admin }: ReturnType<typeof requireConfig>): string {
  return admin === undefined
    ? "No alarms: nobody is named in [admin] numbers, mail or webhook, so nothing is watched"
    : "No alarms: nothing is out of order";
}

function alarmText(
  { since, text, wellSince }: AlarmView,
  { bad, warn }: Palette,
): string {
  const now = systemClock.now();
  const note = wellSince === undefined
    ? ""
    : ` (well again for ${durationText(Math.max(0, now - wellSince))})`;
  const paint = wellSince === undefined ? bad : warn;
  return `${localTime(since)}  ${paint(shown(text))}${note}`;
}
