import { CommandError, exitCode } from "../exit_code.ts";
import { carryOut } from "./carry_out.ts";
import {
  installPlan,
  installSteps,
  systemctl,
  unitOf,
} from "./install_plan.ts";
import { needsRoot, noSystemd } from "./install_refusal.ts";
import {
  isRoot,
  linuxFacts,
  systemdRuns,
  uninstallFacts,
} from "./linux_facts.ts";
import type { ServiceManager, ServiceStatus } from "./manager.ts";
import { runProgram } from "./run_program.ts";
import { planned } from "./step.ts";
import { readStatus, statusProperties } from "./systemd_status.ts";
import { uninstallSteps } from "./uninstall_plan.ts";

/** cellpost as a service of systemd, by its programs systemctl and journalctl. */
export const systemdManager: ServiceManager = {
  async plan(options) {
    const facts = await linuxFacts(options);
    const steps = installSteps(options, facts).map(planned)
      .filter((line) => line !== undefined);
    const plan = installPlan(options, facts);
    return [
      ...(plan.kind === "refused" ? [`# As things are: ${plan.text}`] : []),
      ...steps.map((line) => `# ${line}`),
      "",
      ...unitOf(options, facts).trimEnd().split("\n"),
    ];
  },

  async install(options) {
    const plan = installPlan(options, await linuxFacts(options));
    if (plan.kind === "steps") return await carryOut(plan.steps);
    throw new CommandError(exitCode.notDone, plan.text);
  },

  async uninstall(options) {
    if (!isRoot()) throw refusal(needsRoot("uninstall", options));
    const facts = await uninstallFacts(options);
    if (facts.installed) requireSystemd(options.name);
    return await carryOut(uninstallSteps(options, facts));
  },

  start: (name) => control("start", { name, says: `${name} is running` }),
  stop: (name) => control("stop", { name, says: `${name} has stopped` }),
  restart: (name) => control("restart", { name, says: `${name} is running` }),
  status,
  logs,
};

async function control(
  verb: "start" | "stop" | "restart",
  { name, says }: { readonly name: string; readonly says: string },
): Promise<readonly string[]> {
  requireSystemd(name);
  if (!isRoot()) throw refusal(needsRoot(verb, { name }));
  return await carryOut([systemctl([verb, name], says)]);
}

async function status(name: string): Promise<ServiceStatus> {
  requireSystemd(name);
  const properties = statusProperties.join(",");
  const args = ["show", `--property=${properties}`, `${name}.service`];
  const { code, stdout, stderr } = await runProgram("systemctl", args);
  if (code === 0) return readStatus(stdout);
  throw new CommandError(exitCode.system, `systemctl does not tell: ${stderr}`);
}

async function logs(
  name: string,
  { lines, follow, write }: Parameters<ServiceManager["logs"]>[1],
): Promise<void> {
  requireSystemd(name);
  const child = new Deno.Command("journalctl", {
    args: [
      ...["--unit", name, "--lines", String(lines), "--no-pager"],
      ...(follow === undefined ? [] : ["--follow"]),
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    ...(follow && { signal: follow }),
  }).spawn();
  let rest = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const texts = (rest + chunk).split("\n");
    rest = texts.pop() ?? "";
    for (const text of texts) write(text);
  }
  const { code } = await child.status;
  if (code === 0 || follow?.aborted) return;
  throw new CommandError(exitCode.system, `journalctl failed with ${code}`);
}

function requireSystemd(name: string): void {
  if (systemdRuns()) return;
  throw refusal(noSystemd(`/etc/${name}/config.toml`));
}

function refusal(text: string): CommandError {
  return new CommandError(exitCode.notDone, text);
}
