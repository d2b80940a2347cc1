import type { AlarmEvent } from "../alarm/mod.ts";
import type { AuthEvent, CertificateEvent } from "../auth/mod.ts";
import { alarmLine } from "./alarm_line.ts";
import { clearedLine } from "./cleared_line.ts";
import { levelOfAuth, lineOfAuth } from "./auth_line.ts";
import { escalationLine, levelOfEscalation } from "./escalation_line.ts";
import { levelOfReceived, receivedLine, segmentLine } from "./inbound_line.ts";
import { reloadLine } from "./reload_line.ts";
import { repliedLine } from "./reply_line.ts";
import { originText } from "./origin_text.ts";
import { bugLine, type LogLine, shown } from "./log_line.ts";
import { breakerLine, heldText, levelOfBreaker } from "./storm_line.ts";
import { levelOfSmtp, lineOfSmtp } from "./smtp_line.ts";
import { putOffLine, waitsText } from "./time_line.ts";
import type { DeliveryEvent } from "../delivery/mod.ts";
import type { ReloadView } from "../desk/mod.ts";
import type { ModemEvent } from "../modem/mod.ts";
import type { NotifyEvent } from "../notify/mod.ts";
import { levelOfNotify, lineOfNotify } from "./notify_line.ts";
import type { SmtpEvent } from "../smtp/mod.ts";
import type { WebEvent } from "../web/mod.ts";
import { levelOfWeb, lineOfWeb } from "./web_line.ts";

/** What can happen in an appliance, by room. */
export type ApplianceEvent =
  | { readonly room: "delivery"; readonly event: DeliveryEvent }
  | { readonly room: "modem"; readonly event: ModemEvent }
  | { readonly room: "smtp"; readonly event: SmtpEvent }
  | { readonly room: "alarm"; readonly event: AlarmEvent }
  | { readonly room: "notify"; readonly event: NotifyEvent }
  | { readonly room: "web"; readonly event: WebEvent }
  | { readonly room: "config"; readonly event: ReloadView }
  | { readonly room: "auth"; readonly event: AuthEvent | CertificateEvent };

type Of<Kind extends DeliveryEvent["kind"]> = Extract<
  DeliveryEvent,
  { kind: Kind }
>;

/** The line of an event; undefined where there is nothing to say. */
export function lineOf(event: ApplianceEvent): LogLine | undefined {
  switch (event.room) {
    case "delivery":
      return lineOfDelivery(event.event);
    case "modem":
      return lineOfModem(event.event);
    case "smtp":
      return lineOfSmtp(event.event);
    case "alarm":
      return alarmLine(event.event);
    case "auth":
      return lineOfAuth(event.event);
    case "config":
      return reloadLine(event.event);
    case "notify":
      return lineOfNotify(event.event);
    case "web":
      return lineOfWeb(event.event);
    default:
      return event satisfies never;
  }
}

/** How loud an event is; known before its line is made, since most lines of a busy hour are below the level. */
export function levelOf({ room, event }: ApplianceEvent): LogLine["level"] {
  switch (room) {
    case "delivery":
      return levelOfDelivery(event);
    case "smtp":
      return levelOfSmtp(event);
    case "modem":
      return lineOfModem(event)?.level ?? "debug"; // few and far between
    case "alarm":
      return alarmLine(event).level; // few and far between
    case "auth":
      return levelOfAuth(event);
    case "config":
      return reloadLine(event).level; // few and far between
    case "notify":
      return levelOfNotify(event);
    case "web":
      return levelOfWeb(event);
    default:
      return room satisfies never;
  }
}

function levelOfDelivery(event: DeliveryEvent): LogLine["level"] {
  switch (event.kind) {
    case "accepted":
    case "repeated":
    case "kept":
    case "cleared":
    case "replied":
    case "putOff":
      return "info";
    case "received":
      return levelOfReceived(event);
    case "segment":
      return "debug";
    case "changed":
      return levels[event.change.to];
    case "breaker":
      return levelOfBreaker(event);
    case "escalation":
      return levelOfEscalation(event);
    case "bug":
    case "trouble":
      return "error";
    default:
      return event satisfies never;
  }
}

/** Says what happened to a mail or a delivery, keyed by the message's id. */
export function lineOfDelivery(event: DeliveryEvent): LogLine {
  switch (event.kind) {
    case "accepted":
      return acceptedLine(event);
    case "changed":
      return changedLine(event);
    case "escalation":
      return escalationLine(event);
    case "repeated":
      return repeatedLine(event);
    case "kept":
      return {
        level: "info",
        text: `${event.id} Mail to postmaster from <${
          shown(event.item.from)
        }> kept in the inbox`,
        properties: { event: "kept", id: event.id, from: event.item.from },
      };
    case "received":
      return receivedLine(event);
    case "segment":
      return segmentLine(event);
    case "cleared":
      return clearedLine(event);
    case "breaker":
      return breakerLine(event);
    case "replied":
      return repliedLine(event);
    case "putOff":
      return putOffLine(event);
    case "bug":
      return bugLine(event.error);
    case "trouble":
      return {
        level: "error",
        text: event.text,
        properties: { event: "trouble" },
      };
    default:
      return event satisfies never;
  }
}

function acceptedLine(event: Of<"accepted">) {
  const { submission, attachments, cutFrom, mergedFrom } = event;
  const { id, recipients, segmentCount, reversePath } = submission;
  const cut = cutFrom === undefined ? "" : ` (cut from ${cutFrom})`;
  const without = attachments.length === 0
    ? ""
    : `, without ${attachments.map(shown).join(", ")}`;
  return {
    level: "info",
    text: `${id} accepted ${originText(submission, mergedFrom)} for ${
      recipients.join(", ")
    }, ${segmentsText(segmentCount)}${cut}${without}${heldText(event)}${
      waitsText(submission)
    }`,
    properties: {
      event: "accepted",
      id,
      recipients,
      segments: segmentCount,
      from: reversePath,
      client: submission.clientAddress,
      ...(cutFrom === undefined ? {} : { cutFrom }),
      ...(mergedFrom === undefined ? {} : { mergedFrom }),
      ...(attachments.length === 0 ? {} : { attachments }),
    },
  } as const;
}

function repeatedLine({ submission, repeated }: Of<"repeated">): LogLine {
  const { reversePath, clientAddress } = submission;
  const ids = [...new Set(repeated.map((it) => it.id))];
  const recipients = repeated.map((it) => it.recipient);
  return {
    level: "info",
    text: `${ids.join(", ")} came again from <${
      shown(reversePath)
    }> at ${clientAddress} for ${recipients.join(", ")}: sent only once`,
    properties: {
      event: "repeated",
      id: ids[0],
      recipients,
      from: reversePath,
      client: clientAddress,
    },
  };
}

const levels = {
  queued: "warning",
  sending: "debug",
  uncertain: "warning",
  held: "warning",
  sent: "info",
  delivered: "info",
  failed: "error",
  expired: "error",
  cancelled: "info",
  merged: "info",
} as const;

const words = {
  queued: "queued again",
  sending: "sending",
  uncertain: "uncertain",
  held: "held for the operator",
  sent: "sent",
  delivered: "delivered",
  failed: "failed",
  expired: "expired",
  cancelled: "cancelled",
  merged: "merged",
} as const;

function changedLine({ change, modem, simulated }: Of<"changed">): LogLine {
  const { messageId: id, recipient, to, reason } = change;
  const by = modem === undefined ? "" : ` by ${modem}`;
  const notes = [
    ...(simulated === true ? ["simulated"] : []),
    ...(change.possibleDuplicate ? ["possible duplicate"] : []),
  ];
  const note = notes.length === 0 ? "" : ` (${notes.join(", ")})`;
  const why = reason === "" ? "" : `: ${reason}`;
  return {
    level: levels[to],
    text: `${id} to ${recipient} ${words[to]}${by}${note}${why}`,
    properties: {
      event: to,
      id,
      recipient,
      ...(modem === undefined ? {} : { modem }),
      ...(simulated === true ? { simulated } : {}),
      ...(change.possibleDuplicate ? { possibleDuplicate: true } : {}),
      ...(reason === "" ? {} : { reason }),
    },
  };
}

/** Says what a modem does. */
export function lineOfModem(event: ModemEvent): LogLine | undefined {
  switch (event.kind) {
    case "state": {
      const { name, state, detail, simulated } = event.status;
      const note = simulated ? " (simulated)" : "";
      const expected = ["starting", "usable", "limited", "stopped"]
        .includes(state);
      const silent = ["starting", "stopped"].includes(state);
      const why = silent || detail === "" ? "" : `: ${detail}`;
      return {
        level: expected ? "info" : "warning",
        text: `${name}${note} ${state}${why}`,
        properties: { event: "modem", modem: name, state, detail, simulated },
      };
    }
    case "notice":
      return {
        level: "info",
        text: `${event.modem}: ${event.text}`,
        properties: { event: "notice", modem: event.modem },
      };
    case "quirks":
      return {
        level: "info",
        text: `${event.modem} has its quirks: ${event.names.join(", ")}`,
        properties: { event: "quirks", modem: event.modem, names: event.names },
      };
    case "alarm": {
      const { about, modem, raised, text } = event;
      return {
        level: raised ? "warning" : "info",
        text: `${modem}: ${text}`,
        properties: { event: "alarm", modem, about, raised },
      };
    }
    case "report":
      return undefined; // its effect on a delivery has a line of its own
    default:
      return event satisfies never;
  }
}

/** A number of segments, in words. */
export function segmentsText(count: number): string {
  return count === 1 ? "1 segment" : `${count} segments`;
}
