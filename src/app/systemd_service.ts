import { takeEnvironmentVariable } from "../config/mod.ts";
import type { Clock } from "../model/mod.ts";
import { noNotifier, type ServiceNotifier } from "./service/notifier.ts";
import { notifyAddress } from "./systemd_address.ts";
import { openNotifySocket } from "./systemd_ffi.ts";
import { pingEveryMs } from "./systemd_message.ts";
import { SystemdNotifier } from "./systemd_notifier.ts";

/**
 * The way to the systemd that has started this process, if one has. What it says about that in the environment is taken from there, so
 * that no child speaks in our name. Whoever asks closes what is answered.
 */
export function systemdNotifier(clock: Clock): ServiceNotifier {
  if (Deno.build.os !== "linux") return noNotifier;
  const name = takeEnvironmentVariable("NOTIFY_SOCKET");
  const watchdogUsec = takeEnvironmentVariable("WATCHDOG_USEC");
  const watchdogPid = takeEnvironmentVariable("WATCHDOG_PID");
  const address = name === undefined ? undefined : notifyAddress(name);
  const socket = address && openNotifySocket(address);
  if (socket === undefined) return noNotifier;
  const pingMs = pingEveryMs({ watchdogUsec, watchdogPid }, Deno.pid);
  return new SystemdNotifier(socket, { clock, pingMs });
}
