import type { Config } from "../config/mod.ts";
import { ownAddress } from "./notify_side.ts";
import { areMailed } from "./reply_config.ts";

/** Where answers by mail go; nothing where no SMS goes by mail. */
export function answerAddress(
  config: Config,
): { readonly answerAddress?: string } {
  return areMailed(config) ? { answerAddress: ownAddress(config) } : {};
}
