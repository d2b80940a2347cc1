import type { KeyPath } from "./locate.ts";
import { isTable, type Table } from "./finding.ts";

/** What flags on the command line put in the place of the file's values. */
export interface Overrides {
  /** Replace `[smtp] listen` and all `[[smtp.listener]]` sections. */
  readonly smtpListen?: readonly string[];
  /** Replace `[web] listen`; given, the screen is on. */
  readonly webListen?: readonly string[];
  /** Ports; they replace all `[[modem]]` sections, with the pools and routes that these are in. */
  readonly modems?: readonly string[];
  readonly logLevel?: string;
  /** Counts from the working folder, not from the config's. */
  readonly queuePath?: string;
}

/** One value of the command line, and where in the document it goes. */
interface Override {
  readonly path: readonly [string] | readonly [string, string];
  readonly flag: string;
  readonly value: unknown;
}

/** A document after the command line has had its say. */
export interface Overridden {
  readonly document: Table;
  /** The flag that a value came from, or undefined when it came from the file. */
  readonly flagOf: (path: KeyPath) => string | undefined;
}

/** Puts the command line's values in the document, and remembers which they are. */
export function applyOverrides(
  document: Table,
  overrides: Overrides,
): Overridden {
  const list = overridesOf(overrides);
  const result: Record<string, unknown> = { ...document };
  for (const { path: [section, key], value } of list) {
    const before = result[section];
    if (key === undefined) result[section] = value;
    else if (before === undefined || isTable(before)) {
      result[section] = { ...before, [key]: value };
    }
  }
  const flagOf = (path: KeyPath) =>
    list.find((it) => it.path.every((part, at) => part === path[at]))?.flag;
  return { document: result, flagOf };
}

function overridesOf(overrides: Overrides): Override[] {
  const { smtpListen, webListen, modems, logLevel, queuePath } = overrides;
  const all: readonly Override[] = [
    { path: ["smtp", "listen"], flag: "--smtp-listen", value: smtpListen },
    // The flag names every address there is, so no listener of the file is left.
    {
      path: ["smtp", "listener"],
      flag: "--smtp-listen",
      value: smtpListen && [],
    },
    { path: ["web", "listen"], flag: "--web-listen", value: webListen },
    {
      path: ["web", "enabled"],
      flag: "--web-listen",
      value: webListen && true,
    },
    {
      path: ["modem"],
      flag: "--modem",
      value: modems?.map((port) => ({ port })),
    },
    // They name modems of the file, which are not there then.
    { path: ["pool"], flag: "--modem", value: modems && [] },
    { path: ["route"], flag: "--modem", value: modems && [] },
    { path: ["log", "level"], flag: "--log-level", value: logLevel },
    { path: ["queue", "path"], flag: "--queue-path", value: queuePath },
  ];
  return all.filter(({ value }) => value !== undefined);
}
