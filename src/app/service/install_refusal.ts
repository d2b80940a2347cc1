import { dirname } from "node:path";
import { type LinuxFacts, programPath } from "./install_plan.ts";
import type { ServiceOptions } from "./manager.ts";
import { statePath } from "./starter_config.ts";

/** Why nothing can be installed so, and what to do; undefined: it can. */
export function refusalOf(
  options: ServiceOptions,
  facts: LinuxFacts,
): string | undefined {
  const { name, configPath } = options;
  if (facts.packaged) {
    return `A package of this system brings the unit ${name}.service: start it by "systemctl enable --now ${name}", or give this one another --name`;
  }
  if (facts.program === undefined) {
    return 'This cellpost runs from its source: make the executable first ("deno task compile"), and let that install the service';
  }
  if (
    facts.programNeedsFolder && programPath(facts.program) !== facts.program
  ) {
    return `${facts.program} needs the folder that it is in: move that to /opt ("sudo mv ${
      dirname(facts.program)
    } /opt/cellpost"), and let /opt/cellpost/cellpost install the service`;
  }
  if (facts.config.kind === "wrong") {
    return `${configPath} has mistakes, so the service would not start: "cellpost check --config ${configPath}" lists them`;
  }
  if (isHidden(configPath)) {
    return `${configPath} is where a service cannot look (homes and /tmp are closed to it): put it to /etc/${name}/config.toml`;
  }
  const { config } = facts;
  if (config.kind === "right" && isClosed(dirname(config.queuePath))) {
    return `The service may not write to ${
      dirname(config.queuePath)
    }: set [queue] path = "${
      statePath(name)
    }/cellpost.db" in ${configPath}, and move the file there if it holds messages`;
  }
  if (config.kind === "right" && !config.hasModem) {
    return `${configPath} has no [[modem]], so the service would not start: add one, such as port = "auto" for every USB modem`;
  }
  if (!facts.systemd) return noSystemd(configPath);
  return facts.isRoot ? undefined : needsRoot("install", options);
}

/** That there is no systemd to talk to. */
export function noSystemd(configPath: string): string {
  return `systemd does not run here: let your own service manager start "cellpost serve --config ${configPath}" (SIGTERM stops it); "cellpost service install --dry-run" prints the unit`;
}

/** That only root may do this, with the line to type. */
export function needsRoot(
  verb: string,
  { name, configPath, user }: Partial<ServiceOptions>,
): string {
  const flags = [
    ...(name === undefined || name === "cellpost" ? [] : ["--name", name]),
    ...(configPath === undefined || configPath === `/etc/${name}/config.toml`
      ? []
      : ["--config", configPath]),
    ...(user === undefined ? [] : ["--user", user]),
  ];
  return `Only root may do that: ${
    ["sudo", "cellpost", "service", verb, ...flags].join(" ")
  }`;
}

// ProtectHome= and PrivateTmp= of the unit.
function isHidden(path: string): boolean {
  return /^\/(home|root|run\/user|tmp|var\/tmp)\//.test(`${path}/`);
}

// The unit makes them read-only or hides them, and an exception would open them.
function isClosed(folder: string): boolean {
  return isHidden(folder) ||
    /^\/(etc|usr|boot|bin|lib|sbin|proc|sys|dev)\//.test(`${folder}/`);
}
