import { type MessageId, Secret } from "../model/mod.ts";
import { ask } from "./ask.ts";
import type { ByteShare } from "./byte_budget.ts";
import { ClientWire } from "./client_wire.ts";
import { parseCommand, type SmtpCommand } from "./command.ts";
import type { ConnectionOptions, Opening } from "./connection_options.ts";
import type { Expiring } from "./deadlines.ts";
import { LineReader } from "./line_reader.ts";
import { type WireReply, wireReply } from "./reply.ts";
import { begin } from "./moves.ts";
import { Pace } from "./pace.ts";
import { step } from "./session.ts";
import type { Peer, SmtpSocket } from "./smtp_socket.ts";
import {
  expects,
  isBulk,
  type SmtpAction,
  type SmtpInput,
  type SmtpState,
} from "./state.ts";
import { describe, linesToShow, type SmtpTrace } from "./trace.ts";

// RFC 4954 §4, with its line end.
const maxResponse = 12_288;
// How long a client may take to fetch the 421 that it is shown out with.
const farewellMs = 2_000;

const noTime = Number.POSITIVE_INFINITY;
const silence: WireReply = { text: "" };

/** What is left to do after a step's replies are lined up. */
type Todo = Exclude<SmtpAction, { readonly kind: "reply" }> | undefined;

/**
 * Leads one conversation: moves bytes between socket, line reader and session, and questions to the receiver. All
 * decisions are `step`'s.
 */
export class Connection implements Expiring {
  readonly #wire: ClientWire;
  #peer: Peer;
  readonly #options: ConnectionOptions;
  readonly #room: ByteShare;
  readonly #reader: LineReader;
  readonly #pace: Pace | undefined;
  #state: SmtpState;
  /** What is lined up for the client. */
  #out: WireReply = silence;
  #stopping = false;
  #pipelined = false;
  #conversing = false;
  #unheard: MessageId | undefined;
  #farewell: Promise<void> | undefined;

  /** When the client will have been silent for too long; read by the server's `Deadlines`. */
  deadlineAt: number;

  constructor(socket: SmtpSocket, peer: Peer, options: ConnectionOptions) {
    this.#wire = new ClientWire(socket, options.buffers);
    this.#peer = peer;
    this.#options = options;
    this.#room = options.budget.share();
    this.#reader = new LineReader(options, this.#room);
    const { minDataRate } = options;
    this.#pace = minDataRate ? new Pace(minDataRate) : undefined;
    this.#state = begin(peer.address, options);
    this.deadlineAt = options.clock.monotonic() + options.idleTimeoutMs;
  }

  /** Whether nothing but the receiver's answer is awaited. */
  get awaitsVerdict(): boolean {
    return expects(this.#state) === "verdict";
  }

  /**
   * Converses until either side ends it, and closes the socket. Rejects only for a bug. `admit` says how to begin, once the
   * client's address is known.
   */
  async run(admit: (address: string) => Opening): Promise<void> {
    try {
      if (this.#peer.proxy && !await this.#listenToProxy()) return;
      const first = admit(this.#peer.address);
      const { tls, greetingDelayMs = 0 } = this.#options;
      if (tls === "implicit" && !await this.#greetsByTls(first)) return;
      if (greetingDelayMs > 0 && !await this.#holdsBack(first)) return;
      await this.#converse(first);
    } finally {
      this.#room.giveBack();
      await this.#farewell;
      this.#wire.end();
      this.#hintAtLf();
      this.#tellUnheard();
      const { client, phase } = this.#state;
      this.#options.observe?.({ kind: "disconnected", client, phase });
    }
  }

  /** Ends the conversation as soon as nothing is lost by it. */
  stop(): void {
    this.#stopping = true;
    if (this.#isSilent && this.#mayStop) {
      this.#showOut({ kind: "stopping" });
    } else if (!this.#conversing || expects(this.#state) === "tls") {
      // Nothing has been said that could be lost, nor could a goodbye be read.
      this.close();
    }
  }

  /** The client was silent, or does not fetch what it is told. */
  expire(): void {
    if (this.#isSilent) this.#showOut({ kind: "timeout" });
    else this.close();
  }

  /** Cuts the connection. */
  close(): void {
    this.#wire.close();
  }

  get #isSilent(): boolean {
    return this.#wire.isReading && !this.#farewell;
  }

  async #converse(first: SmtpInput): Promise<void> {
    this.#conversing = true;
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
        if (this.#out !== silence && !await this.#flush()) return;
        // Told to stop while the reply was written: `stop` left it to this loop to say so.
        if (!this.#mayStop) {
          const bytes = await this.#wire.read(isBulk(this.#state));
          if (!this.#take(bytes)) return;
        }
      }
      input = this.#nextInput();
    }
    await this.#flush();
  }

  /** Learns whom a proxy speaks for; false when it does not say so in time, or well. */
  async #listenToProxy(): Promise<boolean> {
    const { address } = this.#peer;
    try {
      const header = await this.#wire.proxyHeader(this.#options.clock);
      if (header.kind === "bad") {
        const { reason } = header;
        this.#options.observe?.({ kind: "badProxyHeader", address, reason });
        return false;
      }
      this.#peer = { ...this.#peer, address: header.source ?? address };
      this.#state = begin(this.#peer.address, this.#options);
      return true;
    } catch {
      // It broke, or took too long.
      return false;
    }
  }

  /** Holds the greeting back; false when the client has gone meanwhile, or did not wait for it. */
  async #holdsBack({ kind }: Opening): Promise<boolean> {
    if (kind !== "connected") return true;
    const { clock, greetingDelayMs: delayMs = 0 } = this.#options;
    const heard = await this.#wire.listen({ delayMs, clock });
    if (heard === "silent") return true;
    if (heard === "gone" || this.#farewell) return false;
    this.#advance({ kind: "earlyTalk" });
    await this.#flush();
    return false;
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
      const { secure } = this.#peer;
      if (!secure) return false;
      await this.#wire.replace(secure);
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
    if (this.#wire.isClosed || left.some((kind) => error instanceof kind)) {
      return;
    }
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
    if (line === undefined) {
      return this.#isTooSlow() ? { kind: "tooSlow" } : undefined;
    }
    this.#unheard = undefined;
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
    const { mayMail } = this.#options;
    if (command.verb !== "MAIL" || !mayMail || mayMail(this.#peer.address)) {
      return { kind: "command", command };
    }
    return { kind: "command", command, throttled: true };
  }

  #isTooSlow(): boolean {
    // Between its chunks a message is held as well.
    if (!isBulk(this.#state) && this.#state.phase !== "chunks") return false;
    return this.#pace?.isTooSlow(this.#options.clock.monotonic()) === true;
  }

  // TCP holds a short reply back until the one before is acknowledged. A client that waits for each reply acknowledges it
  // with its next command; only one that sends more meanwhile may acknowledge late, by 40 ms and at each mail. It shows by
  // what waits behind a line. So all others are spared a system call that costs as much as a few commands.
  #noticePipelining(): void {
    if (this.#pipelined) return;
    this.#pipelined = true;
    this.#wire.setNoDelay();
  }

  #advance(input: SmtpInput): Todo {
    const { state, actions } = step(this.#state, input, this.#options);
    this.#state = state;
    this.#frame(state);
    if (input.kind === "mailVerdict" && input.verdict.kind === "queued") {
      this.#unheard = input.verdict.id;
    }
    let todo: Todo;
    for (const action of actions) {
      if (action.kind === "reply") this.#reply(action);
      else todo = action;
    }
    return todo;
  }

  /** Tells the reader what the client's next bytes are. */
  #frame(state: SmtpState): void {
    if (isBulk(state) && !this.#reader.hasChunks) {
      this.#pace?.begin(this.#options.clock.monotonic());
    }
    if (state.phase === "data") {
      const lfEndsLines = this.#options.lfClients(this.#peer.address);
      this.#reader.startMessage({ lfEndsLines });
    } else if (state.phase === "chunk") this.#reader.startChunk(state);
    else if (state.phase === "drain") this.#reader.skip(state.size);
    else if (this.#reader.hasChunks && state.phase !== "chunks") {
      this.#reader.dropChunks();
    }
  }

  #reply({ reply, path }: Extract<SmtpAction, { kind: "reply" }>): void {
    const wire = wireReply(reply);
    const { text } = wire;
    this.#out = this.#out === silence ? wire : { text: this.#out.text + text };
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

  /** Takes what has come; false when nothing more will. */
  #take(bytes: Uint8Array | null): boolean {
    if (bytes === null || this.#farewell) return false;
    this.#unheard = undefined;
    this.#pace?.add(bytes.length, this.#options.clock.monotonic());
    this.#reader.push(bytes);
    if (isBulk(this.#state)) this.#extendDeadline();
    return true;
  }

  /** Sends what is lined up; false when the client is gone. */
  #flush(): Promise<boolean> {
    const reply = this.#out;
    this.#out = silence;
    return this.#wire.write(reply);
  }

  /** Ends a conversation in whose midst the client is silent. */
  #showOut(input: SmtpInput): void {
    this.#hintAtLf();
    // It was there all the time that we waited: a device that keeps its connection may have another alarm of the same words.
    this.#unheard = undefined;
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

  #tellUnheard(): void {
    if (this.#unheard === undefined) return;
    const { receiver, observe } = this.#options;
    try {
      receiver.unheard?.(this.#unheard);
    } catch (error) {
      observe?.({ kind: "failed", error });
    }
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
