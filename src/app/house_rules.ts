import type { Config } from "../config/mod.ts";
import type { TimeRules } from "../delivery/mod.ts";
import type { TimeZone } from "../model/mod.ts";
import { type FrontDoor, makeFrontDoor } from "./front_door.ts";
import { makeTimeRules } from "./time_rules.ts";

/** A config, and what the sending half makes of it. */
export interface HouseRules {
  readonly config: Config;
  readonly door: FrontDoor;
  readonly timeRules: TimeRules & { readonly zone: TimeZone };
}

/**
 * Makes the rules that a config describes.
 *
 * @throws {CommandError} when something in it cannot be used.
 * @throws {StoreError} when the queue cannot be read.
 */
export async function makeHouseRules(
  config: Config,
  parts: Parameters<typeof makeFrontDoor>[1],
): Promise<HouseRules> {
  const door = await makeFrontDoor(config, parts);
  return { config, door, timeRules: makeTimeRules(config) };
}
