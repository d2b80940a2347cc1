import type { LeftBehind } from "./left_behind.ts";
import type { MessageShelf } from "./message_shelf.ts";
import { incompleteOf } from "./segments_together.ts";
import type { StoredSms, Usage } from "./stored_sms.ts";

/** So many SMS are read and deleted before somebody else may use the modem: about a second on a slow SIM. */
export const portionSize = 5;

/** Of more than so many no list is asked for, which takes as long as it takes: the places are gone through one by one. */
const listedAtMost = 10;

/** Places that are looked at in one portion, free ones included. */
const placesAtOnce = 20;

/** A memory that is so full of what is none of ours is told of. */
const crowdedFrom = 0.8;

/** What a sweep goes by. */
export interface SweepOptions {
  /** The memories to look into, in this order; the modem is set to the first. */
  readonly memories: readonly string[];
  /** Believes no count: also looks into what seems empty, and again at what was left behind. */
  readonly thorough: boolean;
  /** Whether the modem may be asked for a list; one that has not answered that is asked for each place instead. */
  readonly lists: boolean;
  /** Whether a deletion takes other segments with it: all are brought to disk before the first, and segments wait for the rest. */
  readonly together: boolean;
  readonly left: LeftBehind;
  readonly notice: (text: string) => void;
}

/** One look through a modem's memories, in portions between which the modem may send. */
export class StorageSweep {
  readonly #options: SweepOptions;
  readonly #rest: string[];
  /** What is still to be done in the first of `#rest`; undefined before it was opened. */
  #plan: Plan | undefined;
  #places = 0;
  #unanswered = false;

  constructor(options: SweepOptions) {
    this.#options = options;
    this.#rest = [...options.memories];
  }

  /** Whether all memories were gone through. */
  get done(): boolean {
    return this.#rest.length === 0;
  }

  /** Whether the modem was asked for a list and did not answer. */
  get listUnanswered(): boolean {
    return this.#unanswered;
  }

  /** Something was deleted beside it: what it has listed may be gone, and a new SMS be in the same place. */
  relist(): void {
    if (this.#plan?.kind === "listed") this.#plan = undefined;
  }

  /** Takes in up to `portionSize` SMS. False when something went wrong: the sweep is then over. */
  async portion(shelf: MessageShelf): Promise<boolean> {
    const [memory] = this.#rest;
    if (memory === undefined) return true;
    const plan = await this.#planFor(memory, shelf);
    const next = this.#options.together && plan.kind === "listed"
      ? { found: plan.found, plan: nothing }
      : await nextOf(plan, shelf);
    const taken = await shelf.take(next.found, this.#sparedOf(next.found));
    this.#plan = next.plan;
    if (next.plan.kind === "done") {
      this.#warnIfCrowded(memory);
      this.#rest.shift();
      this.#plan = undefined;
    }
    return taken && !shelf.broken;
  }

  /** What must not be deleted yet: more of it may come at any moment, and be deleted unread. Where there is little room, it must. */
  #sparedOf(found: readonly StoredSms[]): ReadonlySet<StoredSms> {
    const isCrowded = found.length >= this.#places * crowdedFrom;
    if (!this.#options.together || isCrowded) return new Set();
    return incompleteOf(found);
  }

  #warnIfCrowded(memory: string): void {
    const { left, notice } = this.#options;
    const count = left.count(memory);
    if (this.#places === 0 || count / this.#places < crowdedFrom) return;
    notice(
      `Message memory "${memory}" is filled by ${count} drafts and sent SMS of ${this.#places}: delete some, or no SMS will come in`,
    );
  }

  /** An empty memory costs one question. */
  async #planFor(memory: string, shelf: MessageShelf): Promise<Plan> {
    if (this.#plan) return await shelf.beAt(memory) ? this.#plan : nothing;
    const usage = await shelf.turnTo(memory);
    if (usage === false || shelf.broken) return nothing;
    return await this.#newPlan(memory, usage, shelf);
  }

  async #newPlan(
    memory: string,
    usage: Usage | "unknown",
    shelf: MessageShelf,
  ): Promise<Plan> {
    const { left, lists, thorough, together } = this.#options;
    const counted = usage === "unknown" ? undefined : usage;
    this.#places = counted?.total ?? 0;
    if (!thorough && counted && counted.used <= left.count(memory)) {
      return nothing;
    }
    if (thorough) left.forget(memory);
    const many = !together && counted && counted.used > listedAtMost;
    const walks = counted && (!lists || many);
    const expected = (counted?.used ?? 0) > 0;
    const found = walks ? undefined : await shelf.list({ expected });
    this.#unanswered ||= !walks && shelf.broken;
    if (found !== undefined) return { kind: "listed", found };
    if (counted === undefined || shelf.broken) return nothing;
    // What does not list may still show them one by one.
    const known = (index: number) => left.occupies(memory, index);
    return { kind: "walk", next: 0, seen: 0, usage: counted, known };
  }
}

type Plan =
  | { readonly kind: "done" }
  | { readonly kind: "listed"; readonly found: readonly StoredSms[] }
  /** Place by place, until as many were seen as there are. */
  | {
    readonly kind: "walk";
    readonly next: number;
    readonly seen: number;
    readonly usage: Usage;
    readonly known: (index: number) => boolean;
  };

const nothing: Plan = { kind: "done" };

interface Next {
  readonly found: readonly StoredSms[];
  readonly plan: Plan;
}

async function nextOf(plan: Plan, shelf: MessageShelf): Promise<Next> {
  switch (plan.kind) {
    case "done":
      return { found: [], plan };
    case "listed": {
      const rest = plan.found.slice(portionSize);
      return {
        found: plan.found.slice(0, portionSize),
        plan: rest.length === 0 ? nothing : { kind: "listed", found: rest },
      };
    }
    case "walk":
      return await walk(plan, shelf);
    default:
      return plan satisfies never;
  }
}

async function walk(
  plan: Extract<Plan, { readonly kind: "walk" }>,
  shelf: MessageShelf,
): Promise<Next> {
  const { usage, known } = plan;
  const found: StoredSms[] = [];
  let { next, seen } = plan;
  // From 0 for those that count from there, to the total for those that count from 1.
  const end = Math.min(usage.total, next + placesAtOnce - 1);
  for (; next <= end && found.length < portionSize; next++) {
    if (seen >= usage.used || shelf.broken) break;
    const sms = known(next) ? undefined : await shelf.at(next);
    if (sms !== undefined) found.push(sms);
    if (sms !== undefined || known(next)) seen++;
  }
  const over = seen >= usage.used || next > usage.total;
  return { found, plan: over ? nothing : { ...plan, next, seen } };
}
