/** One SMS that a gateway is to send. */
export interface Order {
  /** The phone, such as "+4917012345". */
  readonly recipient: string;
  readonly text: string;
}

/** Where a gateway works: all that it keeps is in the folder. */
export interface PeerSite {
  readonly folder: string;
  /** The path of its only modem. */
  readonly modem: string;
}

/** How many SMS a gateway is given; the slow ones get fewer. */
export interface PeerCounts {
  /** To a modem without latency. */
  readonly fast: number;
  /** To a modem with latency; 0 leaves that run out. */
  readonly slow: number;
  /** How many come before these and do not count, where code must be compiled first. */
  readonly warmUp?: { readonly fast: number; readonly slow: number };
  /** One at a time. */
  readonly alone: number;
}

/** A gateway that sends SMS by a modem, set up in one way. */
export interface Peer {
  /** Such as "smsd". */
  readonly name: string;
  /** Such as "tuned". */
  readonly setup: string;
  /** What is set, and by which page of its manual; Markdown. */
  readonly notes: string;
  /** Whether its folder is in memory, where no sync takes time and nothing outlives a power cut. */
  readonly inMemory?: boolean;
  /** The programs that it needs, each with the Debian package that brings it. */
  readonly programs: Readonly<Record<string, string>>;
  readonly counts: PeerCounts;
  /** Starts it with a full queue. */
  start(site: PeerSite, backlog: readonly Order[]): Promise<RunningPeer>;
}

/** A gateway in a process of its own; disposing of it ends that. */
export interface RunningPeer extends AsyncDisposable {
  /** Hands over one SMS, and returns when the gateway has it in its queue. */
  submit(order: Order): Promise<void>;
}

/** The same gateway with its folder in memory. */
export function inMemory(peer: Peer, counts: PeerCounts): Peer {
  return {
    ...peer,
    setup: `${peer.setup}, in memory`,
    notes: "the same with its folder in memory, which no manual asks for: \
all that waits is gone at a power cut",
    inMemory: true,
    counts,
  };
}

/** Which of the Debian packages that these gateways need are missing. */
export function missingPackages(peers: readonly Peer[]): readonly string[] {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const needed = peers.flatMap(({ programs }) => Object.entries(programs));
  const missing = needed.filter(([program]) =>
    !folders.some((folder) => isFile(`${folder}/${program}`))
  );
  return [...new Set(missing.map(([, name]) => name))];
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
