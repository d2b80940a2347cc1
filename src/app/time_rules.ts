import type { Config } from "../config/mod.ts";
import type { TimeRules } from "../delivery/mod.ts";
import { createQuietHours, neverQuiet } from "../policy/mod.ts";
import type { TimeZone } from "../model/mod.ts";
import { directoryOf, shiftOf, zoneOf } from "./front_door.ts";

/**
 * Makes the rules of time that the config describes.
 *
 * @throws {CommandError} when the time zone or the phone book cannot be used.
 */
export function makeTimeRules(
  config: Config,
): TimeRules & { readonly zone: TimeZone } {
  const { quiet: rules, delivery: { staleAfterMs, onStale } } = config;
  const zone = zoneOf(config);
  const quiet = rules.length === 0 ? neverQuiet : createQuietHours({
    zone,
    memberships: directoryOf(config, zone).memberships(),
    rules: rules.map((it) => ({ ...it, ...shiftOf(it) })),
  });
  return {
    zone,
    quiet,
    ...(staleAfterMs === undefined || onStale === "send"
      ? {}
      : { stale: { afterMs: staleAfterMs, policy: onStale } }),
  };
}
