import { formatLocalTime, type TimeZone } from "../model/mod.ts";
import {
  dateField,
  idsField,
  isWritableId,
  mailboxField,
  textField,
} from "./header_text.ts";
import { encodeBody } from "./mail_body.ts";

/** An SMS that goes on by mail. Times are wall milliseconds. */
export interface ForwardedSms {
  /** Names it in the loop mark, for whoever looks at a mail's source. */
  readonly inboxId: number;
  /** `unreadable`: the text is its PDU. */
  readonly kind: "sms" | "unreadable";
  /** The sender's number as it can be dialled; absent for one that cannot be answered. */
  readonly number?: string;
  /** The sender as the network wrote it; "" when unreadable. */
  readonly sender: string;
  /** Whose number it is, by the phone book. */
  readonly name?: string;
  readonly modem: string;
  readonly receivedAt: number;
  readonly sentAt: number | undefined;
  readonly text: string;
  readonly segmentCount: number;
  readonly missing: number;
  /** The mail that it answers. */
  readonly answers?: { readonly subject: string; readonly messageId: string };
  /** What its reader must know besides; whole sentences without full stop. */
  readonly notes?: readonly string[];
}

/** From whom, to whom and by what name a mail goes. */
export interface ForwardAddresses {
  /** The Message-ID, without angle brackets. */
  readonly messageId: string;
  readonly to: string;
  /** Cellpost's own address. */
  readonly from: string;
  /** The domain whose mails reach cellpost: an answer to a number there needs no thread. */
  readonly replyDomain?: string;
  readonly at: number;
  readonly zone: TimeZone;
}

/** A mail's time and that of the service centre may differ by this before it is told. */
const toldLateMs = 5 * 60_000;

/**
 * Writes the mail by which an SMS goes on (RFC 5322): the text as a phone would show it, and below a signature's line who sent it, when and
 * by which modem, which a mail program leaves out of an answer.
 *
 * A person has written it, so it has no Auto-Submitted field (RFC 3834 §5). That nothing answers it by itself is due to its null
 * reverse-path and to X-Auto-Response-Suppress; and no cellpost takes a mail that has an X-Cellpost field.
 */
export function forwardMail(
  sms: ForwardedSms,
  addresses: ForwardAddresses,
): string {
  const { messageId, to, at } = addresses;
  const { fields, body } = encodeBody(bodyText(sms, addresses));
  const header = [
    fromField(sms, addresses),
    `To: <${to}>`,
    textField("Subject", subjectOf(sms)),
    dateField(at),
    idsField("Message-ID", [messageId]),
    ...threadFields(sms),
    `X-Cellpost: SMS ${sms.inboxId}`,
    "X-Auto-Response-Suppress: OOF, AutoReply",
    ...fields,
  ];
  return `${header.join("\r\n")}\r\n\r\n${body}`;
}

function fromField(
  sms: ForwardedSms,
  { from, replyDomain }: ForwardAddresses,
): string {
  const { number, name } = sms;
  const who = name ?? whoOf(sms);
  return number === undefined || replyDomain === undefined
    ? mailboxField("From", { display: `${who} (SMS)`, address: from })
    : mailboxField("From", {
      display: who,
      address: `${number}@${replyDomain}`,
    });
}

function subjectOf(sms: ForwardedSms): string {
  const { answers } = sms;
  const asked = withoutRe(answers?.subject ?? "");
  return asked === "" ? `SMS from ${whoOf(sms)}` : `Re: ${asked}`;
}

// RFC 5322 §3.6.5: one "Re: " is enough, however long a conversation is.
function withoutRe(subject: string): string {
  return subject.trim().replace(/^(?:(?:re|aw|sv|vs|antw)\s*:\s*)+/i, "");
}

function threadFields({ answers }: ForwardedSms): readonly string[] {
  const id = answers?.messageId ?? "";
  return isWritableId(id)
    ? [idsField("In-Reply-To", [id]), idsField("References", [id])]
    : [];
}

function whoOf({ number, sender }: ForwardedSms): string {
  return number ?? (sender === "" ? "an unknown sender" : oneLine(sender));
}

// A name may hold line ends: they are in the alphabet that it is written in.
function oneLine(sender: string): string {
  return sender.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}

function bodyText(sms: ForwardedSms, { zone }: ForwardAddresses): string {
  const { modem, receivedAt, sentAt, missing, segmentCount } = sms;
  const time = (at: number) => formatLocalTime(zone.localAt(minuteOf(at)));
  const late = sentAt !== undefined &&
    Math.abs(receivedAt - sentAt) > toldLateMs;
  const lines = [
    `${titleOf(sms)}, received by ${modem} on ${
      time(receivedAt)
    } (${zone.name})`,
    ...(late ? [`It was sent on ${time(sentAt)}`] : []),
    ...(missing > 0
      ? [`${missing} of its ${segmentCount} parts never came`]
      : []),
    ...sms.notes ?? [],
    answerNote(sms),
  ];
  return `${sms.text}\n\n-- \n${lines.join("\n")}`;
}

function titleOf(sms: ForwardedSms): string {
  if (sms.kind === "unreadable") {
    return "What came is no SMS that can be read (above is its PDU)";
  }
  const who = whoOf(sms);
  return sms.name === undefined
    ? `SMS from ${who}`
    : `SMS from ${sms.name}, ${who}`;
}

function answerNote({ number, sender }: ForwardedSms): string {
  if (number !== undefined) {
    return "An answer to this mail goes back as SMS, without what it quotes";
  }
  return sender === ""
    ? "It cannot be answered"
    : `It cannot be answered: "${
      oneLine(sender)
    }" is no number that can be dialled`;
}

function minuteOf(at: number): number {
  return Math.floor(at / 60_000) * 60_000;
}
