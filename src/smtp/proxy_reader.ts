import {
  maxProxyHeader,
  parseProxyHeader,
  type ProxyHeader,
} from "./proxy_header.ts";
import type { SmtpSocket } from "./smtp_socket.ts";

/** A header that is whole, or will never be one. */
export type ReadProxyHeader = Exclude<ProxyHeader, { readonly kind: "more" }>;

/** Reads a proxy's header off a connection, and not one byte of what is behind it. Rejects when the connection breaks. */
export async function readProxyHeader(
  socket: Pick<SmtpSocket, "read">,
): Promise<ReadProxyHeader> {
  const bytes = new Uint8Array(maxProxyHeader);
  let length = 0;
  for (;;) {
    const header = parseProxyHeader(bytes.subarray(0, length));
    if (header.kind !== "more") return header;
    const count = await socket.read(
      bytes.subarray(length, length + header.atLeast),
    );
    if (count === null) {
      return { kind: "bad", reason: "it sent no PROXY header" };
    }
    length += count;
  }
}
