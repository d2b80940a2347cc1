/** One reply of a server, all its lines. RFC 5321 §4.2. */
export interface ServerReply {
  readonly code: number;
  /** What stands behind the code, a line an entry. */
  readonly lines: readonly string[];
}

/** A mail to be sent. */
export interface OutgoingMail {
  /** Forward-paths as they stand between the angle brackets. */
  readonly to: string | readonly string[];
  readonly from?: string;
  readonly subject?: string;
  /** The body of a plain mail in UTF-8, lines ended by LF. */
  readonly text?: string;
  /** All of DATA in place of subject and text, lines ended by LF or CRLF, or as bytes ready to go. */
  readonly raw?: string | Uint8Array;
}

/** What a server said of a mail. */
export interface SentMail {
  /** The replies to each RCPT, in their order. */
  readonly recipients: readonly ServerReply[];
  /** The last reply: to the final dot, or to the command at which all ended. */
  readonly reply: ServerReply;
  /** The message's id, "" when it was not queued. */
  readonly id: string;
}

const encoder = new TextEncoder();

/** A mail program: sends what it is told to, line by line or byte by byte, and reads replies. */
export class SmtpClient implements Disposable {
  readonly greeting: ServerReply;
  #socket: Deno.TcpConn | Deno.TlsConn;
  #lines: AsyncGenerator<string, void>;

  private constructor(
    socket: Deno.TcpConn | Deno.TlsConn,
    lines: AsyncGenerator<string, void>,
    greeting: ServerReply,
  ) {
    this.#socket = socket;
    this.#lines = lines;
    this.greeting = greeting;
  }

  /** Connects and waits for the greeting. */
  static async connect(
    { hostname, port }: { readonly hostname: string; readonly port: number },
  ): Promise<SmtpClient> {
    const socket = await Deno.connect({ hostname, port });
    socket.setNoDelay(true);
    const lines = linesOf(socket);
    try {
      return new SmtpClient(socket, lines, await readReply(lines));
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** Connects by TLS from the first byte and waits for the greeting; `ca` is the certificate to trust. */
  static async connectTls(
    { port }: { readonly port: number },
    ca: string,
  ): Promise<SmtpClient> {
    const hostname = "localhost";
    const socket = await Deno.connectTls({ hostname, port, caCerts: [ca] });
    const lines = linesOf(socket);
    try {
      return new SmtpClient(socket, lines, await readReply(lines));
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** Asks for TLS and speaks it from then on. */
  async startTls(ca: string): Promise<void> {
    const reply = await this.command("STARTTLS");
    if (reply.code !== 220) throw new Error(`STARTTLS: ${reply.lines}`);
    const plain = this.#socket as Deno.TcpConn; // TLS is asked for but once
    this.#socket = await Deno.startTls(plain, {
      hostname: "localhost",
      caCerts: [ca],
    });
    this.#lines = linesOf(this.#socket);
  }

  /** Logs in by PLAIN. */
  login(user: string, password: string): Promise<ServerReply> {
    return this.command(`AUTH PLAIN ${btoa(`\0${user}\0${password}`)}`);
  }

  /** Sends one command and returns its reply. */
  async command(text: string): Promise<ServerReply> {
    await this.write(`${text}\r\n`);
    return await this.reply();
  }

  /** Sends bytes as they are. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    for (let at = 0; at < bytes.length;) {
      at += await this.#socket.write(bytes.subarray(at));
    }
  }

  /** Waits for the next reply. Throws when the server closes instead. */
  reply(): Promise<ServerReply> {
    return readReply(this.#lines);
  }

  /** Whether the server closes the connection and says nothing more before. */
  async closedByServer(): Promise<boolean> {
    return (await this.#lines.next()).done === true;
  }

  /** Goes through one whole transaction; gives up where the server does. */
  async send(mail: OutgoingMail): Promise<SentMail> {
    const { to, from = "plant@example.org" } = mail;
    const recipients: ServerReply[] = [];
    let reply = await this.command(`MAIL FROM:<${from}>`);
    if (reply.code !== 250) return { recipients, reply, id: "" };
    for (const path of typeof to === "string" ? [to] : to) {
      reply = await this.command(`RCPT TO:<${path}>`);
      recipients.push(reply);
    }
    if (recipients.some(({ code }) => code === 250)) {
      reply = await this.command("DATA");
      if (reply.code === 354) {
        await this.write(dataOf(mail));
        reply = await this.reply();
      }
    }
    return { recipients, reply, id: idIn(reply) };
  }

  /** Hangs up without a word. */
  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

/** Connects, sends one mail, says goodbye. */
export async function sendMail(
  server: { readonly hostname: string; readonly port: number },
  mail: OutgoingMail,
): Promise<SentMail> {
  using client = await SmtpClient.connect(server);
  await client.command("EHLO client.example");
  const sent = await client.send(mail);
  await client.command("QUIT");
  return sent;
}

/** All of DATA as it goes over the wire: dots stuffed (RFC 5321 §4.5.2), ended by the final dot. */
function dataOf(mail: OutgoingMail): Uint8Array {
  const raw = mail.raw ?? plainMail(mail);
  if (raw instanceof Uint8Array) return raw;
  const lines = raw.replaceAll("\r\n", "\n").split("\n");
  const stuffed = lines.map((line) => line.startsWith(".") ? `.${line}` : line);
  return encoder.encode(`${stuffed.join("\r\n")}\r\n.\r\n`);
}

function plainMail({ subject = "", text = "" }: OutgoingMail): string {
  return [
    "From: Plant <plant@example.org>",
    "To: on-call@sms.example",
    `Subject: ${subject}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    text,
  ].join("\n");
}

function idIn({ lines }: ServerReply): string {
  return /Queued as ([0-9A-Z]{16})/.exec(lines.join(" "))?.[1] ?? "";
}

async function readReply(
  lines: AsyncGenerator<string, void>,
): Promise<ServerReply> {
  const texts: string[] = [];
  for (;;) {
    const { value: line } = await lines.next();
    if (line === undefined) throw new Error("The server closed the connection");
    texts.push(line.slice(4));
    if (line[3] !== "-") {
      return { code: Number(line.slice(0, 3)), lines: texts };
    }
  }
}

async function* linesOf(socket: Deno.Conn): AsyncGenerator<string, void> {
  const buffer = new Uint8Array(4_096);
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const count = await readSome(socket, buffer);
    if (count === null) return;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
    const lines = text.split("\r\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}

async function readSome(
  socket: Deno.Conn,
  buffer: Uint8Array,
): Promise<number | null> {
  try {
    return await socket.read(buffer);
  } catch (error) {
    // A server that closes with input unread resets the connection: closed is closed.
    if (error instanceof Deno.errors.ConnectionReset) return null;
    throw error;
  }
}
