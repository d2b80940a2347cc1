import { type Clock, Secret } from "../model/mod.ts";
import { ask, type AskOptions } from "./ask.ts";
import type { ByteBudget, ByteShare } from "./byte_budget.ts";
import { parseCommand, type SmtpCommand } from "./command.ts";
import type { Expiring } from "./deadlines.ts";
import { LineReader, type LineReaderOptions } from "./line_reader.ts";
import { type ReadBuffers, readBufferSize } from "./read_buffers.ts";
import { renderReply } from "./reply.ts";
import { begin } from "./moves.ts";
import { step } from "./session.ts";
import {
  expects,
  type SessionOptions,
  type SmtpAction,
  type SmtpInput,
  type SmtpState,
} from "./state.ts";
import { describe, linesToShow, type SmtpTrace } from "./trace.ts";

/** The part of a TCP connection that a conversation needs. */
export interface SmtpSocket {
  /** Fills the start of `buffer` and returns how many bytes came, or null when the client sends no more. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes the start of `bytes` and returns how many were taken. */
  write(bytes: Uint8Array): Promise<number>;
  /** Sends what is written from now on at once, though the client has not acknowledged what was written before. */
  setNoDelay(): void;
  close(): void;
}

/** What all connections of a server share. */
export interface ConnectionOptions
  extends SessionOptions, LineReaderOptions, AskOptions {
  readonly clock: Clock;
  /** The memory for the messages of all connections. */
  readonly budget: ByteBudget;
  readonly buffers: ReadBuffers;
  /** How long the client may take for one command, and for each piece of a message. RFC 5321 §4.5.3.2.7. */
  readonly idleTimeoutMs: number;
  /** Whether LF.LF ends the DATA of the client with this address. */
  readonly lfClients: (address: string) => boolean;
  /** Is shown every line of the wire; must not throw. */
  readonly trace?: ((line: SmtpTrace) => void) | undefined;
}

/** How a conversation begins: with the greeting, or with its refusal. */
export type Opening = Extract<
  SmtpInput,
  { readonly kind: "connected" | "overload" }
>;

/** Who is at the other end. */
export interface Peer {
  /** Counts the connections of this server from 1. */
  readonly number: number;
  readonly address: string;
  /** Makes the socket a TLS server, which takes the socket over. Rejects when the client cannot do it. Absent where TLS never is. */
  readonly secure?: (() => Promise<SmtpSocket>) | undefined;
}

const largeBuffer = 65_536;
// RFC 4954 §4, with its line end.
const maxResponse = 12_288;
// How long a client may take to fetch the 421 that it is shown out with.
const farewellMs = 2_000;

const noTime = Number.POSITIVE_INFINITY;
const encoder = new TextEncoder();

/** What is left to do after a step's replies are lined up. */
type Todo = Exclude<SmtpAction, { readonly kind: "reply" }> | undefined;

/**
 * Leads one conversation: moves bytes between socket, line reader and session, and questions to the receiver. All
 * decisions are `step`'s.
 */
export class Connection implements Expiring {
  #socket: SmtpSocket;
  readonly #peer: Peer;
  readonly #options: ConnectionOptions;
  readonly #room: ByteShare;
  readonly #reader: LineReader;
  #buffer: Uint8Array;
  #state: SmtpState;
  #out = "";
  #reading = false;
  #stopping = false;
  #pipelined = false;
  #closed = false;
  #farewell: Promise<void> | undefined;

  /** When the client will have been silent for too long; read by the server's `Deadlines`. */
  deadlineAt: number;

  constructor(socket: SmtpSocket, peer: Peer, options: ConnectionOptions) {
    this.#socket = socket;
    this.#peer = peer;
    this.#options = options;
    this.#buffer = options.buffers.take();
    this.#room = options.budget.share();
    this.#reader = new LineReader(options, this.#room);
    this.#state = begin(peer.address, options);
    this.deadlineAt = options.clock.monotonic() + options.idleTimeoutMs;
  }

  /** Whether nothing but the receiver's answer is awaited. */
  get awaitsVerdict(): boolean {
    return expects(this.#state) === "verdict";
  }

  /**
   * Converses until either side ends it, and closes the socket. Rejects only for a bug.
   */
  async run(first: Opening): Promise<void> {
    try {
      if (this.#options.tls !== "implicit" || await this.#greetsByTls(first)) {
        await this.#converse(first);
      }
    } finally {
      this.#room.giveBack();
      await this.#farewell;
      this.close();
      // No read is under way any more, and what was read is decided.
      if (!this.#reading) this.#options.buffers.giveBack(this.#buffer);
      this.#hintAtLf();
      const { client, phase } = this.#state;
      this.#options.observe?.({ kind: "disconnected", client, phase });
    }
  }

  /** Ends the conversation as soon as nothing is lost by it. */
  stop(): void {
    this.#stopping = true;
    if (this.#reading && this.#mayStop) {
      this.#showOut({ kind: "stopping" });
    }
  }

  /** The client was silent, or does not fetch what it is told. */
  expire(): void {
    if (this.#reading) this.#showOut({ kind: "timeout" });
    else this.close();
  }

  /** Cuts the connection. */
  close(): void {
    this.#closed = true;
    try {
      this.#socket.close();
    } catch (error) {
      // It was closed before.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #converse(first: SmtpInput): Promise<void> {
    let input: SmtpInput | undefined = first;
    while (true) {
      if (input) {
        let todo = this.#advance(input);
        if (todo?.kind === "ask") {
          const answer = ask(todo.question, this.#options);
          todo = answer instanceof Promise
            ? await this.#await(answer)
            : this.#advance(answer);
        }
        if (input.kind === "message") this.#room.giveBack();
        if (todo?.kind === "close") break;
        if (todo?.kind === "startTls" && !await this.#startTls()) return;
      } else {
        if (this.#out !== "" && !await this.#flush()) return;
        // Told to stop while the reply was written: `stop` left it to this loop to say so.
        if (!this.#mayStop && !await this.#fill()) return;
      }
      input = this.#nextInput();
    }
    await this.#flush();
  }

  /** Begins TLS before all else; a client for which there is no place is not worth it. */
  async #greetsByTls({ kind }: Opening): Promise<boolean> {
    if (kind === "connected") return await this.#secure();
    this.#advance({ kind });
    return false;
  }

  async #startTls(): Promise<boolean> {
    if (!await this.#flush()) return false;
    // Whatever came with STARTTLS was said by anybody who could reach the wire. RFC 3207 §6.
    this.#reader.discard();
    return await this.#secure();
  }

  /** Goes on over TLS; false when there is nobody to go on with. */
  async #secure(): Promise<boolean> {
    try {
      const socket = await this.#peer.secure?.();
      if (!socket) return false;
      this.#socket = socket;
      // Nothing was told to this socket by a `close` that came before it.
      if (this.#closed) return false;
      this.#advance({ kind: "secured" });
      this.#extendDeadline();
      return true;
    } catch (error) {
      this.#tellOfTls(error);
      return false;
    }
  }

  // Who has only looked whether somebody is there is nothing to tell of.
  #tellOfTls(error: unknown): void {
    const { NotConnected, UnexpectedEof, ConnectionReset } = Deno.errors;
    const left = [NotConnected, UnexpectedEof, ConnectionReset];
    if (this.#closed || left.some((kind) => error instanceof kind)) return;
    const reason = error instanceof Error ? error.message : String(error);
    const { address } = this.#peer;
    this.#options.observe?.({ kind: "tlsFailed", address, reason });
  }

  get #mayStop(): boolean {
    if (!this.#stopping) return false;
    const due = expects(this.#state);
    return due === "command" || due === "response";
  }

  #nextInput(): SmtpInput | undefined {
    if (this.#mayStop) return { kind: "stopping" };
    const inLogin = this.#state.phase === "login";
    const line = this.#reader.next(inLogin ? maxResponse : undefined);
    if (line === undefined) return undefined;
    if (this.#reader.hasMore) this.#noticePipelining();
    this.#extendDeadline();
    if (line.kind !== "command") {
      this.#trace("client", describe(line));
      return line;
    }
    if (inLogin) {
      this.#trace("client", "***");
      return { kind: "response", text: new Secret(line.text) };
    }
    const command = parseCommand(line.text);
    this.#traceCommand(line.text, command);
    return { kind: "command", command };
  }

  // TCP holds a short reply back until the one before is acknowledged. A client that waits for each reply acknowledges it
  // with its next command; only one that sends more meanwhile may acknowledge late, by 40 ms and at each mail. It shows by
  // what waits behind a line. So all others are spared a system call that costs as much as a few commands.
  #noticePipelining(): void {
    if (this.#pipelined) return;
    this.#pipelined = true;
    try {
      this.#socket.setNoDelay();
    } catch {
      // The client has gone: the next read or write will tell.
    }
  }

  #advance(input: SmtpInput): Todo {
    const { state, actions } = step(this.#state, input, this.#options);
    this.#state = state;
    if (state.phase === "data") {
      const lfEndsLines = this.#options.lfClients(this.#peer.address);
      this.#reader.startMessage({ lfEndsLines });
    }
    let todo: Todo;
    for (const action of actions) {
      if (action.kind === "reply") this.#reply(action);
      else todo = action;
    }
    return todo;
  }

  #reply({ reply, path }: Extract<SmtpAction, { kind: "reply" }>): void {
    const text = renderReply(reply);
    this.#out += text;
    this.#trace("server", text);
    if (!this.#options.observe || reply.code < 400) return;
    const { client } = this.#state;
    this.#options.observe({
      kind: "refused",
      client,
      code: reply.code,
      text: reply.lines.join(" "),
      ...(path === undefined ? {} : { path }),
    });
  }

  async #await(answer: Promise<SmtpInput>): Promise<Todo> {
    this.deadlineAt = noTime;
    const todo = this.#advance(await answer);
    this.#extendDeadline();
    return todo;
  }

  /** Waits for bytes; false when there will be none. */
  async #fill(): Promise<boolean> {
    this.#reading = true;
    let count: number | null;
    try {
      count = await this.#socket.read(this.#buffer);
    } catch {
      // Reset by the client or closed by us: nothing that was left unfinished had been promised.
      count = null;
    }
    this.#reading = false;
    if (count === null || this.#farewell) return false;
    this.#reader.push(this.#buffer.subarray(0, count));
    if (this.#state.phase === "data") this.#extendDeadline();
    this.#resizeBuffer(count);
    return true;
  }

  // A read that fills the buffer inside a message tells of more to come.
  #resizeBuffer(count: number): void {
    const wanted = this.#state.phase === "data" && count === this.#buffer.length
      ? largeBuffer
      : count < readBufferSize
      ? readBufferSize
      : this.#buffer.length;
    if (wanted !== this.#buffer.length) this.#buffer = new Uint8Array(wanted);
  }

  /** Sends what is lined up, in one write; false when the client is gone. */
  async #flush(): Promise<boolean> {
    if (this.#out === "") return true;
    let rest = encoder.encode(this.#out);
    this.#out = "";
    try {
      while (rest.length > 0) {
        rest = rest.subarray(await this.#socket.write(rest));
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Ends a conversation in whose midst the client is silent. */
  #showOut(input: SmtpInput): void {
    this.#reading = false;
    this.#hintAtLf();
    this.#advance(input);
    this.#farewell = this.#sayFarewell();
  }

  async #sayFarewell(): Promise<void> {
    this.deadlineAt = noTime;
    const timer = this.#options.clock.after(farewellMs, () => this.close());
    await this.#flush();
    timer.cancel();
    this.close();
  }

  #extendDeadline(): void {
    const { clock, idleTimeoutMs } = this.#options;
    this.deadlineAt = clock.monotonic() + idleTimeoutMs;
  }

  #hintAtLf(): void {
    if (this.#state.phase !== "data" || !this.#reader.endsLikeLf) return;
    const { address } = this.#peer;
    this.#options.observe?.({ kind: "lfEnding", address });
  }

  // A client that does not look at the refusal of its AUTH sends its password next, and that is no command.
  #traceCommand(line: string, { verb }: SmtpCommand): void {
    const strange = verb === "unknown" && this.#state.login !== "none";
    this.#trace("client", strange ? "***" : line);
  }

  #trace(from: SmtpTrace["from"], text: string): void {
    const { trace } = this.#options;
    if (!trace) return;
    const { number: connection, address } = this.#peer;
    for (const line of linesToShow(text)) {
      trace({ connection, address, from, text: line });
    }
  }
}
