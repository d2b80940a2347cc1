import type { DeliveryEvent } from "../delivery/mod.ts";
import { type LogLine, shown } from "./log_line.ts";

type Of<Kind extends DeliveryEvent["kind"]> = Extract<
  DeliveryEvent,
  { kind: Kind }
>;

/** An SMS of which something is missing, or that nobody can read, is for somebody to look at. */
export function levelOfReceived(
  { item }: Of<"received">,
): "info" | "warning" {
  return item.kind === "sms" && item.missing === 0 ? "info" : "warning";
}

/** The one line of a received SMS, without its text. */
export function receivedLine(event: Of<"received">): LogLine {
  const { item, modem, simulated } = event;
  const { from, segmentCount, missing } = item;
  const note = simulated ? " (simulated)" : "";
  const what = item.kind === "sms"
    ? `SMS from ${shown(from)} received by ${modem}${note}, ${
      shareText(segmentCount, missing)
    }`
    : `${modem}${note} received what is no SMS that can be read: its PDU is in the inbox`;
  return {
    level: levelOfReceived(event),
    text: what,
    properties: {
      event: "received",
      modem,
      from,
      segments: segmentCount,
      ...(missing > 0 ? { missing } : {}),
      ...(item.kind === "sms" ? {} : { unreadable: true }),
      ...(simulated ? { simulated } : {}),
    },
  };
}

function shareText(count: number, missing: number): string {
  const all = count === 1 ? "1 segment" : `${count} segments`;
  return missing === 0 ? all : `${all}, of which ${missing} never came`;
}

/** A segment that makes no SMS whole. */
export function segmentLine(
  { fate, from, modem }: Of<"segment">,
): LogLine {
  const what = fate.kind === "repeated"
    ? "again: dropped"
    : `of an SMS of which ${fate.missing} are missing`;
  return {
    level: "debug",
    text: `Segment from ${shown(from)} received by ${modem} ${what}`,
    properties: { event: "segment", modem, from, fate: fate.kind },
  };
}
