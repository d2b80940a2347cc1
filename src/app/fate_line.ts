import type { DeliveryEvent } from "../delivery/mod.ts";
import type { ModemEvent } from "../modem/mod.ts";
import type { SmtpEvent } from "../smtp/mod.ts";

/** What can happen in an appliance, by room. */
export type ApplianceEvent =
  | { readonly room: "delivery"; readonly event: DeliveryEvent }
  | { readonly room: "modem"; readonly event: ModemEvent }
  | { readonly room: "smtp"; readonly event: SmtpEvent };

/** One line of the log: never a secret, and message text only at `debug`. */
export interface LogLine {
  readonly level: "debug" | "info" | "warning" | "error";
  readonly text: string;
  /** The same as data, for `format = "json"`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

type Of<Kind extends DeliveryEvent["kind"]> = Extract<
  DeliveryEvent,
  { kind: Kind }
>;

type Disconnected = Extract<SmtpEvent, { kind: "disconnected" }>;

/** How loud an event is; known before its line is made, since most lines of a busy hour are below the level. */
export function levelOf({ room, event }: ApplianceEvent): LogLine["level"] {
  switch (room) {
    case "delivery":
      return levelOfDelivery(event);
    case "smtp":
      return levelOfSmtp(event);
    case "modem":
      return lineOfModem(event)?.level ?? "debug"; // few and far between
    default:
      return room satisfies never;
  }
}

function levelOfDelivery(event: DeliveryEvent): LogLine["level"] {
  switch (event.kind) {
    case "accepted":
    case "kept":
      return "info";
    case "changed":
      return levels[event.change.to];
    case "bug":
    case "trouble":
      return "error";
    default:
      return event satisfies never;
  }
}

// Connections and refusals are many and ordinary: only what an operator must see is above `debug`.
function levelOfSmtp(event: SmtpEvent): LogLine["level"] {
  switch (event.kind) {
    case "connected":
    case "queued":
      return "debug";
    case "disconnected":
      return isCutOff(event) ? "warning" : "debug";
    case "refused":
      return "info";
    case "lfEnding":
    case "tlsFailed":
    case "badProxyHeader":
    case "acceptFailed":
      return "warning";
    case "failed":
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
    case "kept":
      return {
        level: "info",
        text: `${event.id} Mail to postmaster from <${
          shown(event.item.from)
        }> kept in the inbox`,
        properties: { event: "kept", id: event.id, from: event.item.from },
      };
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

function acceptedLine({ submission, attachments, cutFrom }: Of<"accepted">) {
  const { id, recipients, segmentCount, reversePath, source } = submission;
  const from = source === "smtp"
    ? `from <${shown(reversePath)}> at ${submission.clientAddress}`
    : "by command";
  const cut = cutFrom === undefined ? "" : ` (cut from ${cutFrom})`;
  const without = attachments.length === 0
    ? ""
    : `, without ${attachments.map(shown).join(", ")}`;
  return {
    level: "info",
    text: `${id} accepted ${from} for ${recipients.join(", ")}, ${
      segmentsText(segmentCount)
    }${cut}${without}`,
    properties: {
      event: "accepted",
      id,
      recipients,
      segments: segmentCount,
      from: reversePath,
      client: submission.clientAddress,
      ...(cutFrom === undefined ? {} : { cutFrom }),
      ...(attachments.length === 0 ? {} : { attachments }),
    },
  } as const;
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
      const expected = ["starting", "usable", "stopped"].includes(state);
      const why = expected || detail === "" ? "" : `: ${detail}`;
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
    case "report":
      return undefined; // its effect on a delivery has a line of its own
    default:
      return event satisfies never;
  }
}

/** Says what the SMTP side does. */
export function lineOfSmtp(event: SmtpEvent): LogLine {
  switch (event.kind) {
    case "connected":
      return {
        level: "debug",
        text: `${event.address} connected`,
        properties: { event: "connected", client: event.address },
      };
    case "disconnected":
      return disconnectedLine(event);
    case "queued":
      return {
        level: "debug",
        text: `${event.client.address} was told ${event.id} is queued`,
        properties: { event: "replied", id: event.id, bytes: event.size },
      };
    case "refused":
      return refusedLine(event);
    case "lfEnding":
      return {
        level: "warning",
        text:
          `${event.address} ends its mails with bare LFs and waits for an answer: add it to [smtp] lf_clients`,
        properties: { event: "lfEnding", client: event.address },
      };
    case "tlsFailed":
      return {
        level: "warning",
        text:
          `${event.address} could not begin TLS: ${event.reason}; if it knows only old TLS, add it to [smtp] hide_starttls`,
        properties: { event: "tlsFailed", client: event.address },
      };
    case "badProxyHeader":
      return {
        level: "warning",
        text:
          `${event.address} is a proxy by proxy_protocol, but ${event.reason}: correct one of the two`,
        properties: { event: "badProxyHeader", client: event.address },
      };
    case "acceptFailed":
      return {
        level: "warning",
        text: `Cannot take a connection for now: ${event.reason}`,
        properties: { event: "acceptFailed" },
      };
    case "failed":
      return bugLine(event.error);
    default:
      return event satisfies never;
  }
}

function bugLine(error: unknown): LogLine {
  const trace = error instanceof Error ? error.stack ?? error.message : error;
  return {
    level: "error",
    text: `Bug, please report it: ${String(trace)}`,
    properties: { event: "bug" },
  };
}

function isCutOff({ phase }: Disconnected): boolean {
  return phase === "data" || phase === "chunk" || phase === "chunks";
}

function disconnectedLine(event: Disconnected): LogLine {
  const { client, phase } = event;
  const cutOff = isCutOff(event);
  return {
    level: cutOff ? "warning" : "debug",
    text: cutOff
      ? `${client.address} went away inside a mail: nothing of it was queued`
      : `${client.address} disconnected`,
    properties: { event: "disconnected", client: client.address, phase },
  };
}

function refusedLine(
  { client, code, text, path }: Extract<SmtpEvent, { kind: "refused" }>,
): LogLine {
  const about = path === undefined ? "" : ` <${shown(path)}>`;
  return {
    level: "info",
    text: `${client.address}${about} refused: ${code} ${shown(text)}`,
    properties: { event: "refused", client: client.address, code, text },
  };
}

/** A number of segments, in words. */
export function segmentsText(count: number): string {
  return count === 1 ? "1 segment" : `${count} segments`;
}

/** Text from outside as it may stand in a log line: controls escaped, at most 200 characters. */
export function shown(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
    .replaceAll(
      /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
      (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  return escaped.length > 200 ? `${escaped.slice(0, 199)}…` : escaped;
}
