import type { Clock } from "../model/mod.ts";
import type { SmtpSocket } from "./smtp_socket.ts";
import { Splice, type SpliceEnd } from "./splice.ts";
import { type Certificate, checkCertificate, pairTls } from "./tls_pairing.ts";

// How long a client may take to fetch the last words that it was told over TLS.
const lingerMs = 5_000;
// The same at the end, when all who are left are waited for.
const partingMs = 2_000;

/** Encrypts the connections of a listener, under a certificate that may be replaced at any time. */
export class TlsServer {
  readonly #clock: Clock;
  readonly #splices = new Set<Splice>();
  #certificate: Certificate | undefined;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  /** Whether there is a certificate. */
  get hasCertificate(): boolean {
    return this.#certificate !== undefined;
  }

  /** Uses this certificate from now on. Throws the system's error when it is none; the last one stays then. */
  use(certificate: Certificate | undefined): void {
    if (certificate) checkCertificate(certificate);
    this.#certificate = certificate;
  }

  /**
   * Becomes the TLS server of a client's connection, which it takes over: it closes soon after the socket that this resolves
   * to. Rejects when the client speaks no TLS that we do.
   *
   * Also where a client begins with TLS, and a listener could do as much. But Deno keeps the descriptor of a TLS connection that it
   * closes until the client has done its part of the handshake, which may be never; here both ends can be cut.
   */
  async secure(client: SpliceEnd): Promise<SmtpSocket> {
    if (!this.#certificate) throw new Error("There is no certificate");
    const { plain, tls } = await pairTls(this.#certificate, {
      clock: this.#clock,
    });
    const splice = new Splice(client, plain);
    this.#splices.add(splice);
    const gone = splice.done.then(() => void this.#splices.delete(splice));
    const socket = new TlsSocket(tls, () => {
      // A client that fetches nothing must not hold three descriptors for as long as TCP is patient.
      const timer = this.#clock.after(lingerMs, () => splice.cut());
      gone.then(() => timer.cancel());
    });
    return await socket.handshake();
  }

  /**
   * Lets the last words come through, for a moment, cuts what is left and resolves when all is closed. To be called when each
   * socket is closed.
   */
  async close(): Promise<void> {
    const splices = [...this.#splices];
    if (splices.length === 0) return;
    const timer = this.#clock.after(partingMs, () => {
      for (const splice of splices) splice.cut();
    });
    await Promise.all(splices.map(({ done }) => done));
    timer.cancel();
  }
}

/** The decrypted side of a TLS connection. */
class TlsSocket implements SmtpSocket {
  readonly #tls: Deno.TlsConn;
  readonly #onClose: () => void;

  constructor(tls: Deno.TlsConn, onClose: () => void) {
    this.#tls = tls;
    this.#onClose = onClose;
  }

  /** Waits until client and server agree. Rejects, and closes, when they do not. */
  async handshake(): Promise<this> {
    try {
      await this.#tls.handshake();
      return this;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#tls.read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#tls.write(bytes);
  }

  /** Does nothing: Deno offers no such thing for TLS. */
  setNoDelay(): void {}

  close(): void {
    this.#tls.close();
    this.#onClose();
  }
}
