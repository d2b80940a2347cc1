import assert from "node:assert/strict";
import {
  type MessageId,
  parsePhoneNumber,
  type Recipient,
  Secret,
} from "../../src/model/mod.ts";
import { parseCommand } from "../../src/smtp/command.ts";
import { renderReply } from "../../src/smtp/reply.ts";
import { begin } from "../../src/smtp/moves.ts";
import { step } from "../../src/smtp/session.ts";
import type {
  Question,
  SessionOptions,
  SmtpInput,
  SmtpState,
} from "../../src/smtp/state.ts";

const options: SessionOptions = {
  hostname: "gw.example",
  strictLineEndings: false,
  tls: "none",
  auth: "off",
  authPlaintext: false,
  maxSize: 1_000,
  maxRecipients: 3,
  maxCommands: 100,
};

const phone = parsePhoneNumber("+919812345678") ?? assert.fail();
/** The recipient of `accepted`. */
export const recipient: Recipient = { kind: "phones", numbers: [phone] };
/** The id of `queued`. */
export const id = "01M8450923SMYXVE" as MessageId;

/** Verdicts of the receiver. */
export const accepted: SmtpInput = {
  kind: "recipientVerdict",
  verdict: { kind: "accepted", recipient, text: phone },
};
export const unknown: SmtpInput = {
  kind: "recipientVerdict",
  verdict: {
    kind: "refused",
    refusal: { code: 550, enhanced: "5.1.1", text: 'No contact "anna"' },
  },
};
export const queued: SmtpInput = {
  kind: "mailVerdict",
  verdict: { kind: "queued", id },
};
export const diskFull: SmtpInput = {
  kind: "mailVerdict",
  verdict: {
    kind: "refused",
    refusal: { code: 452, enhanced: "4.3.1", text: "The disk is full" },
  },
};
export const loggedIn: SmtpInput = {
  kind: "loginVerdict",
  verdict: { kind: "accepted", user: "anna" },
};
export const wrongPassword: SmtpInput = {
  kind: "loginVerdict",
  verdict: {
    kind: "refused",
    refusal: { code: 535, enhanced: "5.7.8", text: "Wrong user or password" },
  },
};
/** One line of a login, given as it is before base64. */
export function response(text: string): SmtpInput {
  return rawResponse(btoa(text));
}
/** One line of a login as it is. */
export function rawResponse(line: string): SmtpInput {
  return { kind: "response", text: new Secret(line) };
}
/** A message. */
export const hello: SmtpInput = {
  kind: "message",
  raw: new TextEncoder().encode("hello\r\n"),
  bareLineEnds: false,
};

/** One conversation with `step`: every input's replies, rendered, and the questions asked. */
export class Talk {
  state: SmtpState;
  readonly questions: Question[] = [];
  closed = false;
  readonly #options: SessionOptions;

  constructor(changed: Partial<SessionOptions> = {}) {
    this.#options = { ...options, ...changed };
    this.state = begin("10.0.0.7", this.#options);
  }

  /** Feeds command lines and other inputs; returns the replies to the last one. */
  say(...inputs: (string | SmtpInput)[]): string {
    let said = "";
    for (const input of inputs) said = this.feed(input);
    return said.trimEnd();
  }

  /** Feeds one input; returns its replies as they go over the wire. */
  feed(input: string | SmtpInput): string {
    const fed: SmtpInput = typeof input === "string"
      ? { kind: "command", command: parseCommand(input) }
      : input;
    const { state, actions } = step(this.state, fed, this.#options);
    this.state = state;
    let said = "";
    for (const action of actions) {
      if (action.kind === "reply") said += renderReply(action.reply);
      else if (action.kind === "ask") this.questions.push(action.question);
      else if (action.kind === "close") this.closed = true;
    }
    return said;
  }
}

/** What leads a `Talk` to its transaction, and to DATA. */
export const toMail = ["EHLO plc", "MAIL FROM:<a@b.c>"];
export const toData = [...toMail, "RCPT TO:<+919812345678>", accepted, "DATA"];
