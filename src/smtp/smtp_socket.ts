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

/** Who is at the other end. */
export interface Peer {
  /** Counts the connections of this server from 1. */
  readonly number: number;
  readonly address: string;
  /** Whether it is a proxy that is trusted to say whom it speaks for. */
  readonly proxy?: boolean | undefined;
  /** Makes the socket a TLS server, which takes the socket over. Rejects when the client cannot do it. Absent where TLS never is. */
  readonly secure?: (() => Promise<SmtpSocket>) | undefined;
}
