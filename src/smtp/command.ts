import type { ForwardPath, ReversePath } from "../model/mod.ts";
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
  }
  | { readonly verb: "DATA" | "RSET" | "NOOP" | "QUIT" | "HELP" | "VRFY" }
  /** Known, but not to be had here. */
  | { readonly verb: "off"; readonly name: string }
  /** No mail program at all, but a browser or a prober. */
  | { readonly verb: "http" }
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

/** What a client may say of its mail beside the reverse-path. */
export interface MailParameters {
  /** The announced size in bytes, 0 where none was. RFC 1870. */
  readonly size: number;
  /** Whether addresses may hold other characters than ASCII. RFC 6531. */
  readonly smtputf8: boolean;
  /** Whether there were parameters at all, for which the client must have said EHLO. */
  readonly given: boolean;
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
      if (argument === "") return { verb };
      return bad("501 5.5.4 DATA takes no argument");
    case "VRFY":
      if (argument !== "") return { verb };
      return bad("501 5.5.4 Write VRFY and an address");
    case "RSET":
    case "NOOP":
    case "QUIT":
    case "HELP":
      return { verb };
    case "EXPN":
    case "SEND":
    case "SOML":
    case "SAML":
    case "TURN":
    case "STARTTLS":
    case "AUTH":
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
      return unknown(verb);
  }
}

function unknown(verb: string): BadCommand {
  if (verb === "") return bad("500 5.5.2 An empty line is no command");
  return bad(`500 5.5.1 Unknown command "${shown(verb)}", see HELP`);
}

// Any name is taken: RFC 5321 §4.1.4 forbids refusing mail because of it, and devices send spaces, underscores and IPs.
function hello(verb: "HELO" | "EHLO", domain: string): SmtpCommand {
  if (domain === "") return bad(`501 5.5.4 Write ${verb} and your name`);
  return { verb, domain };
}

function mail(argument: string): SmtpCommand {
  const written = pathBehind("FROM", argument);
  if (!written) return bad("501 5.5.4 Write MAIL FROM:<address>");
  const flaw = flawOfPath(written.path);
  if (flaw) return bad(`501 5.1.7 ${flaw}`);
  const parameters = mailParameters(written.parameters);
  if ("verb" in parameters) return parameters;
  return { verb: "MAIL", reversePath: written.path, parameters };
}

function rcpt(argument: string): SmtpCommand {
  const written = pathBehind("TO", argument);
  if (!written) return bad("501 5.5.4 Write RCPT TO:<number@domain>");
  if (written.path === "") return bad("501 5.1.3 The address is empty");
  const flaw = flawOfPath(written.path);
  if (flaw) return bad(`501 5.1.3 ${flaw}`);
  const [parameter] = written.parameters;
  if (parameter !== undefined) {
    return unknownParameter(parameter);
  }
  return { verb: "RCPT", forwardPath: written.path };
}

function pathBehind(word: string, argument: string): WrittenPath | undefined {
  const colon = argument.indexOf(":");
  if (colon < 0) return undefined;
  if (argument.slice(0, colon).trimEnd().toUpperCase() !== word) {
    return undefined;
  }
  return parsePath(argument.slice(colon + 1).trim());
}

function mailParameters(
  words: readonly string[],
): MailParameters | BadCommand {
  let size = 0;
  let smtputf8 = false;
  for (const word of words) {
    const [keyword = "", value] = word.toUpperCase().split("=", 2);
    if (keyword === "SIZE") {
      if (value === undefined || !/^[0-9]{1,20}$/.test(value)) {
        return bad("501 5.5.4 SIZE needs a number of bytes");
      }
      size = Number(value);
    } else if (keyword === "SMTPUTF8" && value === undefined) {
      smtputf8 = true;
    } else if (!isBody(keyword, value)) {
      return unknownParameter(word);
    }
  }
  return { size, smtputf8, given: words.length > 0 };
}

// RFC 6152. Nothing depends on it: eight bits are taken whether they were announced or not.
function isBody(keyword: string, value: string | undefined): boolean {
  return keyword === "BODY" && (value === "7BIT" || value === "8BITMIME");
}

function unknownParameter(word: string): BadCommand {
  return bad(`555 5.5.4 Unknown parameter "${shown(word)}"`);
}

function bad(line: string): BadCommand {
  return { verb: "bad", reply: reply(line) };
}

function shown(word: string): string {
  return printable(word).slice(0, 40);
}
