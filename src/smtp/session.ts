import type { Verb } from "./command.ts";
import { onBdat, onChunk } from "./chunking.ts";
import { onSecured, onStartTls, showsStartTls } from "./encryption.ts";
import {
  maySayAuth,
  onAuth,
  onLoginVerdict,
  onResponse,
  onResponseTooLong,
} from "./login.ts";
import { answer, close, fault, greeted, say } from "./moves.ts";
import { reply, type SmtpReply } from "./reply.ts";
import { SmtpError } from "./smtp_error.ts";
import {
  expects,
  type Facts,
  type Listening,
  type SessionOptions,
  type SmtpInput,
  type SmtpState,
  type SmtpStep,
} from "./state.ts";
import {
  onData,
  onMail,
  onMailVerdict,
  onMessage,
  onRcpt,
  onRecipientVerdict,
  onThrottledMail,
} from "./transaction.ts";

const verbs =
  "HELO EHLO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP";

const keywords = [
  "PIPELINING",
  "8BITMIME",
  "SMTPUTF8",
  "ENHANCEDSTATUSCODES",
  "HELP",
  "CHUNKING",
];

/**
 * Answers one input; RFC 5321 §4.1.4 gives the legal orders. Throws `SmtpError` "out-of-step" for an input that the phase does
 * not expect, which is a bug of the caller: `expects` tells.
 */
export function step(
  state: SmtpState,
  input: SmtpInput,
  options: SessionOptions,
): SmtpStep {
  switch (input.kind) {
    case "command":
      if (!isListening(state)) throw outOfStep(state, input);
      return onCommand(state, input, options);
    case "response":
      if (state.phase !== "login") throw outOfStep(state, input);
      return onResponse(state, input.text, options);
    case "commandTooLong":
      if (state.phase === "login") return onResponseTooLong(state, options);
      if (!isListening(state)) throw outOfStep(state, input);
      return fault(state, reply("500 5.5.2 The line is too long"), options);
    case "message":
    case "messageTooBig":
    case "messageWithoutRoom":
      if (state.phase !== "data" && state.phase !== "chunk") {
        throw outOfStep(state, input);
      }
      return onMessage(state, input, options);
    case "chunk":
      if (state.phase !== "chunk" && state.phase !== "drain") {
        throw outOfStep(state, input);
      }
      return onChunk(state, options);
    case "recipientVerdict":
      if (state.phase !== "awaitingRecipient") throw outOfStep(state, input);
      return onRecipientVerdict(state, input.verdict, options);
    case "loginVerdict":
      if (state.phase !== "awaitingLogin") throw outOfStep(state, input);
      return onLoginVerdict(state, input.verdict, options);
    case "mailVerdict":
      if (state.phase !== "awaitingMail") throw outOfStep(state, input);
      return onMailVerdict(state, input.verdict);
    case "secured":
      if (state.phase !== "securing" && state.phase !== "connected") {
        throw outOfStep(state, input);
      }
      return { state: onSecured(state), actions: [] };
    case "connected":
      return say(state, `220 ${options.hostname} ESMTP cellpost`);
    case "timeout":
    case "tooSlow":
    case "earlyTalk":
    case "crowd":
    case "overload":
    case "stopping":
      return close(state, lastWords(input.kind, options));
    default:
      return input satisfies never;
  }
}

type Ending =
  | "timeout"
  | "tooSlow"
  | "earlyTalk"
  | "crowd"
  | "overload"
  | "stopping";

function lastWords(why: Ending, { hostname }: SessionOptions): string {
  switch (why) {
    case "timeout":
      return `421 4.4.2 ${hostname} Silent for too long`;
    case "tooSlow":
      return `421 4.4.2 ${hostname} Too slow`;
    case "earlyTalk":
      return `554 5.5.0 ${hostname} Wait for the greeting`;
    case "crowd":
      return `421 4.7.0 ${hostname} Too many connections from your network, try later`;
    case "overload":
      return `421 4.3.2 ${hostname} Too many connections, try later`;
    case "stopping":
      return `421 4.3.2 ${hostname} Stopping, try later`;
    default:
      return why satisfies never;
  }
}

type Commanded = Extract<SmtpInput, { readonly kind: "command" }>;

function onCommand(
  before: Listening,
  { command, throttled }: Commanded,
  options: SessionOptions,
): SmtpStep {
  const state = { ...before, commands: before.commands + 1 };
  if (state.commands > options.maxCommands) {
    return close(state, `421 4.7.0 ${options.hostname} Too many commands`);
  }
  switch (command.verb) {
    case "HELO":
    case "EHLO":
      return onHello(state, command, options);
    case "MAIL":
      if (throttled) return onThrottledMail(state, command, options);
      return onMail(state, command, options);
    case "RCPT":
      return onRcpt(state, command, options);
    case "DATA":
      return onData(state, options);
    case "BDAT":
      return onBdat(state, command);
    case "RSET":
      return say(withoutTransaction(state), "250 2.0.0 Forgotten");
    case "NOOP":
      return say(state, "250 2.0.0 OK");
    case "VRFY":
      return say(state, "252 2.0.0 Send a mail and RCPT will tell");
    case "HELP":
      return say(state, `214 2.0.0 ${verbs}`);
    case "QUIT":
      return close(state, `221 2.0.0 ${options.hostname} Goodbye`);
    case "STARTTLS":
      return onStartTls(state, options);
    case "AUTH":
      return onAuth(state, command, options);
    case "off":
      return fault(
        state,
        reply(`502 5.5.1 ${command.name} is not offered`),
        options,
      );
    case "unknown":
      return fault(state, unknown(command, state), options);
    case "http":
      return close(state, `421 4.7.0 ${options.hostname} This is SMTP`);
    case "bad":
      return fault(state, command.reply, options);
    default:
      return command satisfies never;
  }
}

/** What EHLO announces: what is kept, and nothing that would be refused. LIMITS: RFC 9422. */
function extensions(
  state: Facts,
  options: SessionOptions,
): readonly string[] {
  const lines = [
    ...keywords,
    `SIZE ${options.maxSize}`,
    `LIMITS RCPTMAX=${options.maxRecipients}`,
  ];
  if (showsStartTls(state, options)) lines.push("STARTTLS");
  if (options.dsn) lines.push("DSN");
  // Outlook Express 4 and Exchange 5.0 know only the form with "=".
  if (maySayAuth(state, options)) {
    lines.push("AUTH PLAIN LOGIN", "AUTH=PLAIN LOGIN");
  }
  return lines;
}

function onHello(
  state: Listening,
  { verb, domain }: Verb<"HELO" | "EHLO">,
  options: SessionOptions,
): SmtpStep {
  const extended = verb === "EHLO";
  const client = { ...state.client, helo: domain };
  const next = greeted({ ...state, client, extended });
  if (!extended) return say(next, `250 ${options.hostname}`);
  const lines = [options.hostname, ...extensions(state, options)];
  return answer(next, { code: 250, lines });
}

function unknown({ name }: Verb<"unknown">, { login }: Facts): SmtpReply {
  // Replies go to logs, and this may be a password that follows an AUTH which was refused.
  if (login !== "none") return reply("500 5.5.1 Unknown command, see HELP");
  return reply(`500 5.5.1 Unknown command "${name}", see HELP`);
}

function isListening(state: SmtpState): state is Listening {
  return expects(state) === "command";
}

function withoutTransaction(state: Listening): SmtpState {
  return state.phase === "mail" || state.phase === "chunks"
    ? greeted(state)
    : state;
}

function outOfStep(state: SmtpState, input: SmtpInput): SmtpError {
  return new SmtpError(
    "out-of-step",
    `A session in phase "${state.phase}" was given "${input.kind}"`,
  );
}
