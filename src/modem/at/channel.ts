import type { Clock, Timer } from "../../model/mod.ts";
import type { SerialPort } from "../serial/mod.ts";
import { step } from "./chat.ts";
import {
  type ChatAction,
  type ChatEvent,
  isIdle,
  newChat,
  type PduCommand,
} from "./chat_state.ts";
import type { AtCommand } from "./command.ts";
import { Deadline } from "./deadline.ts";
import { LineReader } from "./line_reader.ts";
import { type Manners, phrased, plainManners } from "./manners.ts";
import { PacedWriter } from "./paced_writer.ts";
import type { AtResult } from "./result.ts";
import type { Urc } from "./urc.ts";

/** What a channel reports of its own accord. */
export type ChannelEvent =
  | { readonly kind: "urc"; readonly urc: Urc }
  /** The port went away; not said of a channel that was closed. */
  | { readonly kind: "lost"; readonly reason: string };

/** What a channel needs besides its port. */
export interface ChannelOptions {
  readonly clock: Clock;
  /** Called at once, in the order of the lines; may send commands. */
  readonly observe: (event: ChannelEvent) => void;
}

interface Waiting {
  readonly command: AtCommand;
  readonly resolve: (result: AtResult) => void;
}

/** One open AT chat: reads the port until it is lost, runs commands one at a time, watches their time. */
export class AtChannel {
  readonly #port: SerialPort;
  readonly #clock: Clock;
  readonly #writer: PacedWriter;
  readonly #observe: (event: ChannelEvent) => void;
  readonly #lines = new LineReader();
  readonly #deadline: Deadline;
  readonly #queue: Waiting[] = [];
  #chat = newChat;
  #current: Waiting | undefined;
  #stepping = false;
  #closed = false;
  #manners = plainManners;
  /** Runs while the modem is left alone. */
  #gap: Timer | undefined;
  #overdue = false;
  #doubts = 0;

  constructor(port: SerialPort, { clock, observe }: ChannelOptions) {
    this.#port = port;
    this.#clock = clock;
    this.#writer = new PacedWriter(port, {
      clock,
      failed: (error) => this.#lose(reasonOf(error)),
    });
    this.#observe = observe;
    this.#deadline = new Deadline(clock, () => this.#onTime());
    this.#read();
  }

  /** How the modem is spoken to from here on. */
  set manners(manners: Manners) {
    this.#manners = manners;
    this.#writer.chunk = manners.chunk;
  }

  /** Whether a command was ever left without an answer, which may still come and be taken for another's. */
  get overdue(): boolean {
    return this.#overdue;
  }

  /**
   * How often it has become doubtful which question an answer is to: whenever one was waited for in vain, also one to an AT by which
   * the modem is looked for, and when an owner said so by `resync`.
   */
  get doubts(): number {
    return this.#doubts;
  }

  /** Runs a command after those before it. Never rejects; on a lost port the result is `lost` at once. */
  send(command: AtCommand): Promise<AtResult> {
    return new Promise((resolve) => {
      this.#queue.push({ command, resolve });
      if (!this.#stepping) this.#pump();
    });
  }

  /** Lets the modem fall silent and answer AT before the next command; for an owner who was given a stale answer. */
  resync(): void {
    this.#doubts++;
    this.#feed({ kind: "resync" });
  }

  /** Tells the channel that the modem started anew, where its owner knows better than the URC table. */
  restarted(by: string): void {
    this.#feed({ kind: "restarted", by });
  }

  /** Ends all commands with `lost` and closes the port. May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#lose("Closed");
    this.#port.close();
  }

  async #read(): Promise<void> {
    for (;;) {
      const read = await this.#port.read();
      if (read.kind === "lost") return this.#lose(read.reason);
      for (const line of this.#lines.push(read.bytes)) this.#feed(line);
    }
  }

  #onTime(): void {
    // Silence is what is waited for while it drains.
    if (this.#chat.phase.kind !== "draining") this.#doubts++;
    this.#feed({ kind: "timeout" });
  }

  #lose(reason: string): void {
    if (this.#chat.phase.kind === "lost") return;
    this.#writer.drop();
    this.#endGap();
    this.#feed({ kind: "lost", reason });
    this.#deadline.close();
    if (!this.#closed) this.#observe({ kind: "lost", reason });
  }

  /** Sends what waits while nothing runs. */
  #pump(): void {
    while (!this.#current && !this.#gap && this.#canSend()) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#current = next;
      this.#feed({ kind: "send", command: next.command });
      // Of a lost port it has ended already.
      if (this.#current === next) next.command.pdu?.asked?.();
    }
  }

  #canSend(): boolean {
    return isIdle(this.#chat) || this.#chat.phase.kind === "lost";
  }

  #feed(event: ChatEvent): void {
    const { state, actions } = step(this.#chat, event);
    this.#chat = state;
    const outermost = !this.#stepping;
    this.#stepping = true;
    for (const action of actions) this.#perform(action);
    if (!outermost) return;
    this.#stepping = false;
    this.#pump();
  }

  #perform(action: ChatAction): void {
    switch (action.kind) {
      case "write":
        this.#writer.write(phrased(action.text, this.#manners));
        break;
      case "arm":
        this.#deadline.arm(action.delayMs);
        break;
      case "disarm":
        this.#deadline.disarm();
        break;
      case "release":
        this.#release(action.command);
        break;
      case "resolve": {
        const ended = this.#current;
        this.#current = undefined;
        // Whoever has answered before the whole PDU was written does not want the rest as a command.
        this.#writer.drop();
        this.#beginGap();
        this.#overdue ||= action.result.kind === "timeout" &&
          ended?.command.probe !== true;
        ended?.resolve(action.result);
        break;
      }
      case "urc":
        this.#observe({ kind: "urc", urc: action.urc });
        break;
      default:
        action satisfies never;
    }
  }

  #beginGap(): void {
    const { gapMs } = this.#manners;
    if (gapMs <= 0 || this.#chat.phase.kind === "lost") return;
    this.#gap?.cancel();
    this.#gap = this.#clock.after(gapMs, () => {
      this.#endGap();
      if (!this.#stepping) this.#pump();
    });
  }

  #endGap(): void {
    this.#gap?.cancel();
    this.#gap = undefined;
  }

  #release(command: PduCommand): void {
    command.pdu.before().then(
      () => {
        this.#feed({ kind: "released", command });
        const { phase } = this.#chat;
        const isWritten = phase.kind === "body" && phase.command === command;
        if (isWritten) command.pdu.written?.();
      },
      (error) =>
        this.#feed({ kind: "refused", command, reason: reasonOf(error) }),
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
