import type { Notice } from "../queue/mod.ts";
import type { AlarmAction } from "./book.ts";
import { durationText } from "./looks.ts";

/** Whom alarms go to besides phones, and who speaks. */
export interface AlarmAddresses {
  /** Mail addresses; empty: nobody. */
  readonly mail: readonly string[];
  /** Whom the mails are from. */
  readonly mailFrom: string;
  /** A URL that is posted to; undefined: none. */
  readonly webhook: string | undefined;
  /** The name of this machine. */
  readonly host: string;
  readonly version: string;
}

/** How long mail and webhook of an alarm are tried. */
const lifetimeMs = 86_400_000;

const states = {
  raised: "raised",
  reminder: "reminder",
  late: "reminder",
  cleared: "cleared",
} as const;

/** What an alarm says in words: with an SMS, as the subject of a mail, in the log. */
export function alarmText({ kind, record, text }: AlarmAction, now: number) {
  const since = durationText((record.calmSince ?? now) - record.since);
  switch (kind) {
    case "raised":
      return text;
    case "reminder":
    case "late":
      return `For ${since} by now: ${text}`;
    case "cleared": {
      const { waited } = record;
      const also = waited === 0 ? "" : `; ${waited} SMS waited`;
      return `${text} after ${since}${also}`;
    }
    default:
      return kind satisfies never;
  }
}

/** The mail and the webhook call of an alarm; their keys say which, so that none is made twice. */
export function alarmNotices(
  action: AlarmAction,
  now: number,
  addresses: AlarmAddresses,
): readonly Notice[] {
  // What is late is so for phones only.
  if (action.kind === "late") return [];
  const { mail, webhook } = addresses;
  const { key, since } = action.record;
  const base = {
    kind: "alarm",
    createdAt: now,
    expiresAt: now + lifetimeMs,
    from: "",
  } as const;
  const name = `alarm:${key}:${since}:${states[action.kind]}:${now}`;
  return [
    ...(mail.length === 0 ? [] : [
      {
        ...base,
        key: `${name}:mail`,
        channel: "mail",
        to: mail,
        body: mailOf(action, now, addresses),
      } as const,
    ]),
    ...(webhook === undefined ? [] : [
      {
        ...base,
        key: `${name}:webhook`,
        channel: "webhook",
        to: [webhook],
        body: JSON.stringify(payloadOf(action, now, addresses)),
      } as const,
    ]),
  ];
}

/** What a webhook is posted; docs/operating.md tells its fields. A change that breaks a reader gets another `format`. */
export function payloadOf(
  action: AlarmAction,
  now: number,
  { host, version }: AlarmAddresses,
) {
  const { kind, record } = action;
  return {
    format: 1,
    alarm: record.key,
    condition: record.condition,
    state: states[kind],
    since: isoTime(record.since),
    at: isoTime(now),
    text: alarmText(action, now),
    host,
    version: `cellpost ${version}`,
  };
}

/**
 * A mail in ASCII lines. All mails of one alarm are one thread, and none is answered by a machine (RFC 3834): its reverse-path is null.
 */
function mailOf(
  action: AlarmAction,
  now: number,
  { host, mail, mailFrom, version }: AlarmAddresses,
): string {
  const { kind, record } = action;
  const text = alarmText(action, now);
  const first = messageIdOf(record.key, record.since, host);
  const id = kind === "raised"
    ? first
    : messageIdOf(`${record.key}.${states[kind]}`, now, host);
  const lines = [
    `From: cellpost <${mailFrom}>`,
    `To: ${mail.join(",\r\n ")}`,
    `Subject: ${encodedWords(`[cellpost ${host}] ${text}`)}`,
    `Date: ${new Date(now).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${id}`,
    ...(kind === "raised" ? [] : [
      `In-Reply-To: ${first}`,
      `References: ${first}`,
    ]),
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    ...base64Lines(
      `${text}\r\n\r\nSince ${isoTime(record.since)}. "cellpost alarms" on ${
        asciiName(host)
      } lists all that is out of order.\r\n-- \r\ncellpost ${version}\r\n`,
    ),
  ];
  return lines.join("\r\n") + "\r\n";
}

function messageIdOf(name: string, at: number, host: string): string {
  return `<alarm.${asciiName(name)}.${at}@${asciiName(host)}>`;
}

/** A name as it may stand in a Message-ID: atoms with dots (RFC 5322 §3.2.3). */
function asciiName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9-]+/g, ".")
    .replaceAll(/^\.+|\.+$/g, "");
  return plain === "" ? "cellpost" : plain;
}

/** RFC 2047 §2: words of at most 75 characters, folded between them; what is plain stays, folded between its words. */
function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) {
    return text.replaceAll(/(.{30,70}) (?=\S)/g, "$1\r\n ");
  }
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    // 45 bytes are 60 characters of base64.
    if (bytesOf(word + character).length > 45) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word]
    .map((it) => `=?utf-8?B?${base64(bytesOf(it))}?=`).join("\r\n ");
}

function base64Lines(text: string): readonly string[] {
  return base64(bytesOf(text)).match(/.{1,76}/g) ?? [];
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (it) => String.fromCharCode(it)).join(""));
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
