import type { SmtpEvent } from "../smtp/mod.ts";
import { bugLine, type LogLine, shown } from "./log_line.ts";

type Disconnected = Extract<SmtpEvent, { kind: "disconnected" }>;

/** How loud it is: connections and refusals are many and ordinary, so only what an operator must see is above `debug`. */
export function levelOfSmtp(event: SmtpEvent): LogLine["level"] {
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
