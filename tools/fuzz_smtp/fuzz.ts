import { bytesOf } from "./bytes.ts";
import { Chance } from "./chance.ts";
import { readCorpus, type Session } from "./corpus.ts";
import type { Ending, Transcript } from "./gateway.ts";
import { MemoryGateway } from "./in_memory.ts";
import { judge } from "./judge.ts";
import { cutAnyhow, mutated } from "./mutate.ts";
import { SocketGateway } from "./over_socket.ts";
import { shrink } from "./shrink.ts";

/** How long and where to search. */
export interface FuzzOptions {
  /** The first session's seed; the next one has the next number. */
  readonly seed: number;
  /** Whether to go on, asked before each session. */
  readonly goesOn: (sessions: number) => boolean;
  /** Every so many sessions one goes over a socket as well. */
  readonly socketEvery: number;
  /** Is told that so many sessions are done. */
  readonly note?: (sessions: number) => void;
}

/** A session that the gateway did not take well. */
export interface Failure {
  /** Alone enough to find it again. */
  readonly seed: number;
  readonly why: string;
  /** What the client sent, cut to what matters, one byte a character. */
  readonly bytes: string;
}

/** How a search ended. */
export interface FuzzResult {
  readonly sessions: number;
  readonly overSockets: number;
  readonly mails: number;
  /** Growth of the heap since the first sessions, bytes; absent where the collector cannot be called. */
  readonly heapGrowth?: number;
  readonly failure?: Failure;
}

/** What a heap may have grown by after any number of sessions, bytes. */
export const maxHeapGrowth = 16_000_000;

const warmUp = 500;

/** Leads mutated sessions until told to stop, or one fails. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  await using socket = new SocketGateway();
  const search = new Search(readCorpus(), socket);
  let heapBefore: number | undefined;
  let sessions = 0;
  for (; options.goesOn(sessions); sessions++) {
    if (sessions === warmUp) heapBefore = heapSize();
    const overSocket = sessions % options.socketEvery === 0;
    const failure = await search.session(options.seed + sessions, overSocket);
    if (failure !== undefined) return { ...search.counts, sessions, failure };
    options.note?.(sessions + 1);
  }
  const heapGrowth = growthSince(heapBefore);
  const result = { ...search.counts, sessions, ...heapGrowth };
  const why = (heapGrowth.heapGrowth ?? 0) > maxHeapGrowth
    ? `The heap has grown by ${heapGrowth.heapGrowth} bytes`
    : await socket.alive()
    ? undefined
    : "The listener takes no mail any more";
  return why === undefined
    ? result
    : { ...result, failure: { seed: options.seed, why, bytes: "" } };
}

class Search {
  readonly counts = { mails: 0, overSockets: 0 };
  readonly #corpus: readonly Session[];
  readonly #memory = new MemoryGateway();
  readonly #socket: SocketGateway;

  constructor(corpus: readonly Session[], socket: SocketGateway) {
    this.#corpus = corpus;
    this.#socket = socket;
  }

  /** Leads the session of one seed. */
  async session(
    seed: number,
    overSocket: boolean,
  ): Promise<Failure | undefined> {
    const chance = new Chance(seed);
    const text = mutated(this.#corpus, chance);
    const bytes = text.slice(
      0,
      chance.oneIn(4) ? chance.below(text.length) : undefined,
    );
    const plan = {
      seed,
      overSocket,
      ending: chance.oneIn(4) ? "reset" : "fin",
    } as const;
    const why = await this.#play(bytes, plan);
    if (why === undefined) return undefined;
    const smallest = await shrink(
      bytes,
      async (part) => kindOf(await this.#play(part, plan)) === kindOf(why),
    );
    return { seed, why, bytes: smallest };
  }

  async #play(
    text: string,
    plan: { seed: number; overSocket: boolean; ending: Ending },
  ): Promise<string | undefined> {
    const { ending } = plan;
    const bytes = bytesOf(text);
    const chance = new Chance(plan.seed);
    const whole = await this.#memory.play([bytes], ending);
    this.counts.mails += whole.mails.length;
    const cut = await this.#memory.play(cutAnyhow(bytes, chance), ending);
    const why = judge(text, whole) ?? judge(text, cut) ??
      difference(whole, cut, "cut otherwise") ?? this.#leak();
    if (why !== undefined || !plan.overSocket) return why;
    this.counts.overSockets += 1;
    const pieces = cutAnyhow(bytes, chance);
    const sent = await this.#socket.play(pieces, ending);
    // What a reset does not let through was never said.
    if (ending === "reset") return sent.errors.map(String)[0];
    return difference(whole, sent, "over a socket") ??
      (sent.replies.length > 0 ? undefined : "It was not even greeted");
  }

  #leak(): string | undefined {
    const { held } = this.#memory;
    return held === 0 ? undefined : `${held} bytes of messages are still held`;
  }
}

// Of another kind, it would be another failure.
function kindOf(why: string | undefined): string | undefined {
  return why?.replaceAll(/\d+/g, "N").slice(0, 25);
}

function difference(
  one: Transcript,
  other: Transcript,
  how: string,
): string | undefined {
  const [all, others] = [one, other].map(({ lines, mails }) => [
    ...lines.map(({ from, text }) => `${from}: ${text}`),
    ...mails,
  ]);
  const at = all?.findIndex((line, index) => line !== others?.[index]) ?? -1;
  const same = at < 0 && all?.length === others?.length;
  return same
    ? undefined
    : `It goes another way ${how}: "${all?.at(at)}" is "${others?.at(at)}"`;
}

function heapSize(): number | undefined {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect !== "function") return undefined;
  collect();
  return Deno.memoryUsage().heapUsed;
}

function growthSince(before: number | undefined): { heapGrowth?: number } {
  const now = heapSize();
  return before === undefined || now === undefined
    ? {}
    : { heapGrowth: now - before };
}
