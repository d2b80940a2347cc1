import type { Clock } from "../model/mod.ts";
import {
  type AtChannel,
  type AtCommand,
  type AtResult,
  showCommand,
} from "./at/mod.ts";

/** Why a conversation is over before its end. */
export type Break =
  | { readonly kind: "stopped" }
  | { readonly kind: "lost"; readonly reason: string }
  /** The modem started anew: whatever was set is gone. */
  | { readonly kind: "restarted"; readonly by: string }
  /** Several commands in a row were not answered. */
  | { readonly kind: "deaf"; readonly command: string };

/** What a conversation needs. */
export interface ConversationOptions {
  readonly clock: Clock;
  /** Ends it at once, also in the middle of a command. */
  readonly signal: AbortSignal;
}

// modem.md §2.8: three commands without an answer mean a reset.
const patience = 3;

const quickMs = 5_000;

/**
 * A run of commands that ends early when owner, port or modem do: from then on every question is answered by `lost`
 * without being asked, so that whoever asks a dozen of them looks at `broken` once.
 */
export class Conversation {
  readonly #channel: AtChannel;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #broken: Break | undefined;
  #unanswered = 0;

  constructor(channel: AtChannel, { clock, signal }: ConversationOptions) {
    this.#channel = channel;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Why it is over; undefined while it is not. */
  get broken(): Break | undefined {
    if (this.#signal.aborted) this.#broken ??= { kind: "stopped" };
    return this.#broken;
  }

  /** Milliseconds for durations within the conversation. */
  get elapsed(): number {
    return this.#clock.monotonic();
  }

  /** Ends it, for instance because a URC told of a restart. */
  break(reason: Break): void {
    this.#broken ??= reason;
  }

  /** Runs one command. */
  async ask(command: AtCommand): Promise<AtResult> {
    if (this.broken) return unasked;
    const result = await this.#untilStopped(this.#channel.send(command));
    if (!this.broken) this.#judge(command, result);
    return result;
  }

  /** Runs a command that says only OK or not, and returns whether it said OK; 5 s unless told otherwise. */
  async tell(text: string, timeoutMs = quickMs): Promise<boolean> {
    return (await this.ask({ text, timeoutMs })).kind === "ok";
  }

  /**
   * Asks for one line and returns what follows the prefix, trimmed; undefined when the modem does not say it. Where
   * `bare`, it may come without the prefix.
   */
  async query(
    text: string,
    { prefix, bare = false, timeoutMs = quickMs }: {
      readonly prefix: string;
      readonly bare?: boolean;
      readonly timeoutMs?: number;
    },
  ): Promise<string | undefined> {
    const result = await this.ask({ text, timeoutMs, expect: [prefix], bare });
    const line = result.kind === "ok" ? result.info[0] : undefined;
    if (line === undefined) return undefined;
    return (line.startsWith(prefix) ? line.slice(prefix.length) : line).trim();
  }

  /** Waits; ends early when the conversation is stopped. */
  async pause(delayMs: number): Promise<void> {
    if (this.broken) return;
    // The only reason to reject is the signal, which `broken` reports.
    await this.#clock.sleep(delayMs, this.#signal).catch(() => {});
  }

  /** Lets the modem fall silent before the next question: the last answer belonged to an older one. */
  resync(): void {
    if (!this.broken) this.#channel.resync();
  }

  #judge(command: AtCommand, result: AtResult): void {
    if (result.kind !== "timeout") this.#unanswered = 0;
    switch (result.kind) {
      case "timeout":
        if (command.probe || ++this.#unanswered < patience) return;
        return this.break({ kind: "deaf", command: showCommand(command) });
      case "lost":
        return this.break({ kind: "lost", reason: result.reason });
      case "restarted":
        return this.break({ kind: "restarted", by: result.by });
      case "ok":
      case "error":
      case "withheld":
        return;
      default:
        result satisfies never;
    }
  }

  #untilStopped(result: Promise<AtResult>): Promise<AtResult> {
    const signal = this.#signal;
    return new Promise((resolve) => {
      const onAbort = () => resolve(unasked);
      signal.addEventListener("abort", onAbort, { once: true });
      result.then((it) => {
        signal.removeEventListener("abort", onAbort);
        resolve(it);
      });
    });
  }
}

const unasked: AtResult = {
  kind: "lost",
  reason: "Stopped",
  pduWritten: false,
};
