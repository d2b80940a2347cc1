import type { Report, ReportedRecipient } from "./report.ts";
import { type Advice, type Cause, causeOf } from "./sms_causes.ts";

/** What the words need besides the report. */
export interface WordOptions {
  /** The gateway's own name. */
  readonly hostname: string;
  /** A moment as people read it. */
  readonly timeText: (at: number) => string;
}

/** The subject of a report. */
export function subjectOf({ mail, recipients }: Report): string {
  const [first] = recipients;
  const whom = recipients.length === 1
    ? first?.number ?? ""
    : `${recipients.length} numbers`;
  const actions = new Set(recipients.map((it) => it.action));
  const [action] = actions;
  const what = actions.size > 1 || action === undefined
    ? "Report on an SMS"
    : subjects[action];
  const about = mail.subject === "" ? "" : `: ${mail.subject.slice(0, 200)}`;
  return `${what} to ${whom}${about}`;
}

const subjects = {
  failed: "SMS not delivered",
  delayed: "SMS delayed",
  delivered: "SMS delivered",
  relayed: "SMS sent",
} as const;

/** The part of a report that people read, lines ended by LF and none longer than 72 characters but where a word is. */
export function reportText(report: Report, options: WordOptions): string {
  const { mail, recipients, last } = report;
  const { hostname, timeText } = options;
  const named = mail.subject === ""
    ? "Your mail"
    : `Your mail "${mail.subject.slice(0, 200)}"`;
  const sections = recipients.map((it) =>
    [
      it.forwardPath === undefined || it.forwardPath === it.number
        ? `${it.number}:`
        : `${it.number} (${it.forwardPath}):`,
      ...wrapped(sentencesOf(it, options).join(" "), "  "),
    ].join("\n")
  );
  return [
    ...wrapped(
      `${named} was taken at ${
        timeText(mail.acceptedAt)
      } to be sent as SMS. This is what became of it.`,
    ),
    "",
    sections.join("\n\n"),
    "",
    ...(last
      ? [
        ...wrapped(
          "You have had as many reports as the gateway sends in this time. What fails from now on is for a while in its log only.",
        ),
        "",
      ]
      : []),
    ...wrapped(
      `The gateway is cellpost at ${hostname}. Its operator finds this message by its id ${mail.id}.`,
    ),
    "",
  ].join("\n");
}

function sentencesOf(
  recipient: ReportedRecipient,
  { timeText }: WordOptions,
): readonly string[] {
  const cause = causeOf(recipient.reason);
  return [
    ...happened(recipient, cause),
    ...(recipient.merged
      ? ["Its text went out in one SMS together with others."]
      : []),
    ...tried(recipient, timeText),
    ...next(recipient, cause, timeText),
  ];
}

function happened(
  { ending, reason, sentAt, at }: ReportedRecipient,
  cause: Cause | undefined,
): readonly string[] {
  const why = cause === undefined
    ? reason === "" ? [] : [`The reason: ${reason}.`]
    : [`${cause.sentence.replace("{time}", timeBetween(sentAt, at))}.`];
  switch (ending) {
    case "refused":
      return ["The SMS was not delivered.", ...why];
    case "expired":
      return ["The SMS could not be sent in time, and was given up.", ...why];
    case "cancelled":
      return ["The operator of the gateway has cancelled the SMS."];
    case "denied":
      return ["The SMS was not sent.", ...why];
    case "waiting":
      return ["The SMS has not gone out yet.", ...why];
    case "trying":
      return [
        "The network has the SMS, but the phone is switched off or out of reach. The network goes on trying.",
      ];
    case "sent":
      return [
        "The mobile network has taken the SMS. Whether the phone has received it will not be known.",
      ];
    case "delivered":
      return ["The phone has received the SMS."];
    default:
      return ending satisfies never;
  }
}

function tried(
  { action, attempts, lastAttemptAt, at }: ReportedRecipient,
  timeText: WordOptions["timeText"],
): readonly string[] {
  if (action === "delivered" || action === "relayed") {
    return [`That was at ${timeText(at)}.`];
  }
  if (attempts === 0 || lastAttemptAt === undefined) {
    return action === "failed" ? ["It was never tried."] : [];
  }
  return [
    attempts === 1
      ? `It was tried once, at ${timeText(lastAttemptAt)}.`
      : `It was tried ${attempts} times, last at ${timeText(lastAttemptAt)}.`,
  ];
}

const advices: Readonly<Record<Advice, string>> = {
  number: "Check the number.",
  person: "Reach the person in another way.",
  again: "Mail it again if it still matters.",
  operator: "Tell the operator of the gateway.",
};

function next(
  { action, ending, retryUntil }: ReportedRecipient,
  cause: Cause | undefined,
  timeText: WordOptions["timeText"],
): readonly string[] {
  if (action === "failed") {
    const advice = cause?.advice ?? (ending === "refused" ? "again" : "person");
    return [`It will not be tried again. ${advices[advice]}`];
  }
  if (action !== "delayed") return [];
  const until = ending === "waiting" && retryUntil !== undefined
    ? `It will be tried until ${timeText(retryUntil)}.`
    : "";
  return [`${until} You need not mail it again.`.trim()];
}

/** "24 h", "50 minutes": how long it has been, as people say it. */
function timeBetween(from: number | undefined, to: number): string {
  const minutes = Math.round((to - (from ?? to)) / 60_000);
  if (minutes < 2) return "some time";
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours <= 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

const width = 72;

function wrapped(text: string, indent = ""): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`${indent}${word}`);
  }
  return lines;
}
