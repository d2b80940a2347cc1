import type { Config } from "../config/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { StoreOptions } from "../queue/mod.ts";
import { keptForReplies } from "./reply_config.ts";

/** How the queue of this config is opened, by the appliance and by commands alike. */
export function storeOptionsOf(config: Config, clock: Clock): StoreOptions {
  const { resumeWaitMs } = config.delivery;
  return { clock, resumeWaitMs, ...keptForReplies(config) };
}
