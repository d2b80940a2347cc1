/** A mail: the number as it stands in RCPT, the text as it stands between DATA and the final dot. */
export interface ClientMail {
  readonly to: string;
  readonly data: string;
}

/** The same, perhaps to several. */
type MailToMany = Omit<ClientMail, "to"> & {
  readonly to: string | readonly string[];
};

/** A mail program that says what it is told to. Replies are whole, lines joined by LF; undefined when the server is gone. */
export class SmtpClient implements Disposable {
  readonly #socket: Deno.TcpConn;
  readonly #buffer = new Uint8Array(4_096);
  #text = "";

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    socket.setNoDelay(true);
  }

  /** Connects, and hears the greeting and the answer to EHLO. Throws when the server cannot be reached. */
  static async connect(port: number): Promise<SmtpClient> {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    const client = new SmtpClient(socket);
    await client.reply();
    await client.command("EHLO client.example");
    return client;
  }

  /** Sends a line, returns the reply. */
  async command(line: string): Promise<string | undefined> {
    await this.send(`${line}\r\n`);
    return await this.reply();
  }

  /** Sends one mail; returns the last reply: the 250 with the id, or the first refusal. */
  async mail({ to, data }: MailToMany): Promise<string | undefined> {
    const commands = [
      ["MAIL FROM:<plant@example.org>", "250"],
      ...[to].flat().map((one) => [`RCPT TO:<${one}>`, "250"] as const),
      ["DATA", "354"],
    ] as const;
    for (const [line, code] of commands) {
      const reply = await this.command(line);
      if (!reply?.startsWith(code)) return reply;
    }
    return await this.command(`${data.replace(/\r?\n/g, "\r\n")}\r\n.`);
  }

  /** Sends text as it is. */
  async send(text: string): Promise<void> {
    let rest = new TextEncoder().encode(text);
    try {
      while (rest.length > 0) {
        rest = rest.subarray(await this.#socket.write(rest));
      }
    } catch (error) {
      if (!isGone(error)) throw error; // the missing reply tells it
    }
  }

  /** The next reply. */
  async reply(): Promise<string | undefined> {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.#text);
      if (whole !== null) {
        this.#text = this.#text.slice(whole[0].length);
        return whole[0].trimEnd().replaceAll("\r\n", "\n");
      }
      const count = await this.#read();
      if (count === null) return undefined;
      this.#text += new TextDecoder().decode(this.#buffer.subarray(0, count));
    }
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  async #read(): Promise<number | null> {
    try {
      return await this.#socket.read(this.#buffer);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }
}

/** The id in a 250, or undefined. */
export function queuedId(reply: string | undefined): string | undefined {
  return /^250 2\.0\.0 Queued as (\w{16})$/.exec(reply ?? "")?.[1];
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.NotConnected;
}
