import { dirname, join } from "node:path";
import type { ServiceOptions } from "./manager.ts";
import { refusalOf } from "./install_refusal.ts";
import { starterConfig, statePath } from "./starter_config.ts";
import type { Step } from "./step.ts";
import { dynamicUser, unitText } from "./unit_text.ts";

/** What a Linux machine has of a service already. */
export interface LinuxFacts {
  readonly isRoot: boolean;
  /** Whether systemd manages this machine; sd_booted(3). */
  readonly systemd: boolean;
  /** This executable; undefined: cellpost runs from its source. */
  readonly program: string | undefined;
  /** Whether the files beside it belong to it, so that it cannot be copied alone. */
  readonly programNeedsFolder?: boolean;
  /** Whether `programPath` is this very executable already. */
  readonly programInPlace: boolean;
  /** Whether a package of the system brings a unit of this name. */
  readonly packaged: boolean;
  /** The text of our unit; undefined: there is none. */
  readonly unit: string | undefined;
  readonly config: ConfigFacts;
  /** Files beside the config that are for the service's user alone. */
  readonly privateFiles: readonly string[];
  /** The main group of the service's user; undefined: there is no such user. */
  readonly userGroup: string | undefined;
  /** As in `UnitOptions`. */
  readonly serialGroup: string | undefined;
}

/** What lies where the config is to be. */
export type ConfigFacts =
  | { readonly kind: "missing" }
  | { readonly kind: "wrong" }
  | {
    readonly kind: "right";
    readonly queuePath: string;
    readonly hasModem: boolean;
    /** Whether the folder of the queue has still to be made. */
    readonly folderMissing?: boolean;
  };

/** What to do, or in one line why not. */
export type InstallPlan =
  | { readonly kind: "steps"; readonly steps: readonly Step[] }
  | { readonly kind: "refused"; readonly text: string };

/** Where the unit lies. */
export function unitPath(name: string): string {
  return `/etc/systemd/system/${name}.service`;
}

/** Where the service's executable lies: where it is if every user may reach it there, for the unit hides homes and /tmp. */
export function programPath(program: string | undefined): string {
  const stays = program !== undefined && /^\/(usr|opt|bin)\//.test(program);
  return stays ? program : "/usr/local/bin/cellpost";
}

/** The user that a service runs as when nobody says another. */
export const defaultUser = "cellpost";

/** What `cellpost service install` does on this machine. */
export function installPlan(
  options: ServiceOptions,
  facts: LinuxFacts,
): InstallPlan {
  const text = refusalOf(options, facts);
  if (text !== undefined) return { kind: "refused", text };
  return { kind: "steps", steps: installSteps(options, facts) };
}

/** The steps alone, whatever stands against them: for who wants to see them first. */
export function installSteps(
  options: ServiceOptions,
  facts: LinuxFacts,
): readonly Step[] {
  const unit = unitOf(options, facts);
  const changed = facts.unit !== unit;
  const programSteps = stepsForProgram(facts);
  return [
    ...programSteps,
    ...stepsForUser(options, facts),
    ...stepsForConfig(options, facts),
    ...stepsForQueue(options, facts),
    ...stepsForUnit(options, { unit, changed }),
    ...startSteps(options.name, changed || programSteps.length > 0),
  ];
}

/** The unit for these options on this machine. */
export function unitOf(
  { name, configPath, user = defaultUser }: ServiceOptions,
  { config, program, serialGroup }: LinuxFacts,
): string {
  return unitText({
    ...{ name, configPath, user, serialGroup },
    program: programPath(program),
    writable: queueFolders(name, config),
  });
}

/** Where the queue lies, if not in the service's own folder, which systemd makes. */
function queueFolders(name: string, config: ConfigFacts): readonly string[] {
  if (config.kind !== "right") return [];
  const folder = dirname(config.queuePath);
  return `${folder}/`.startsWith(`${statePath(name)}/`) ? [] : [folder];
}

function stepsForProgram({ program, programInPlace }: LinuxFacts): Step[] {
  const to = programPath(program);
  if (program === undefined || program === to || programInPlace) return [];
  return [{ do: "copy", from: program, to, mode: 0o755 }];
}

function stepsForUser(
  { name, user = defaultUser }: ServiceOptions,
  { serialGroup, userGroup }: LinuxFacts,
): Step[] {
  if (user === dynamicUser) return [];
  if (userGroup !== undefined) {
    return [{ do: "say", text: `The user ${user} is there` }];
  }
  const groups = serialGroup === undefined ? [] : ["--groups", serialGroup];
  const where = ["--home-dir", statePath(name), "--no-create-home"];
  const shell = ["--shell", "/usr/sbin/nologin"];
  return [{
    do: "run",
    program: "useradd",
    args: ["--system", "--user-group", ...where, ...shell, ...groups, user],
    says: `Made the system user ${user}${
      serialGroup === undefined ? "" : `, in the group ${serialGroup}`
    }`,
  }];
}

function stepsForConfig(
  options: ServiceOptions,
  { config, privateFiles, userGroup }: LinuxFacts,
): Step[] {
  const { name, configPath, user = defaultUser } = options;
  const dynamic = user === dynamicUser;
  const group = userGroup ?? user;
  const folder = dirname(configPath);
  const write: Step = {
    do: "write",
    path: configPath,
    text: starterConfig(name),
    mode: dynamic ? 0o644 : 0o640,
  };
  const make: Step = {
    do: "folder",
    path: folder,
    mode: dynamic ? 0o755 : 0o750,
  };
  const first: Step[] = config.kind === "missing"
    ? [make, write]
    : [{ do: "say", text: `Left ${configPath} as it is` }];
  if (dynamic) return [...first, { do: "say", text: readableByAll }];
  return [
    ...first,
    ...(folder === join("/etc", name)
      ? [quietly("chgrp", group, folder), quietly("chmod", "g+rx", folder)]
      : []),
    quietly("chgrp", group, configPath),
    quietly("chmod", "g+r", configPath),
    ...privateFiles.map((path) => quietly("chown", user, path)),
  ];
}

/** systemd starts no unit whose ReadWritePaths= are not there. */
function stepsForQueue(
  { name, user = defaultUser }: ServiceOptions,
  { config }: LinuxFacts,
): Step[] {
  if (config.kind !== "right" || config.folderMissing !== true) return [];
  const owner = user === dynamicUser ? [] : ["-o", user];
  return queueFolders(name, config).map((folder) => ({
    do: "run",
    program: "install",
    args: ["-d", "-m", "0700", ...owner, folder],
    says: `Made the folder ${folder} for the queue`,
  }));
}

const readableByAll =
  "A dynamic user is in no group, so every user of this machine can read the config, with what PINs are in it; --user cellpost keeps it private";

function quietly(program: string, ...args: readonly string[]): Step {
  return { do: "run", program, args, says: "" };
}

function stepsForUnit(
  { name }: ServiceOptions,
  { unit, changed }: { readonly unit: string; readonly changed: boolean },
): Step[] {
  const path = unitPath(name);
  if (!changed) return [{ do: "say", text: `Left ${path} as it is` }];
  return [
    { do: "write", path, text: unit, mode: 0o644 },
    systemctl(["daemon-reload"]),
  ];
}

function startSteps(name: string, restart: boolean): Step[] {
  return [
    systemctl(["enable", "--quiet", name], `${name} starts with the machine`),
    {
      ...systemctl(
        [restart ? "restart" : "start", name],
        `${name} is running: "cellpost service status" and "cellpost service logs" tell more`,
      ),
      advice: '"cellpost service logs" tells why',
    },
  ];
}

/** A step by systemctl. */
export function systemctl(
  args: readonly string[],
  says = "",
): Extract<Step, { do: "run" }> {
  return { do: "run", program: "systemctl", args, says };
}
