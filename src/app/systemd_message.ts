/** What a service tells its manager: sd_notify(3), a variable a line. */
export type SystemdMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "reloading"; readonly monotonicUs: bigint }
  | { readonly kind: "stopping" }
  | { readonly kind: "alive" }
  | { readonly kind: "moreTime"; readonly ms: number }
  | { readonly kind: "status"; readonly text: string };

/** One datagram. */
export function systemdText(message: SystemdMessage): string {
  switch (message.kind) {
    case "ready":
      return "READY=1";
    case "reloading":
      // Of the same datagram, for Type=notify-reload of systemd 253.
      return `RELOADING=1\nMONOTONIC_USEC=${message.monotonicUs}`;
    case "stopping":
      return "STOPPING=1";
    case "alive":
      return "WATCHDOG=1";
    case "moreTime":
      return `EXTEND_TIMEOUT_USEC=${Math.round(message.ms * 1000)}`;
    case "status":
      return `STATUS=${oneLine(message.text)}`;
    default:
      return message satisfies never;
  }
}

// A line end would begin another variable.
function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- they are meant
  return text.replaceAll(/[\x00-\x1f\x7f]+/g, " ").trim();
}

/** How often to say "alive", milliseconds; undefined: nobody waits for it. Half of the time, as sd_watchdog_enabled(3) advises. */
export function pingEveryMs(
  variables: {
    readonly watchdogUsec: string | undefined;
    readonly watchdogPid: string | undefined;
  },
  pid: number,
): number | undefined {
  const { watchdogUsec = "", watchdogPid = String(pid) } = variables;
  // Somebody else's: it was inherited.
  if (watchdogPid !== String(pid) || !/^\d+$/.test(watchdogUsec)) {
    return undefined;
  }
  const everyMs = Number(watchdogUsec) / 2000;
  return everyMs > 0 ? everyMs : undefined;
}

/** A stop is over within so long (`stopSending`), or it hangs. */
const longestStopMs = 40_000;
/** So much is asked for at a time. */
const extensionMs = 15_000;
/** How often it is asked for. */
export const extendEveryMs = 5_000;

/** For how much more time to ask, so long after the begin of a stop; undefined: a stop that hangs gets none. */
export function extensionAt(sinceStopMs: number): number | undefined {
  const left = longestStopMs - sinceStopMs;
  return left <= 0 ? undefined : Math.min(extensionMs, left);
}
