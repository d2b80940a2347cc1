/**
 * A load of mails, a connection each, for what `smtp-source` cannot do: logins and TLS. A program of its own, so that it has a
 * processor of its own: `mail_load.ts '{"port":2525,"mails":1000,"sessions":20,"tls":"none"}'` prints mails a second.
 *
 * @module
 */
import { systemClock } from "../../src/model/mod.ts";
import { loopback } from "./loopback.ts";

/** What is to be sent, and how. */
export interface MailLoad {
  readonly port: number;
  readonly mails: number;
  /** So many connections at a time. */
  readonly sessions: number;
  readonly tls: "none" | "starttls" | "implicit";
  /** The certificate to trust, PEM. */
  readonly ca?: string;
  readonly login?: { readonly user: string; readonly password: string };
  /** What each mail says; 180 letters when left out. */
  readonly text?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const usualText = "x".repeat(180);

/** Sends them all and returns mails a second. Throws at the first reply that is none of 2xx and 3xx. */
export async function sendLoad(load: MailLoad): Promise<number> {
  const startedAt = systemClock.monotonic();
  let left = load.mails;
  const session = async () => {
    while (left-- > 0) await sendOne(load);
  };
  await Promise.all(Array.from({ length: load.sessions }, session));
  return load.mails / (systemClock.monotonic() - startedAt) * 1000;
}

async function sendOne(load: MailLoad): Promise<void> {
  let socket = await connect(load);
  try {
    await reply(socket);
    await say(socket, "EHLO bench\r\n");
    if (load.tls === "starttls") {
      await say(socket, "STARTTLS\r\n");
      // Only a plain connection gets here.
      const plain = socket as Deno.TcpConn;
      plain.setNoDelay(true);
      socket = await Deno.startTls(plain, {
        hostname: "localhost",
        caCerts: trusted(load),
      });
      await say(socket, "EHLO bench\r\n");
    }
    if (load.login !== undefined) {
      const { user, password } = load.login;
      await say(socket, `AUTH PLAIN ${btoa(`\0${user}\0${password}`)}\r\n`);
    }
    await say(socket, "MAIL FROM:<a@b.c>\r\n");
    await say(socket, "RCPT TO:<+919812345678@x>\r\n");
    await say(socket, "DATA\r\n");
    const { text = usualText } = load;
    await say(socket, `Subject: load\r\n\r\n${text}\r\n.\r\n`);
    await say(socket, "QUIT\r\n");
  } finally {
    socket.close();
  }
}

function connect(load: MailLoad): Promise<Deno.TcpConn | Deno.TlsConn> {
  const { port } = load;
  return load.tls === "implicit"
    ? Deno.connectTls({
      hostname: "localhost",
      port,
      caCerts: trusted(load),
    })
    : Deno.connect({ hostname: loopback, port });
}

function trusted({ ca }: MailLoad): string[] {
  return ca === undefined ? [] : [ca];
}

async function say(socket: Deno.Conn, text: string): Promise<void> {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    at += await socket.write(bytes.subarray(at));
  }
  await reply(socket);
}

async function reply(socket: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1_024);
  let text = "";
  while (!/^[0-9]{3} .*\r\n$/m.test(text)) {
    const count = await socket.read(buffer);
    if (count === null) throw new Error(`The server left after "${text}"`);
    text += decoder.decode(buffer.subarray(0, count));
  }
  if (!/^[23]/.test(text)) throw new Error(`The server says "${text.trim()}"`);
}

if (import.meta.main) {
  // The bench that starts this program writes what it reads.
  const load = JSON.parse(Deno.args[0] ?? "{}") as MailLoad;
  console.log((await sendLoad(load)).toFixed(1));
}
