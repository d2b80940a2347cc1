import type { Clock } from "../model/mod.ts";
import type { AskOptions } from "./ask.ts";
import type { ByteBudget } from "./byte_budget.ts";
import type { LineReaderOptions } from "./line_reader.ts";
import type { ReadBuffers } from "./read_buffers.ts";
import type { SessionOptions, SmtpInput } from "./state.ts";
import type { SmtpTrace } from "./trace.ts";

/** What all connections of a server share. */
export interface ConnectionOptions
  extends SessionOptions, LineReaderOptions, AskOptions {
  readonly clock: Clock;
  /** The memory for the messages of all connections. */
  readonly budget: ByteBudget;
  readonly buffers: ReadBuffers;
  /** How long the client may take for one command, and for each piece of a message. RFC 5321 §4.5.3.2.7. */
  readonly idleTimeoutMs: number;
  /** How long the greeting is held back, to see who talks before it; 0 or absent: not at all. */
  readonly greetingDelayMs?: number | undefined;
  /** The fewest bytes a second in which a message may come, its first minute aside; 0 or absent: none. */
  readonly minDataRate?: number | undefined;
  /** Counts a MAIL of the client with this address, and says whether it may begin one; always when absent. */
  readonly mayMail?: ((address: string) => boolean) | undefined;
  /** Whether LF.LF ends the DATA of the client with this address. */
  readonly lfClients: (address: string) => boolean;
  /** Is shown every line of the wire; must not throw. */
  readonly trace?: ((line: SmtpTrace) => void) | undefined;
}

/** How a conversation begins: with the greeting, or with its refusal. */
export type Opening = Extract<
  SmtpInput,
  { readonly kind: "connected" | "overload" | "crowd" }
>;
