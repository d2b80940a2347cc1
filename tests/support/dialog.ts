/**
 * Scripted SMTP conversations: `tests/dialogs/*.smtp`, played against a real listener.
 *
 * A script is UTF-8 text, one thing a line; blank lines and lines that begin with `#` are remarks.
 *
 * | line            | meaning |
 * |-----------------|---------|
 * | `@name value`   | an option of the server under test, before all else |
 * | `C: text`       | the client sends the text and CRLF |
 * | `C< "text"`     | the client sends the JSON string as it is, without a line end |
 * | `C. `           | the client sends no more (a half-closed connection) |
 * | `S: text`       | the next reply line begins with the text |
 * | `S~ pattern`    | the next reply line matches the regular expression |
 * | `S* text`       | the next reply, of however many lines: each begins with the text, its separator aside |
 * | `T.`            | the client begins TLS, and trusts the test certificate alone |
 * | `S.`            | the server closes the connection and has said no more |
 * | `M: "text"`     | the next mail, in order of acceptance, has this JSON string as its message |
 *
 * A client line is sent only when all server lines before it have come, so what is to be pipelined stands together;
 * neighbouring client lines go out in one write.
 *
 * @module
 */

import { certificate } from "./certificates.ts";

/** One line of a script. */
export interface DialogStep {
  /** For messages: `name.smtp:12`. */
  readonly place: string;
  readonly kind: "C:" | "C<" | "C." | "T." | "S:" | "S~" | "S*" | "S." | "M:";
  readonly text: string;
}

/** A script that has been read. */
export interface Dialog {
  readonly name: string;
  /** The `@` lines. */
  readonly options: Readonly<Record<string, string>>;
  readonly steps: readonly DialogStep[];
}

/** How a dialog is played. */
export interface DialogOptions {
  readonly hostname: string;
  readonly port: number;
  /** The text of the next accepted mail; dialogs with `M:` lines need it. */
  readonly nextMail?: () => string | undefined;
  /** Cuts what the client sends into writes; one write when absent. */
  readonly cut?: (bytes: Uint8Array) => readonly Uint8Array[];
}

/** Reads a script. Throws an error that names file and line. */
export function parseDialog(name: string, script: string): Dialog {
  const options: Record<string, string> = {};
  const steps: DialogStep[] = [];
  for (const [index, line] of script.split(/\r?\n/).entries()) {
    const place = `${name}:${index + 1}`;
    if (/^\s*(?:#|$)/.test(line)) continue;
    const option = /^@(\w+)\s+(.*)$/.exec(line);
    const step = /^(C[:<.]|T\.|S[:~*.]|M:) ?(.*)$/.exec(line);
    if (option?.[1] && steps.length === 0) options[option[1]] = option[2] ?? "";
    else if (step) {
      const [, kind, text = ""] = step;
      steps.push({ place, kind: kind as DialogStep["kind"], text });
    } else throw new Error(`${place}: "${line}" is no line of a dialog`);
  }
  return { name, options, steps };
}

/** Plays a dialog against a listener. Throws an error that names the line at which it went another way. */
export async function playDialog(
  dialog: Dialog,
  options: DialogOptions,
): Promise<void> {
  const { hostname, port } = options;
  const client = new DialogClient(await Deno.connect({ hostname, port }));
  try {
    let unsent = "";
    for (const step of dialog.steps) {
      if (step.kind === "C:") unsent += `${step.text}\r\n`;
      else if (step.kind === "C<") unsent += JSON.parse(step.text);
      else {
        await client.send(unsent, options.cut);
        unsent = "";
        await playStep(client, step, options);
      }
    }
    await client.send(unsent, options.cut);
  } finally {
    client.close();
  }
}

async function playStep(
  client: DialogClient,
  { kind, text, place }: DialogStep,
  { nextMail }: DialogOptions,
): Promise<void> {
  switch (kind) {
    case "C.":
      return await client.finish();
    case "T.":
      return await client.handshake();
    case "S:": {
      const line = await client.line();
      return expect(line?.startsWith(text), place, `"${text}"`, line);
    }
    case "S~": {
      const line = await client.line();
      const matches = line !== undefined && new RegExp(text).test(line);
      return expect(matches, place, `/${text}/`, line);
    }
    case "S*": {
      const lines = await client.reply();
      const all = lines.length > 0 &&
        lines.every((line) => beginsWith(line, text));
      return expect(all, place, `"${text}" on each line`, lines.join("\n"));
    }
    case "S.": {
      const line = await client.line();
      return expect(line === undefined, place, "the end", line);
    }
    case "M:": {
      const mail = nextMail?.();
      const got = mail === undefined ? undefined : JSON.stringify(mail);
      const wanted = JSON.stringify(JSON.parse(text));
      return expect(got === wanted, place, wanted, got);
    }
    case "C:":
    case "C<":
      return;
    default:
      return kind satisfies never;
  }
}

function beginsWith(line: string, text: string): boolean {
  return line.startsWith(text.slice(0, 3)) &&
    line.slice(4).startsWith(text.slice(4));
}

function expect(
  holds: boolean | undefined,
  place: string,
  wanted: string,
  got: string | undefined,
): void {
  if (holds) return;
  const seen = got === undefined ? "nothing more" : `"${got}"`;
  throw new Error(`${place}: expected ${wanted}, got ${seen}`);
}

/** A mail program that sends what it is told and reads lines. */
class DialogClient {
  #socket: Deno.TcpConn | Deno.TlsConn;
  readonly #buffer = new Uint8Array(4_096);
  #text = "";

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    // Each write shall arrive as a piece of its own, as far as TCP lets it.
    socket.setNoDelay(true);
  }

  async send(text: string, cut: DialogOptions["cut"]): Promise<void> {
    if (text === "") return;
    const bytes = new TextEncoder().encode(text);
    for (const piece of cut?.(bytes) ?? [bytes]) {
      for (let at = 0; at < piece.length;) {
        at += await this.#socket.write(piece.subarray(at));
      }
    }
  }

  /** The next line without its end, or undefined when the server has closed. */
  async line(): Promise<string | undefined> {
    while (true) {
      const end = this.#text.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return line;
      }
      const count = await this.#read();
      if (count === null) return this.#text === "" ? undefined : this.#text;
      this.#text += new TextDecoder().decode(this.#buffer.subarray(0, count));
    }
  }

  /** The next reply, all its lines. */
  async reply(): Promise<string[]> {
    const lines: string[] = [];
    while (true) {
      const line = await this.line();
      if (line !== undefined) lines.push(line);
      if (line?.[3] !== "-") return lines;
    }
  }

  async handshake(): Promise<void> {
    const socket = this.#socket as Deno.TcpConn; // a dialog begins TLS once
    const tls = await Deno.startTls(socket, {
      hostname: "localhost",
      caCerts: [certificate.cert],
    });
    this.#socket = tls;
    await tls.handshake();
  }

  async finish(): Promise<void> {
    await this.#socket.closeWrite();
  }

  close(): void {
    this.#socket.close();
  }

  async #read(): Promise<number | null> {
    try {
      return await this.#socket.read(this.#buffer);
    } catch (error) {
      // A server that closes with input unread resets the connection: closed is closed.
      if (error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    }
  }
}
