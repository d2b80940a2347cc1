import type { Clock } from "../model/mod.ts";

/** A certificate with its private key, both PEM; the chain follows the certificate. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A connection of the process with itself: what is written to `plain` comes out of `tls`, decrypted, and the other way round. */
export interface TlsPair {
  readonly plain: Deno.TcpConn;
  readonly tls: Deno.TlsConn;
}

const loopback = "127.0.0.1";
// Both ends are in this process, so only a process in distress takes longer.
const longestMs = 10_000;

/**
 * Makes the TLS server for one connection. Deno can begin TLS on a running connection only as its client, so a listener on
 * loopback lends its server side. It is there for this one pair: nobody else learns its port, and who happens upon it is turned
 * away, since the port at the other end of ours is known and nobody else can have it at the same time.
 *
 * Rejects when the certificate or its key is none, and when the process has no descriptors left.
 */
export async function pairTls(
  certificate: Certificate,
  { clock, listening }: {
    readonly clock: Clock;
    /** Is told the port; for tests. */
    readonly listening?: (port: number) => Promise<void>;
  },
): Promise<TlsPair> {
  const listener = lend(certificate);
  const close = closer(listener);
  const tooLate = clock.after(longestMs, close);
  try {
    const { port } = addressOf(listener.addr);
    await listening?.(port);
    const plain = await Deno.connect({ hostname: loopback, port });
    try {
      plain.setNoDelay();
      return { plain, tls: await takeFrom(listener, plain) };
    } catch (error) {
      plain.close();
      throw error;
    }
  } finally {
    tooLate.cancel();
    close();
  }
}

/** Throws the system's error when the certificate or its key is none, or they do not belong together. */
export function checkCertificate(certificate: Certificate): void {
  lend(certificate).close();
}

function lend({ cert, key }: Certificate): Deno.TlsListener {
  return Deno.listenTls({ hostname: loopback, port: 0, cert, key });
}

async function takeFrom(
  listener: Deno.TlsListener,
  plain: Deno.TcpConn,
): Promise<Deno.TlsConn> {
  const ours = addressOf(plain.localAddr);
  for (;;) {
    const tls = await listener.accept();
    const { hostname, port } = addressOf(tls.remoteAddr);
    if (hostname === ours.hostname && port === ours.port) return tls;
    tls.close();
  }
}

function closer(listener: Deno.TlsListener): () => void {
  let closed = false;
  return () => {
    if (!closed) listener.close();
    closed = true;
  };
}

function addressOf(address: Deno.Addr): Deno.NetAddr {
  return address as Deno.NetAddr; // TCP has no other
}
