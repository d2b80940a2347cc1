import type { Config } from "../config/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { StoreOptions } from "../queue/mod.ts";
import { keptForReplies } from "./reply_config.ts";

/** How the queue of this config is opened, by the appliance and by commands alike: what a command changes is news as well. */
export function storeOptionsOf(config: Config, clock: Clock): StoreOptions {
  const { resumeWaitMs, reportTimeoutMs } = config.delivery;
  return {
    clock,
    resumeWaitMs,
    ...(reportsAreSent(config)
      ? {
        news: new Set(["failed", "expired", "cancelled"]),
        successNews: {
          everybody: config.mail.reports === "success",
          reportTimeoutMs,
        },
      }
      : {}),
    ...keptForReplies(config),
  };
}

/** Whether senders are told what becomes of their SMS. */
export function reportsAreSent({ mail }: Config): boolean {
  return mail.relay !== undefined && mail.reports !== "off";
}
