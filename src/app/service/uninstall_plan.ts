import { dirname } from "node:path";
import { systemctl, unitPath } from "./install_plan.ts";
import type { ServiceOptions } from "./manager.ts";
import { statePath } from "./starter_config.ts";
import type { Step } from "./step.ts";

/** What there is to remove. */
export interface UninstallFacts {
  /** Whether there is a unit of ours. */
  readonly installed: boolean;
  /** Whether the user was made for this service: a system user whose home is its state folder. */
  readonly ownUser: string | undefined;
  /** Where systemd keeps the state of a dynamic user; undefined: there is none. */
  readonly privateState: string | undefined;
}

/** What `cellpost service uninstall` does. Config, queue and user stay without `purge`, the executable always. */
export function uninstallSteps(
  { name, configPath, purge }: ServiceOptions & { readonly purge: boolean },
  { installed, ownUser, privateState }: UninstallFacts,
): readonly Step[] {
  const state = statePath(name);
  const folder = dirname(configPath);
  // Only what was made for it; a config elsewhere is the operator's own.
  const ownConfig = folder === `/etc/${name}` ? folder : undefined;
  const unit: Step[] = installed
    ? [
      systemctl(["disable", "--quiet", name]),
      systemctl(["stop", name], `Stopped ${name}`),
      { do: "remove", path: unitPath(name) },
      systemctl(["daemon-reload"]),
    ]
    : [{ do: "say", text: `No service ${name} is installed` }];
  if (!purge) {
    const kept = [...(ownConfig ? [ownConfig] : []), state].join(" and ");
    return [...unit, {
      do: "say",
      text: `Kept ${kept}, with config and queue: --purge removes them too`,
    }];
  }
  return [
    ...unit,
    ...[ownConfig, state, privateState].filter((it) => it !== undefined)
      .map((path): Step => ({ do: "remove", path })),
    ...(ownUser === undefined ? [] : [
      {
        do: "run",
        program: "userdel",
        args: [ownUser],
        says: `Removed the user ${ownUser}`,
        optional: true,
      } as const,
    ]),
  ];
}
