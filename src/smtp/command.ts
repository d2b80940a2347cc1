import {
  type ForwardPath,
  type RecipientNotification,
  type ReversePath,
  Secret,
} from "../model/mod.ts";
import {
  type MailParameters,
  parseMailParameters,
  parseRcptParameters,
} from "./parameters.ts";
import { flawOfPath, parsePath, type WrittenPath } from "./path.ts";
import { printable, reply, type SmtpReply } from "./reply.ts";

/** What a client asked for in one line. */
export type SmtpCommand =
  | { readonly verb: "HELO" | "EHLO"; readonly domain: string }
  | {
    readonly verb: "MAIL";
    readonly reversePath: ReversePath;
    readonly parameters: MailParameters;
  }
  | {
    readonly verb: "RCPT";
    readonly forwardPath: ForwardPath;
    readonly notification?: RecipientNotification;
  }
  | { readonly verb: "DATA" | "RSET" | "NOOP" | "QUIT" | "HELP" | "VRFY" }
  | { readonly verb: "STARTTLS" }
  | {
    readonly verb: "AUTH";
    /** In capitals, such as "PLAIN"; "" when the client named none. */
    readonly mechanism: string;
    /** The initial response, when there is one. RFC 4954 §4. */
    readonly response?: Secret;
  }
  /** Known, but not to be had here. */
  | { readonly verb: "off"; readonly name: string }
  /** No mail program at all, but a browser or a prober. */
  | { readonly verb: "http" }
  /** No command of SMTP; `name` is its first word, which a reply may quote. */
  | { readonly verb: "unknown"; readonly name: string }
  /** Not understood; the reply says why. */
  | BadCommand;

/** The commands with this verb. */
export type Verb<V extends SmtpCommand["verb"]> = Extract<
  SmtpCommand,
  { readonly verb: V }
>;

/** A line that is no command. */
export interface BadCommand {
  readonly verb: "bad";
  readonly reply: SmtpReply;
}

/** Reads one command line, without its line end. Never throws. */
export function parseCommand(line: string): SmtpCommand {
  const text = line.trim();
  const end = text.search(/\s|$/);
  const verb = text.slice(0, end).toUpperCase();
  const argument = text.slice(end).trimStart();
  switch (verb) {
    case "HELO":
    case "EHLO":
      return hello(verb, argument);
    case "MAIL":
      return mail(argument);
    case "RCPT":
      return rcpt(argument);
    case "DATA":
    case "STARTTLS":
      if (argument === "") return { verb };
      return bad(`501 5.5.4 ${verb} takes no argument`);
    case "VRFY":
      if (argument !== "") return { verb };
      return bad("501 5.5.4 Write VRFY and an address");
    case "RSET":
    case "NOOP":
    case "QUIT":
    case "HELP":
      return { verb };
    case "AUTH":
      return auth(argument);
    case "EXPN":
    case "SEND":
    case "SOML":
    case "SAML":
    case "TURN":
    case "BDAT":
      return { verb: "off", name: verb };
    case "GET":
    case "HEAD":
    case "POST":
    case "PUT":
    case "PATCH":
    case "DELETE":
    case "OPTIONS":
    case "CONNECT":
    case "TRACE":
      return { verb: "http" };
    default:
      if (verb === "") return bad("500 5.5.2 An empty line is no command");
      return { verb: "unknown", name: shown(verb) };
  }
}

// Any name is taken: RFC 5321 §4.1.4 forbids refusing mail because of it, and devices send spaces, underscores and IPs.
function hello(verb: "HELO" | "EHLO", domain: string): SmtpCommand {
  if (domain === "") return bad(`501 5.5.4 Write ${verb} and your name`);
  return { verb, domain };
}

// Windows Mail puts two blanks before the response.
function auth(argument: string): SmtpCommand {
  const end = argument.search(/\s|$/);
  const mechanism = argument.slice(0, end).toUpperCase();
  const response = argument.slice(end).trimStart();
  if (response === "") return { verb: "AUTH", mechanism };
  return { verb: "AUTH", mechanism, response: new Secret(response) };
}

function mail(argument: string): SmtpCommand {
  const written = pathBehind("FROM", argument);
  if (!written) return bad("501 5.5.4 Write MAIL FROM:<address>");
  const flaw = flawOfPath(written.path);
  if (flaw) return bad(`501 5.1.7 ${flaw}`);
  const parameters = parseMailParameters(written.parameters);
  if ("flaw" in parameters) return bad(parameters.flaw);
  return { verb: "MAIL", reversePath: written.path, parameters };
}

function rcpt(argument: string): SmtpCommand {
  const written = pathBehind("TO", argument);
  if (!written) return bad("501 5.5.4 Write RCPT TO:<number@domain>");
  if (written.path === "") return bad("501 5.1.3 The address is empty");
  const flaw = flawOfPath(written.path);
  if (flaw) return bad(`501 5.1.3 ${flaw}`);
  // Most devices say no more than the path.
  if (written.parameters.length === 0) {
    return { verb: "RCPT", forwardPath: written.path };
  }
  const parameters = parseRcptParameters(written.parameters);
  if ("flaw" in parameters) return bad(parameters.flaw);
  return { verb: "RCPT", forwardPath: written.path, ...parameters };
}

function pathBehind(word: string, argument: string): WrittenPath | undefined {
  const colon = argument.indexOf(":");
  if (colon < 0) return undefined;
  if (argument.slice(0, colon).trimEnd().toUpperCase() !== word) {
    return undefined;
  }
  return parsePath(argument.slice(colon + 1).trim());
}

function bad(line: string): BadCommand {
  return { verb: "bad", reply: reply(line) };
}

function shown(word: string): string {
  return printable(word).slice(0, 40);
}
