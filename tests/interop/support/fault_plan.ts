import type { DiskFault } from "./faulty_libc.ts";

/** What may go wrong in a life besides its end. */
export const faultKinds = ["fsync", "full", "readonly", "clock"] as const;

/** One of them. */
export type FaultKind = (typeof faultKinds)[number];

interface DiskTrouble {
  readonly kind: Exclude<DiskFault, "nothing">;
  readonly forMs: number;
}

/** Something that goes wrong in one life. */
export type Fault =
  /** The disk fails for a while: from before the start, or `afterMs` from when it listens. */
  | DiskTrouble & { readonly afterMs: "start" }
  | DiskTrouble & { readonly afterMs: number }
  /** The clock jumps, and stays so. */
  | {
    readonly kind: "clock";
    readonly afterMs: number;
    /** What it is ahead then, milliseconds. */
    readonly aheadMs: number;
  };

/** One moment of death. */
export type Moment =
  /** So many promises or segments from the start of this life, and then so long: less than a modem's latency or a little more. */
  | {
    readonly after: "promises" | "segments";
    readonly count: number;
    readonly jitterMs: number;
  }
  /** So long from when the fault began, which lasts on. */
  | { readonly after: "fault"; readonly jitterMs: number };

/** One life of the appliance. */
export interface Life {
  readonly fault: Fault | undefined;
  readonly death: Moment;
}

/** What a life is chosen by. */
export interface LifeOptions {
  readonly kinds: readonly FaultKind[];
  /** Of the modems, milliseconds. */
  readonly latencyMs: number;
}

const hourMs = 60 * 60 * 1000;
/** No clock goes further wrong, either way, so that nothing expires by that alone. */
const farthestMs = 6 * hourMs;
const longestFaultMs = 1500;

/** Chooses a life by chance, from 0 up to 1 a call. */
export function chooseLife(
  random: () => number,
  { kinds, latencyMs }: LifeOptions,
): Life {
  const fault = kinds.length > 0 && random() < 0.75
    ? chooseFault(random, kinds)
    : undefined;
  const inFault = fault !== undefined && fault.afterMs !== "start" &&
    random() < 0.5;
  if (inFault) {
    const longest = fault.kind === "clock" ? longestFaultMs : fault.forMs;
    const jitterMs = Math.floor(longest * random());
    return { fault, death: { after: "fault", jitterMs } };
  }
  return {
    fault,
    death: {
      after: random() < 0.5 ? "promises" : "segments",
      count: 1 + Math.floor(30 * random()),
      jitterMs: Math.floor(1.5 * latencyMs * random()),
    },
  };
}

function chooseFault(
  random: () => number,
  kinds: readonly FaultKind[],
): Fault {
  const kind = kinds[Math.floor(kinds.length * random())] ?? "fsync";
  const afterMs = Math.floor(600 * random());
  if (kind === "clock") {
    const aheadMs = Math.round(farthestMs * (2 * random() - 1));
    return { kind, afterMs, aheadMs };
  }
  const forMs = 100 + Math.floor((longestFaultMs - 100) * random());
  return random() < 0.2
    ? { kind, afterMs: "start", forMs }
    : { kind, afterMs, forMs };
}

/** A fault in words. */
export function faultInWords(fault: Fault | undefined): string {
  if (fault === undefined) return "no fault";
  if (fault.kind === "clock") {
    return `clock ${(fault.aheadMs / hourMs).toFixed(1)} h ahead`;
  }
  const from = fault.afterMs === "start" ? "the start" : `${fault.afterMs} ms`;
  return `${fault.kind} from ${from} on, for ${fault.forMs} ms`;
}

/** A series of numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
