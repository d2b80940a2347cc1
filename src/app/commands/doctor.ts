import type { Command } from "commander";
import { environmentVariable } from "../../config/mod.ts";
import type { CommandContext } from "../cli.ts";
import { examine } from "../doctor/facts.ts";
import { worstOf } from "../doctor/finding.ts";
import { gather } from "../doctor/gather.ts";
import { doctorLines } from "../doctor/words.ts";
import { exitCode } from "../exit_code.ts";
import { showsUnicode } from "../marks.ts";
import type { Screen } from "../screen.ts";
import { type SharedFlags, withConfigFlag } from "./options.ts";

interface DoctorFlags extends SharedFlags {
  readonly json?: boolean;
}

const help = `
Examples:
  cellpost doctor
  cellpost doctor --config /etc/cellpost/config.toml --json

Looks at the config, ports, modems, SIMs, queue, disk, clock and relay, and says what to do. Changes nothing and sends no SMS:
that is "cellpost selftest". Ends with 1 when something is critical.`;

/** Adds `cellpost doctor`. */
export function addDoctorCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("doctor")
    .description("Look at everything, and say what to do")
    .option("--json", "as JSON, for programs")
    .addHelpText("after", help);
  withConfigFlag(command).action((flags: DoctorFlags) =>
    run(() => doctor(flags, screen))
  );
}

async function doctor(flags: DoctorFlags, screen: Screen): Promise<number> {
  const facts = await gather(flags, (text) => screen.status(text));
  screen.status("");
  const findings = examine(facts);
  const worst = worstOf(findings);
  if (flags.json) {
    screen.data({ worst, findings });
  } else {
    const unicode = showsUnicode(environmentVariable, Deno.build.os);
    screen.result(doctorLines(findings, { unicode }).join("\n"));
  }
  return worst === "critical" ? exitCode.notDone : exitCode.done;
}
