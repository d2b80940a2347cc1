import type { Condition } from "../model/mod.ts";

/** What one look says of one thing that can be out of order. Times are wall milliseconds. */
export type Observation =
  | {
    readonly kind: "wrong";
    readonly key: string;
    readonly condition: Condition;
    /** What is wrong, as a sentence without a full stop. */
    readonly text: string;
    /** How many SMS wait because of it; absent: none does. */
    readonly waiting?: number;
    /** Since when, where that is known better than by having looked. */
    readonly since?: number;
  }
  | {
    readonly kind: "well";
    readonly key: string;
    /** That it is well again, as the beginning of a sentence. */
    readonly text: string;
    /** How many SMS wait that the trouble has kept back. */
    readonly waiting: number;
  }
  /** Nobody can tell now: what was known stays. */
  | { readonly kind: "unknown"; readonly key: string }
  /** There is no such thing any more. */
  | { readonly kind: "gone"; readonly key: string; readonly text: string };
