import { FakeReceiver } from "../../tests/support/fake_receiver.ts";
import { type Clock, systemClock } from "../../src/model/mod.ts";
import type { SmtpEvent } from "../../src/smtp/mod.ts";
import type { SmtpTrace } from "../../src/smtp/mod.ts";

/** The bounds of the gateway that is fuzzed: small, so that sessions meet them. */
export const limits = {
  maxSize: 20_000,
  maxLine: 2_048,
  maxRecipients: 20,
  maxCommands: 300,
  /** Two of the biggest mails: what is not given back is missed soon. */
  maxBuffered: 40_000,
} as const;

/** The rules of its listener: all that a client may say, it may say there. */
export const listener = {
  tls: "none",
  auth: "optional",
  authPlaintext: true,
  strictLineEndings: false,
} as const;

/** What came of one session. */
export interface Transcript {
  /** All that the server sent, one byte a character. */
  readonly replies: string;
  /** What both sides said, as the session saw it. */
  readonly lines: readonly SmtpTrace[];
  /** The messages that were taken, one byte a character. */
  readonly mails: readonly string[];
  /** What was thrown, or reported as a bug. */
  readonly errors: readonly unknown[];
}

/** How a client ends its session. */
export type Ending = "fin" | "reset";

/** Takes notes of one session, or of all at one time. */
export class Notes {
  readonly receiver: FakeReceiver = new FakeReceiver();
  readonly lines: SmtpTrace[] = [];
  readonly errors: unknown[] = [];

  /** Everything that the connections of a gateway must be told but their addresses. */
  options(clock: Clock = systemClock) {
    return {
      ...limits,
      hostname: "gw.example",
      ...listener,
      receiver: this.receiver,
      lfClients: () => false,
      maxConnections: 1_000,
      idleTimeoutMs: 60_000,
      clock,
      trace: (line: SmtpTrace) => void this.lines.push(line),
      observe: (event: SmtpEvent) => this.#observe(event),
    };
  }

  /** What was noted, with what the client got. */
  transcript(replies: string): Transcript {
    const { lines, errors } = this;
    const mails = this.receiver.mails.map(({ text }) => text);
    return { replies, lines, errors, mails };
  }

  #observe(event: SmtpEvent): void {
    if (event.kind !== "failed") return;
    const { error } = event;
    // The receiver throws where a dialog asks for that.
    if (!/asked for/.test(String(error))) this.errors.push(error);
  }
}
