import type { NetworkStatus } from "./driver.ts";

/** How a simulated modem and its network behave. */
export interface SimBehaviour {
  /** From the end of a PDU to the network's answer, milliseconds… */
  readonly latencyMs: number;
  /** …and up to so much more, by chance. */
  readonly jitterMs: number;
  /** The chance, from 0 to 1, that the network refuses a PDU… */
  readonly fail: number;
  /** …and the `+CMS ERROR` that it then gives. */
  readonly error: number;
  /** Whether a status report comes where one was asked for… */
  readonly reports: boolean;
  /** …and how long after the answer, milliseconds. */
  readonly reportDelayMs: number;
  /** Whether it keeps reports and announces them by `+CDSI`, and cannot hand them over by `+CDS`; the other way round when left out. */
  readonly storesReports?: boolean;
  /** The PIN that the SIM asks for, or "" for none. */
  readonly pin: string;
  /** Received signal in dBm, or undefined for one that cannot be told. */
  readonly signalDbm: number | undefined;
  readonly registration: NetworkStatus["registration"];
  /** From power to the first answer, milliseconds. */
  readonly bootMs: number;
  /** The same seed gives the same chances; undefined leaves them to the clock. */
  readonly seed: number | undefined;
}

/** A modem in good reception whose network takes everything at once. */
export const wellBehaved: SimBehaviour = {
  latencyMs: 0,
  jitterMs: 0,
  fail: 0,
  error: 38,
  reports: true,
  reportDelayMs: 0,
  pin: "",
  signalDbm: -71,
  registration: "home",
  bootMs: 0,
  seed: undefined,
};

/** What came of a port's name. */
export type SimOptionsResult =
  | { readonly kind: "ok"; readonly options: SimBehaviour }
  /** `reason` is a sentence for the operator. */
  | { readonly kind: "invalid"; readonly reason: string };

const prefix = "sim:";

/** Whether a port's name asks for a simulated modem: `sim:`, `sim:latency=3s&fail=0.01`. */
export function isSimulated(port: string): boolean {
  return port.startsWith(prefix);
}

/**
 * Reads the name of a simulated port; the first thing that is wrong with it is told.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const result = parseSimOptions("sim:latency=3s&fail=0.01");
 * assert.ok(result.kind === "ok");
 * assert.equal(result.options.latencyMs, 3_000);
 * ```
 */
export function parseSimOptions(port: string): SimOptionsResult {
  if (!isSimulated(port)) {
    return invalid(`Port "${port}" is no simulated one: it begins with "sim:"`);
  }
  let options = wellBehaved;
  for (const pair of port.slice(prefix.length).split("&")) {
    if (pair === "") continue;
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    const option = table.get(name);
    if (option === undefined) {
      const names = [...table.keys()].join(", ");
      return invalid(
        `Option "${name}" of "${port}" is unknown: use one of ${names}`,
      );
    }
    const read = option.read(value);
    if (read === undefined) {
      return invalid(
        `Option ${name}="${value}" of "${port}" must be ${option.form}`,
      );
    }
    options = { ...options, ...read };
  }
  return { kind: "ok", options };
}

interface Option {
  /** What a value looks like, in words. */
  readonly form: string;
  read(value: string): Partial<SimBehaviour> | undefined;
}

const aDuration = 'a duration such as "50ms" or "3s"';
const registrations: Readonly<Record<string, NetworkStatus["registration"]>> = {
  home: "home",
  roaming: "roaming",
  searching: "searching",
  denied: "denied",
  none: "not registered",
  emergency: "emergency only",
};

const table: ReadonlyMap<string, Option> = new Map<string, Option>([
  ["latency", duration((latencyMs) => ({ latencyMs }))],
  ["jitter", duration((jitterMs) => ({ jitterMs }))],
  ["fail", {
    form: "a number from 0 to 1",
    read: (value) => within(numberOf(value), [0, 1], (fail) => ({ fail })),
  }],
  ["error", {
    form: "a +CMS ERROR code from 1 to 999",
    read: (value) =>
      within(wholeNumberOf(value), [1, 999], (error) => ({ error })),
  }],
  ["reports", {
    form: '"on" or "off"',
    read: (value) =>
      ["on", "off"].includes(value) ? { reports: value === "on" } : undefined,
  }],
  ["report_delay", duration((reportDelayMs) => ({ reportDelayMs }))],
  ["pin", {
    form: "4 to 8 digits",
    read: (value) => /^[0-9]{4,8}$/.test(value) ? { pin: value } : undefined,
  }],
  ["signal", {
    form: 'dBm from -113 to -51, or "unknown"',
    read: (value) =>
      value === "unknown"
        ? { signalDbm: undefined }
        : within(wholeNumberOf(value), [-113, -51], (signalDbm) => ({
          signalDbm,
        })),
  }],
  ["registration", {
    form: `one of ${Object.keys(registrations).join(", ")}`,
    read(value) {
      const registration = Object.hasOwn(registrations, value)
        ? registrations[value]
        : undefined;
      return registration && { registration };
    },
  }],
  ["boot", duration((bootMs) => ({ bootMs }))],
  ["seed", {
    form: "a whole number",
    read: (value) =>
      within(wholeNumberOf(value), [0, 2 ** 32 - 1], (seed) => ({ seed })),
  }],
]);

function duration(named: (ms: number) => Partial<SimBehaviour>): Option {
  return {
    form: aDuration,
    read(value) {
      const [, digits = "", unit = ""] =
        /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)$/.exec(value) ?? [];
      const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit];
      return unitMs === undefined ? undefined : named(Number(digits) * unitMs);
    },
  };
}

function within(
  value: number | undefined,
  [least, most]: readonly [number, number],
  named: (value: number) => Partial<SimBehaviour>,
): Partial<SimBehaviour> | undefined {
  if (value === undefined || value < least || value > most) return undefined;
  return named(value);
}

function numberOf(value: string): number | undefined {
  return /^[0-9]*\.?[0-9]+$/.test(value) ? Number(value) : undefined;
}

function wholeNumberOf(value: string): number | undefined {
  return /^-?[0-9]+$/.test(value) ? Number(value) : undefined;
}

function invalid(reason: string): SimOptionsResult {
  return { kind: "invalid", reason };
}
