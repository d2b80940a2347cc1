import type { DeliveryEvent } from "../delivery/mod.ts";
import type { LogLine } from "./log_line.ts";

/** Tells what had been kept long enough. */
export function clearedLine(
  event: Extract<
    DeliveryEvent,
    { readonly kind: "cleared" }
  >,
): LogLine {
  const { messages, texts, received, notices } = event;
  return {
    level: "info",
    text:
      `Cleared what was kept long enough: ${messages} messages, ${texts} texts of others, ${received} received, ${notices} mails about SMS`,
    properties: { event: "cleared", messages, texts, received, notices },
  };
}
