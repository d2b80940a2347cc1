import type { Config } from "../config/mod.ts";
import type { KeptForReplies } from "../queue/mod.ts";

/** What the queue has to keep so that something can follow from received SMS; absent: nothing. */
export function keptForReplies(
  config: Config,
): { readonly replies?: KeptForReplies } {
  const correspondents = areMailed(config) && config.mail.replyWindowMs > 0;
  return followsFromSms(config)
    ? { replies: { correspondents, fresh: true } }
    : {};
}

/** Whether received SMS go on by mail. */
export function areMailed({ mail }: Config): boolean {
  return mail.relay !== undefined &&
    (mail.replyWindowMs > 0 || mail.inboxTo !== undefined);
}

/** Whether anything can follow from a received SMS. */
export function followsFromSms(config: Config): boolean {
  return areMailed(config) || config.replies.stopWords.length > 0;
}
