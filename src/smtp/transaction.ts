import type {
  MailVerdict,
  Recipient,
  RecipientNotification,
  RecipientVerdict,
} from "../model/mod.ts";
import type { Verb } from "./command.ts";
import type { ReadMessage } from "./message_reader.ts";
import { answer, fault, greeted, refuse, say } from "./moves.ts";
import { isAscii } from "./path.ts";
import { reply, replyOf, type SmtpReply } from "./reply.ts";
import type {
  Greeted,
  In,
  Listening,
  SessionOptions,
  SmtpState,
  SmtpStep,
} from "./state.ts";

const needsSmtputf8 = reply("553 5.6.7 Such an address needs SMTPUTF8");

function tooBig({ maxSize }: SessionOptions): SmtpReply {
  return reply(`552 5.3.4 The limit is ${maxSize} bytes a mail`);
}

function tooMany({ maxRecipients }: SessionOptions): SmtpReply {
  return reply(`452 4.5.3 The limit is ${maxRecipients} recipients a mail`);
}

// One RCPT may list many phone numbers, and each of them costs as much as a RCPT of its own.
function countOf(recipients: readonly Recipient[]): number {
  let count = 0;
  for (const recipient of recipients) {
    count += recipient.kind === "phones" ? recipient.numbers.length : 1;
  }
  return count;
}

/** Opens a transaction. RFC 5321 §4.1.1.2. */
export function onMail(
  state: Listening,
  { reversePath, parameters }: Verb<"MAIL">,
  options: SessionOptions,
): SmtpStep {
  if (state.phase === "connected") {
    return fault(state, reply("503 5.5.1 Say HELO or EHLO first"), options);
  }
  if (state.phase !== "greeted") {
    return fault(
      state,
      reply("503 5.5.1 Finish this mail first, or RSET"),
      options,
    );
  }
  if (options.auth === "required" && state.login !== "done") {
    return fault(state, reply("530 5.7.0 Log in first, with AUTH"), options);
  }
  if (parameters.given && !state.extended) {
    return fault(state, reply("555 5.5.4 Parameters need EHLO"), options);
  }
  if (parameters.size > options.maxSize) {
    return refuse(state, tooBig(options), { path: reversePath });
  }
  if (!parameters.smtputf8 && !isAscii(reversePath)) {
    return refuse(state, needsSmtputf8, { path: reversePath });
  }
  const { smtputf8, notification } = parameters;
  const next = {
    ...state,
    phase: "mail",
    reversePath,
    smtputf8,
    recipients: [],
  } as const;
  return say(
    notification ? { ...next, notification } : next,
    "250 2.1.0 Sender noted",
  );
}

/** Refuses a mail for now that its network may not begin just yet, where it would be one at all. */
export function onThrottledMail(
  state: Listening,
  command: Verb<"MAIL">,
  options: SessionOptions,
): SmtpStep {
  if (state.phase !== "greeted") return onMail(state, command, options);
  const refusal = reply(
    "450 4.7.1 Too many mails from your network, try later",
  );
  return refuse(state, refusal, { path: command.reversePath });
}

/** Asks whether a recipient is to be taken. RFC 5321 §4.1.1.3. */
export function onRcpt(
  state: Listening,
  { forwardPath: path, notification: wanted }: Verb<"RCPT">,
  options: SessionOptions,
): SmtpStep {
  if (state.phase !== "mail") {
    const when = state.phase === "chunks"
      ? "503 5.5.1 It is too late for recipients of this mail"
      : "503 5.5.1 Say MAIL first";
    return fault(state, reply(when), options);
  }
  if (wanted && !state.extended) {
    return fault(state, reply("555 5.5.4 Parameters need EHLO"), options);
  }
  const { client, reversePath, recipients } = state;
  if (countOf(recipients) >= options.maxRecipients) {
    return refuse(state, tooMany(options), { path });
  }
  if (!state.smtputf8 && !isAscii(path)) {
    return refuse(state, needsSmtputf8, { path });
  }
  return {
    state: {
      ...state,
      phase: "awaitingRecipient",
      path,
      ...(wanted && { wanted }),
    },
    actions: [{
      kind: "ask",
      question: { about: "recipient", path, client, reversePath, recipients },
    }],
  };
}

/** Tells the client what became of its recipient, which may be one phone number too many. */
export function onRecipientVerdict(
  { path, wanted, ...state }: In<"awaitingRecipient">,
  verdict: RecipientVerdict,
  options: SessionOptions,
): SmtpStep {
  const mail: SmtpState = { ...state, phase: "mail" };
  switch (verdict.kind) {
    case "accepted": {
      const { recipient, others = [] } = verdict;
      const accepted = [recipient, ...others];
      // A report names the recipient as its sender did; where none is sent that is not kept.
      const notification = options.dsn
        ? { ...wanted, forwardPath: path }
        : wanted;
      const recipients = [
        ...state.recipients,
        ...accepted.map((it) => withNotification(it, notification)),
      ];
      if (countOf(recipients) > options.maxRecipients) {
        return refuse(mail, tooMany(options), { path });
      }
      return say({ ...mail, recipients }, `250 2.1.5 ${verdict.text}`);
    }
    case "refused":
      return refuse(mail, replyOf(verdict.refusal), { path });
    default:
      return verdict satisfies never;
  }
}

function withNotification(
  recipient: Recipient,
  notification: RecipientNotification | undefined,
): Recipient {
  if (notification === undefined || recipient.kind === "postmaster") {
    return recipient;
  }
  return { ...recipient, notification };
}

/** Lets the client send its message, once there is someone to read it. RFC 5321 §4.1.1.4. */
export function onData(state: Listening, options: SessionOptions): SmtpStep {
  if (state.phase !== "mail") {
    const when = state.phase === "chunks"
      ? "503 5.5.1 Go on with BDAT, or RSET"
      : "503 5.5.1 Say MAIL and RCPT first";
    return fault(state, reply(when), options);
  }
  if (state.recipients.length === 0) {
    return fault(state, reply("554 5.5.1 No valid recipients"), options);
  }
  return say({ ...state, phase: "data" }, "354 End with a dot on a line alone");
}

/** Asks the receiver to take a whole message, unless it is one that nobody takes. */
export function onMessage(
  state: In<"data" | "chunk">,
  message: ReadMessage,
  options: SessionOptions,
): SmtpStep {
  if (message.kind === "messageTooBig") {
    return answer(greeted(state), tooBig(options));
  }
  if (message.kind === "messageWithoutRoom") {
    return say(greeted(state), "452 4.3.1 Too much mail at once, try again");
  }
  if (message.bareLineEnds && options.strictLineEndings) {
    return say(greeted(state), "550 5.5.2 Lines must end with CRLF");
  }
  const { client, reversePath, recipients, notification } = state;
  const envelope = notification
    ? { client, reversePath, recipients, notification }
    : { client, reversePath, recipients };
  return {
    state: { ...state, phase: "awaitingMail" },
    actions: [{
      kind: "ask",
      question: { about: "mail", envelope, raw: message.raw },
    }],
  };
}

/** Ends the transaction with the receiver's word. */
export function onMailVerdict(state: Greeted, verdict: MailVerdict): SmtpStep {
  switch (verdict.kind) {
    case "queued":
      return answer(
        { ...greeted(state), commands: 0, faults: 0 },
        reply(`250 2.0.0 Queued as ${verdict.id}`),
      );
    case "refused":
      return answer(greeted(state), replyOf(verdict.refusal));
    default:
      return verdict satisfies never;
  }
}
