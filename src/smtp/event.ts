import type { Client, MessageId } from "../model/mod.ts";
import type { SmtpState } from "./state.ts";

/** What a listener has to tell its operator; the app makes log lines and counters of it. */
export type SmtpEvent =
  | {
    readonly kind: "connected";
    readonly address: string;
    /** How many connections there are now. */
    readonly connections: number;
  }
  | {
    readonly kind: "disconnected";
    readonly client: Client;
    /** Where the conversation stood: "data" means that a message was cut off, "closed" that all ended well. */
    readonly phase: SmtpState["phase"];
  }
  | {
    readonly kind: "queued";
    readonly client: Client;
    readonly id: MessageId;
    /** The message as delivered to the receiver, in bytes. */
    readonly size: number;
  }
  /** A reply of 4xx or 5xx was given. */
  | {
    readonly kind: "refused";
    readonly client: Client;
    readonly code: number;
    readonly text: string;
    /** The address that the refusal is about, as the client wrote it; absent when it is about something else. */
    readonly path?: string;
  }
  /** A client ended its DATA with LF.LF and waits for an answer; told once a client address. */
  | { readonly kind: "lfEnding"; readonly address: string }
  /** A client began TLS and did not get far: its TLS is too old, as a rule, or it distrusts the certificate; told once a client address. */
  | {
    readonly kind: "tlsFailed";
    readonly address: string;
    readonly reason: string;
  }
  /** The system gave no connection: too many open files, as a rule. */
  | { readonly kind: "acceptFailed"; readonly reason: string }
  /** A bug: the receiver or this room threw. The client is told to come back, other connections go on. */
  | { readonly kind: "failed"; readonly error: unknown };
