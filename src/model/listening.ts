/** Where something listens. */
export interface HostAndPort {
  /** An IP address without brackets, or a name. */
  readonly hostname: string;
  readonly port: number;
}

/** "127.0.0.1:25", "[::1]:25". */
export function hostPort({ hostname, port }: HostAndPort): string {
  return hostname.includes(":")
    ? `[${hostname}]:${port}`
    : `${hostname}:${port}`;
}

/**
 * Why there is no listening: another program does; this user may not; it is no address of this machine; or the system's own words
 * must tell.
 */
export type ListenTrouble =
  | "in-use"
  | "denied"
  | "no-such-address"
  | "cannot-listen";

// By name, since this room knows no runtime.
const troubles: Readonly<Record<string, ListenTrouble>> = {
  AddrInUse: "in-use",
  PermissionDenied: "denied",
  NotCapable: "denied",
  AddrNotAvailable: "no-such-address",
};

/** What an error of the system's means. */
export function listenTrouble(error: unknown): ListenTrouble {
  const name = error instanceof Error ? error.name : "";
  return troubles[name] ?? "cannot-listen";
}

/** The sentence for the operator. */
export function listenText(
  error: unknown,
  { where, option, instead = "" }: {
    readonly where: string;
    /** Which key names the address, such as `[smtp] listen`. */
    readonly option: string;
    /** What else helps where another program listens, behind "choose another port". */
    readonly instead?: string;
  },
): string {
  const trouble = listenTrouble(error);
  switch (trouble) {
    case "in-use":
      return `Another program listens on ${where} already: stop it, ${
        instead === "" ? "or " : ""
      }choose another port in ${option}${instead}`;
    case "denied":
      return `No permission to listen on ${where}: ports below 1024 need the capability CAP_NET_BIND_SERVICE, or choose one from 1024 up in ${option}`;
    case "no-such-address":
      return `${where} is not an address of this machine: correct ${option}, "0.0.0.0" means all`;
    case "cannot-listen": {
      const reason = error instanceof Error ? error.message : String(error);
      return `Cannot listen on ${where}, set in ${option}: ${reason}`;
    }
    default:
      return trouble satisfies never;
  }
}
