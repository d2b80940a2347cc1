import { type Config, warningsOf } from "../../config/mod.ts";

/** What stands around a config that was just written. */
export interface WrittenConfig {
  readonly config: Config;
  readonly path: string;
  /** Whether every command finds it without being told. */
  readonly found: boolean;
  /** Whether it is the system's, which a service uses. */
  readonly isSystem: boolean;
  /** Another config that counts no more where this one is. */
  readonly shadows: string | undefined;
  /** Whether this user may listen where it says. */
  readonly mayListen: boolean;
}

/** What to look out for, one sentence each. */
export function cautions(
  { config, mayListen, path, shadows }: WrittenConfig,
): string[] {
  const { listeners, allow } = config.smtp;
  const onlyHere = listeners.every(({ address: { hostname } }) =>
    hostname === "localhost" || hostname.startsWith("127.") ||
    hostname === "::1"
  );
  const far = allow.filter((it) => !/^(?:127\.|::1(?:\/|$))/.test(it));
  return [
    ...warningsOf(config),
    ...(onlyHere && far.length > 0
      ? [
        `${
          far.join(", ")
        } may send, but reaches nothing: [smtp] listen is on this machine alone; set it to ":2525" or ":25"`,
      ]
      : []),
    ...(shadows === undefined
      ? []
      : [`In this folder ${path} counts, and ${shadows} does not`]),
    ...(mayListen ? [] : [
      'This user may not listen on a port below 1024: run it as a service ("cellpost service install"), or set [smtp] listen to a higher port',
    ]),
  ];
}

/** What to type next. */
export function nextSteps(
  { config: { web }, found, isSystem, path }: WrittenConfig,
  os: typeof Deno.build.os,
): string {
  const config = found ? "" : ` --config ${quoted(path)}`;
  const sudo = os === "linux" && !isSystem ? "sudo " : "";
  const serve = `cellpost serve${config}`;
  const doctor = `cellpost doctor${config}`;
  const service = `${sudo}cellpost service install${
    isSystem ? "" : ` --config ${quoted(path)}`
  }`;
  const width = Math.max(...[serve, doctor, service].map((it) => it.length));
  const line = (command: string, what: string) =>
    `  ${command.padEnd(width)}  ${what}`;
  const served = line(
    serve,
    `starts it here${screenText(web)}; Ctrl-C stops`,
  );
  const examined = line(doctor, "looks whether all is well");
  const installed = line(service, "has it start with this machine");
  // The queue of a service is in a folder that its installation makes.
  return isSystem
    ? ["Next:", installed, examined].join("\n")
    : ["Next:", served, examined, installed].join("\n");
}

/** A first config has the screen on this machine alone. */
function screenText({ enabled, listen }: Config["web"]): string {
  const [first] = listen;
  if (!enabled || first === undefined) return "";
  return `, with its screen at http://${first.hostname}:${first.port}/`;
}

function quoted(path: string): string {
  return /^[\w./:\\+-]+$/.test(path) ? path : `"${path}"`;
}
