/**
 * What the dialogs must show between them: one entry for each command, limit, failure and client that the listener has to be
 * right about. A script names those that it proves by `@row` lines; `dialog_rows_test.ts` fails for an entry without a script.
 *
 * @module
 */

/** The commands: RFC 821 §4.1 as RFC 5321 §4.1 changed it. */
const commands = {
  "command.connect": "The greeting names the server and says ESMTP",
  "command.helo": "HELO takes any name, answers in one line, may be repeated",
  "command.ehlo": "EHLO lists keywords and begins anew, like RSET",
  "command.mail": "MAIL opens a transaction, once, with or without a sender",
  "command.rcpt": "RCPT is judged by itself, before any text",
  "command.data": "DATA takes no argument and needs a recipient",
  "command.rset": "RSET forgets the mail at any time, and nothing else",
  "command.noop": "NOOP does nothing, whatever stands behind it",
  "command.quit": "QUIT is answered before the connection ends",
  "command.vrfy": "VRFY promises nothing",
  "command.expn": "EXPN is known and off",
  "command.help": "HELP lists the verbs, and is announced",
  "command.send": "SEND, SOML and SAML are known and off",
  "command.turn": "TURN is known and off",
  "command.unknown": "An unknown verb is 500, a known one that is off 502",
  "command.case": "Verbs and keywords are read in any case",
  "command.source-route": "A source route is dropped",
  "command.eight-bit": "Eight bits pass, announced or not",
  "command.postmaster": "The postmaster is there, in any case",
};

/** Sizes and times: RFC 5321 §4.5.3. */
const limits = {
  "limit.local-part": "A local part longer than 64 bytes is taken",
  "limit.domain": "A domain of 255 bytes is taken where the path allows it",
  "limit.path": "A path has 256 bytes at most, its brackets included",
  "limit.command-line": "A line over the limit is refused and skipped",
  "limit.reply-line": "No reply line has more than 512 bytes",
  "limit.text-line": "A line of text may be as long as the mail",
  "limit.message": "A mail of 64 KB passes; the limit is by the whole mail",
  "limit.recipients": "A hundred recipients pass; one too many is 452",
  "limit.client-timeouts": "No reply waits for time to pass",
  "limit.server-idle": "Five minutes of silence are borne",
};

/** What is said of each failure. */
const replies = {
  "reply.unreadable-path": "501 5.1.3 for a recipient, 501 5.1.7 for a sender",
  "reply.no-number": "553 5.1.3 for what is no phone number",
  "reply.unknown-name": "550 5.1.1 for a name that is no contact",
  "reply.blocked-number": "550 5.7.1 for a number that may not be dialled",
  "reply.foreign-domain": "550 5.7.1 for a domain that is not ours",
  "reply.sender": "550 5.7.1 for a sender that may not send, said at RCPT",
  "reply.announced-size": "552 5.3.4 at MAIL for an announced size",
  "reply.real-size": "552 5.3.4 after the dot, 552 5.2.3 for segments",
  "reply.recipients": "452 4.5.3, and those before stay",
  "reply.rate": "450 4.7.1 for too many in a time",
  "reply.no-room": "452 4.3.1 for a full disk or memory",
  "reply.internal": "451 4.3.0 for a bug or a locked database",
  "reply.modem-down": "A modem that is down costs nobody a mail: 250",
  "reply.stopping": "421 4.3.2 when the server stops",
  "reply.connections": "421 at once for a connection too many",
  "reply.errors": "421 4.7.0 for one error too many",
  "reply.login-needed": "530 5.7.0 for who must log in first",
  "reply.login": "535, 504, 538, 501 and 503 for logins gone wrong",
  "reply.tls": "501, 503 and 530 about STARTTLS",
  "reply.unknown-verb": "500 5.5.1 for a verb that nobody knows",
  "reply.order": "503 5.5.1 for a command out of order",
  "reply.syntax": "501 5.5.4 for arguments, 555 5.5.4 for parameters",
  "reply.long-line": "500 5.5.2 for a line that is too long",
  "reply.idle": "421 4.4.2 for silence, inside a mail as well",
  "reply.smtputf8": "553 5.6.7 for a non-ASCII address unannounced",
  "reply.no-text": "554 5.6.0 for no text; no charset is ever refused",
  "reply.loop": "554 5.4.6 for a mail that goes round",
  "reply.line-ends": "550 5.5.2 for bare line ends, where asked for",
  "reply.early": "554 5.5.0 for who talks before the greeting",
  "reply.http": "421 4.7.0 for a browser",
  "reply.success": "The codes of all that goes well",
  "reply.no-status": "No enhanced code on 220, on HELO and EHLO, on 3xx",
};

/** What programs and devices are known to send. */
const clients = {
  "client.outlook-express": "AUTH=LOGIN is listed for them as well",
  "client.outlook": "No MD5 mechanism is offered, LOGIN is",
  "client.ilo": "A sender's local part may end with a dot",
  "client.no-brackets": "Paths may come without angle brackets",
  "client.space": "A space may stand behind the colon",
  "client.brother": "A subject may be ISO-8859-2 in encoded words",
  "client.nested": "Nested multiparts, HTML alone and base64 have a text",
  "client.old-tls": "STARTTLS can be hidden from devices that fail at it",
  "client.copier": "A login in the clear works where it is allowed",
  "client.s7": "A controller says EHLO and AUTH LOGIN without TLS",
  "client.ups": "A card that gives up soon has its answer at once",
  "client.monitoring": "HELO may be any text",
  "client.go": "HELO localhost, and PLAIN with an initial response",
  "client.cron": "A bare number with @host behind it is a number",
  "client.relay": "Pipelines, null senders, many mails a connection, BDAT",
  "client.any-login": "A device that insists on a login may use any",
  "client.fatal-550": "A refusal is said, never swallowed",
  "client.number-forms": "Numbers in every way of writing them",
};

/** All of them, by name. */
export const dialogRows: Readonly<Record<string, string>> = {
  ...commands,
  ...limits,
  ...replies,
  ...clients,
};
