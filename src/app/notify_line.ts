import type { NotifyEvent } from "../notify/mod.ts";
import { localTime } from "./local_time.ts";
import { bugLine, type LogLine, shown } from "./log_line.ts";
import { noticeName } from "./notice_name.ts";

type Of<Kind extends NotifyEvent["kind"]> = Extract<
  NotifyEvent,
  { readonly kind: Kind }
>;

/** How loud an event of notices is. */
export function levelOfNotify(event: NotifyEvent): LogLine["level"] {
  switch (event.kind) {
    case "reported":
    // As many as there may be failures.
    case "withheld":
      return "info";
    case "attempted":
      return attemptLevels[event.fate.to];
    case "channel":
      return event.reachable ? "info" : "warning";
    case "trouble":
    case "bug":
      return "error";
    default:
      return event satisfies never;
  }
}

const attemptLevels = {
  done: "info",
  waiting: "info",
  failed: "error",
} as const;

/** Says what became of a report, an alarm or a forwarded SMS. */
export function lineOfNotify(event: NotifyEvent): LogLine {
  const level = levelOfNotify(event);
  switch (event.kind) {
    case "reported":
      return {
        level,
        text: `${event.messageId} report (${event.actions.join(", ")}) to <${
          shown(event.to)
        }> written`,
        properties: {
          event: "reported",
          id: event.messageId,
          to: event.to,
          actions: event.actions,
        },
      };
    case "withheld":
      return {
        level,
        text: `${event.messageId} report to <${
          shown(event.to)
        }> not sent: it has had ${event.reason} ([mail] reports_per_sender)`,
        properties: {
          event: "withheld",
          id: event.messageId,
          to: event.to,
          limit: event.reason,
        },
      };
    case "attempted":
      return attemptedLine(event);
    case "channel":
      return channelLine(event);
    case "trouble":
      return { level, text: event.text, properties: { event: "trouble" } };
    case "bug":
      return bugLine(event.error);
    default:
      return event satisfies never;
  }
}

function attemptedLine(event: Of<"attempted">): LogLine {
  const { notice, target, fate } = event;
  const what = `${shown(noticeName(notice))} to ${shown(target)}`;
  const properties = {
    event: "notice",
    key: notice.key,
    kind: notice.kind,
    channel: notice.channel,
    to: target,
    fate: fate.to,
    ...(fate.to === "done" ? {} : { reason: fate.reason }),
  };
  const level = levelOfNotify(event);
  switch (fate.to) {
    case "done":
      return {
        level,
        text: `${what} ${notice.channel === "mail" ? "mailed" : "posted"}`,
        properties,
      };
    case "waiting":
      return {
        level,
        text: `${what} waits until ${localTime(fate.nextAttemptAt)}: ${
          shown(fate.reason)
        }`,
        properties: { ...properties, nextAttemptAt: fate.nextAttemptAt },
      };
    case "failed":
      return {
        level,
        text: `${what} failed: ${shown(fate.reason)}`,
        properties,
      };
    default:
      return fate satisfies never;
  }
}

function channelLine(event: Of<"channel">): LogLine {
  const { channel, reachable, reason } = event;
  const name = channel === "mail" ? "The mail relay" : "The webhook";
  return {
    level: levelOfNotify(event),
    text: reachable
      ? `${name} takes notices again`
      : `${name} takes nothing, so notices wait: ${shown(reason)}`,
    properties: { event: "channel", channel, reachable, reason },
  };
}
