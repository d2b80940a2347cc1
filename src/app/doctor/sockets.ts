/** A TCP socket of this machine that is listened on. */
export interface ListeningSocket {
  /** In the text form that Deno uses: "127.0.0.1", "::1", "0.0.0.0". */
  readonly address: string;
  readonly port: number;
  /** By which its process is found among the open files of all. */
  readonly inode: string;
}

/** What proc(5) calls TCP_LISTEN. */
const listenState = "0A";

/** Reads `/proc/net/tcp` or `/proc/net/tcp6`; what cannot be read is left out. */
export function readSockets(text: string): readonly ListeningSocket[] {
  return text.split("\n").flatMap((line) => {
    const [, hex = "", port = "", state, inode] =
      /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) \S+ \S+ \S+\s+\d+\s+\d+ (\d+)/
        .exec(line) ?? [];
    if (state !== listenState || inode === undefined) return [];
    const address = addressOf(hex);
    return address === undefined
      ? []
      : [{ address, port: parseInt(port, 16), inode }];
  });
}

/** The kernel prints 32-bit words as this machine has them in memory, which is little-endian on all that cellpost runs on. */
function addressOf(hex: string): string | undefined {
  const words = hex.match(/.{8}/g) ?? [];
  const octets = words.flatMap((word) =>
    [6, 4, 2, 0].map((at) => parseInt(word.slice(at, at + 2), 16))
  );
  if (octets.length === 4) return octets.join(".");
  if (octets.length !== 16) return undefined;
  const groups = octets.flatMap((octet, at) =>
    at % 2 === 0 ? [(octet << 8 | (octets[at + 1] ?? 0)).toString(16)] : []
  );
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}

/** The socket that keeps anybody else from an address: the same one, or one on all of them. */
export function holderOf(
  sockets: readonly ListeningSocket[],
  { hostname, port }: { readonly hostname: string; readonly port: number },
): ListeningSocket | undefined {
  const wanted = hostname === "localhost" ? "127.0.0.1" : hostname;
  const all = (address: string) => address === "0.0.0.0" || address === "::";
  return sockets.find((it) =>
    it.port === port &&
    (it.address === wanted || all(it.address) || all(wanted))
  );
}
