import type {
  Client,
  Envelope,
  ForwardPath,
  LoginVerdict,
  MailNotification,
  MailVerdict,
  RawMessage,
  Recipient,
  RecipientNotification,
  RecipientVerdict,
  ReversePath,
  Secret,
} from "../model/mod.ts";
import type { SmtpCommand } from "./command.ts";
import type { SmtpLine } from "./line_reader.ts";
import type { SmtpReply } from "./reply.ts";

/** In what the listeners of one server may differ, as far as a session is concerned. */
export interface ListenerRules {
  /** Goes with each question to the receiver, as `Client.listener`. */
  readonly name?: string | undefined;
  /** Whether a message with a bare CR or LF is refused instead of mended. */
  readonly strictLineEndings: boolean;
  /** Whether a client may ask for TLS (RFC 3207), or begins with it (RFC 8314). */
  readonly tls: "none" | "starttls" | "implicit";
  /** Who may, who must log in; "any": may, and whatever a device sends is taken for a login of nobody. */
  readonly auth: "off" | "optional" | "required" | "any";
  /** Whether a password may be sent without encryption. */
  readonly authPlaintext: boolean;
}

/** What a session must know of its server and its listener. */
export interface SessionOptions extends ListenerRules {
  /** The name by which the server greets. */
  readonly hostname: string;
  /** The biggest message in bytes. RFC 1870. */
  readonly maxSize: number;
  /** The most recipients of one mail, where each phone number of a list counts; RFC 5321 §4.5.3.1.8 wants at least 100. */
  readonly maxRecipients: number;
  /** Whether there is a certificate just now; never when absent. */
  readonly hasCertificate?: (() => boolean) | undefined;
  /** Clients that are not shown STARTTLS, because their TLS is too old for ours; nobody when absent. */
  readonly hideStartTls?: ((address: string) => boolean) | undefined;
  /** Whether DSN is announced; its parameters are read in any case. RFC 3461. */
  readonly dsn?: boolean | undefined;
  /** The most commands of one connection; each queued mail starts the count anew, so a busy relay is not cut off. */
  readonly maxCommands: number;
}

/** What is known of every session. */
export interface Facts {
  readonly client: Client;
  /** Commands since the connection began or its last mail was queued. */
  readonly commands: number;
  /** Commands since then that broke the protocol; a refused address does not. */
  readonly faults: number;
  /** Whether the client has logged in, or has tried to, so that a line of it may be a password gone astray. */
  readonly login: "none" | "tried" | "done";
}

/** After HELO or EHLO. */
export interface Greeted extends Facts {
  /** Whether the client said EHLO, not HELO. */
  readonly extended: boolean;
}

/** After MAIL. */
export interface Transaction extends Greeted {
  readonly reversePath: ReversePath;
  readonly smtputf8: boolean;
  readonly recipients: readonly Recipient[];
  readonly notification?: MailNotification;
}

/** A RCPT that is being judged. */
export interface Candidate {
  readonly path: ForwardPath;
  readonly wanted?: RecipientNotification;
}

/** What the client is to send next of its login. */
export type LoginStage =
  | { readonly wants: "plain" | "user" }
  | { readonly wants: "password"; readonly user: string };

type Phase<Name extends string, What> = What & { readonly phase: Name };

/** Where a conversation stands: one value, changed by `step` alone. */
export type SmtpState =
  | Phase<"connected", Facts>
  | Phase<"securing", Facts>
  | Phase<"greeted", Greeted>
  | Phase<"login", Greeted & LoginStage>
  | Phase<"awaitingLogin", Greeted>
  | Phase<"mail", Transaction>
  | Phase<"awaitingRecipient", Transaction & Candidate>
  | Phase<"data", Transaction>
  | Phase<"awaitingMail", Transaction>
  | Phase<"closed", Facts>;

/** The states in these phases. */
export type In<Name extends SmtpState["phase"]> = Extract<
  SmtpState,
  { readonly phase: Name }
>;

/** The states that take a command. */
export type Listening = In<"connected" | "greeted" | "mail">;

/** What can happen to a session. */
export type SmtpInput =
  /** The connection stands, and the client waits for the greeting. */
  | { readonly kind: "connected" }
  /** The connection is encrypted from now on. */
  | { readonly kind: "secured" }
  | { readonly kind: "command"; readonly command: SmtpCommand }
  /** A line of a login, as it came. */
  | { readonly kind: "response"; readonly text: Secret }
  | Exclude<SmtpLine, { readonly kind: "command" }>
  | { readonly kind: "loginVerdict"; readonly verdict: LoginVerdict }
  | { readonly kind: "recipientVerdict"; readonly verdict: RecipientVerdict }
  | { readonly kind: "mailVerdict"; readonly verdict: MailVerdict }
  /** The client was silent for too long. */
  | { readonly kind: "timeout" }
  /** There are too many connections. */
  | { readonly kind: "overload" }
  /** The server is about to stop. */
  | { readonly kind: "stopping" };

/** What a session wants to know from the `Receiver`. */
export type Question =
  | {
    readonly about: "login";
    readonly user: string;
    readonly password: Secret;
    readonly client: Client;
  }
  | {
    readonly about: "recipient";
    readonly path: ForwardPath;
    readonly client: Client;
    readonly reversePath: ReversePath;
    readonly recipients: readonly Recipient[];
  }
  | {
    readonly about: "mail";
    readonly envelope: Envelope;
    readonly raw: RawMessage;
  };

/** What the shell must do, in order. */
export type SmtpAction =
  | {
    readonly kind: "reply";
    readonly reply: SmtpReply;
    /** The address that a refusal is about. */
    readonly path?: string;
  }
  /** Put the question and feed the verdict back; nothing the client sends may be framed before that. */
  | { readonly kind: "ask"; readonly question: Question }
  /** Forget what the client has sent already, begin TLS, and say when it stands. */
  | { readonly kind: "startTls" }
  | { readonly kind: "close" };

/** A transition: where the session now stands and what is to be done. */
export interface SmtpStep {
  readonly state: SmtpState;
  readonly actions: readonly SmtpAction[];
}

/** What the session waits for: the framing of the client's bytes depends on it. */
export function expects(
  state: SmtpState,
): "command" | "response" | "message" | "verdict" | "tls" | "nothing" {
  switch (state.phase) {
    case "connected":
    case "greeted":
    case "mail":
      return "command";
    case "securing":
      return "tls";
    case "login":
      return "response";
    case "data":
      return "message";
    case "awaitingLogin":
    case "awaitingRecipient":
    case "awaitingMail":
      return "verdict";
    case "closed":
      return "nothing";
    default:
      return state satisfies never;
  }
}
