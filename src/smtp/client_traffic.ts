import { type ClientNetwork, clientNetwork, type Clock } from "../model/mod.ts";

/** What one client network may do; 0 or absent: as much as it likes. This machine itself always may. */
export interface TrafficLimits {
  /** The most connections at a time. */
  readonly maxConnectionsPerClient?: number | undefined;
  /** The most new connections in a minute. */
  readonly connectionsPerMinute?: number | undefined;
  /** The most mails begun in a minute. */
  readonly mailsPerMinute?: number | undefined;
}

interface Count {
  /** How many connections there are now. */
  open: number;
  /** When the minute began of which the other two tell, by `Clock.monotonic`. */
  minuteAt: number;
  connections: number;
  mails: number;
}

const minuteMs = 60_000;
// A network that is forgotten too early gets a minute more: a botnet must not fill the memory instead.
const maxNetworks = 10_000;

/** Counts what client networks do. A minute begins with the first that a network does after the last one. */
export class ClientTraffic {
  readonly #clock: Clock;
  #limits: TrafficLimits;
  readonly #counts = new Map<string, Count>();
  #last:
    | { readonly address: string; readonly network: ClientNetwork }
    | undefined;

  constructor(limits: TrafficLimits, { clock }: { readonly clock: Clock }) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Goes by other limits from now on; what was counted stays. */
  follow(limits: TrafficLimits): void {
    this.#limits = limits;
  }

  /** How many networks are remembered. */
  get networks(): number {
    return this.#counts.size;
  }

  /** Whether a client may come in; it is counted then, and must be told of by `leave`. */
  connect(address: string): boolean {
    const count = this.#countOf(address);
    if (!count) return true;
    const { maxConnectionsPerClient, connectionsPerMinute } = this.#limits;
    if (reached(count.open, maxConnectionsPerClient)) return false;
    if (reached(count.connections, connectionsPerMinute)) return false;
    count.open++;
    count.connections++;
    return true;
  }

  /** Tells that a client that came in has gone. */
  leave(address: string): void {
    const count = this.#counts.get(this.#networkOf(address).text);
    if (count) count.open--;
  }

  /** Whether a client may begin a mail; it is counted then. */
  mail(address: string): boolean {
    const count = this.#countOf(address);
    if (!count) return true;
    if (reached(count.mails, this.#limits.mailsPerMinute)) return false;
    count.mails++;
    return true;
  }

  #countOf(address: string): Count | undefined {
    const { text: network, loopback } = this.#networkOf(address);
    if (loopback) return undefined;
    const now = this.#clock.monotonic();
    const known = this.#counts.get(network);
    if (known && now - known.minuteAt < minuteMs) return known;
    // Behind all others, so that who was quiet for longest is found in front.
    this.#counts.delete(network);
    const open = known?.open ?? 0;
    const count = { open, minuteAt: now, connections: 0, mails: 0 };
    this.#makeRoom();
    this.#counts.set(network, count);
    return count;
  }

  /** Read once for the mails of one client that come one after the other. */
  #networkOf(address: string): ClientNetwork {
    if (this.#last?.address !== address) {
      this.#last = { address, network: clientNetwork(address) };
    }
    return this.#last.network;
  }

  #makeRoom(): void {
    if (this.#counts.size < maxNetworks) return;
    for (const [network, { open }] of this.#counts) {
      if (open === 0) return void this.#counts.delete(network);
    }
  }
}

function reached(count: number, limit: number | undefined): boolean {
  return limit !== undefined && limit > 0 && count >= limit;
}
