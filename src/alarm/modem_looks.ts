import type { ModemStatus } from "../modem/mod.ts";
import type { Observation } from "./observation.ts";

/** What the modems' own words are read into. */
export interface ModemLook {
  readonly statuses: readonly ModemStatus[];
  /** How many SMS wait. */
  readonly waiting: number;
}

/** What all modems together, and each of them, are like: whether it works, what its card holds and what is left of its quota. */
export function modemLooks(look: ModemLook): readonly Observation[] {
  return [
    ...allOf(look),
    ...look.statuses.flatMap((status) => [
      ...stateOf(status, look.waiting),
      ...balanceOf(status),
      ...quotaOf(status),
    ]),
  ];
}

/** Whether a modem works: undefined while that is not known. */
function works({ state }: ModemStatus): boolean | undefined {
  switch (state) {
    case "usable":
    case "limited":
      return true;
    case "recovering":
    case "blocked":
    case "unplugged":
      return false;
    case "starting":
    case "stopped":
      return undefined;
    default:
      return state satisfies never;
  }
}

/** Of a single modem its own alarm says it. */
function allOf({ statuses, waiting }: ModemLook): readonly Observation[] {
  const key = "modems";
  if (statuses.length < 2) return [];
  if (statuses.some((it) => works(it) === true)) {
    return [{ kind: "well", key, text: "A modem works again", waiting }];
  }
  if (!statuses.every((it) => works(it) === false)) {
    return [{ kind: "unknown", key }];
  }
  const each = statuses.map(({ name, state }) => `${name} is ${state}`);
  const text = `No modem works, nothing is sent: ${each.join(", ")}${
    waits(waiting)
  }`;
  return [{ kind: "wrong", key, condition: "modems", text, waiting }];
}

function stateOf(
  status: ModemStatus,
  waiting: number,
): readonly Observation[] {
  const { detail, name, state, why } = status;
  const key = `modem:${name}`;
  switch (works(status)) {
    case undefined:
      return [{ kind: "unknown", key }];
    case true:
      return [{ kind: "well", key, text: `Modem ${name} is back`, waiting }];
    default: {
      const condition = why === "registration" || why === "sim" ? why : "modem";
      const what = words[condition] ?? `is ${state}`;
      const because = detail === "" ? "" : `: ${detail}`;
      const text = `Modem ${name} ${what}${because}${waits(waiting)}`;
      return [{ kind: "wrong", key, condition, text, waiting }];
    }
  }
}

const words: Readonly<Partial<Record<string, string>>> = {
  registration: "has no network",
  sim: "cannot use its SIM",
};

/** Of a card that was not asked in this run nothing is known. */
function balanceOf({ balance, name }: ModemStatus): readonly Observation[] {
  const key = `balance:${name}`;
  if (balance === undefined) return [{ kind: "unknown", key }];
  const { amount, low } = balance;
  if (!low) {
    const text = `Balance of modem ${name} is ${amount} again`;
    return [{ kind: "well", key, text, waiting: 0 }];
  }
  const text = `Balance of modem ${name} is down to ${amount}: top it up`;
  return [{ kind: "wrong", key, condition: "balance", text }];
}

function quotaOf(status: ModemStatus): readonly Observation[] {
  const { detail, name, why } = status;
  const key = `quota:${name}`;
  if (why === "quota") {
    const text = `Modem ${name} has used up its quota: ${detail}`;
    return [{ kind: "wrong", key, condition: "quota", text }];
  }
  // One that does not work, or rests by the clock, does not say how its quota stands.
  if (works(status) !== true || why !== undefined) {
    return [{ kind: "unknown", key }];
  }
  const text = `Modem ${name} has quota again`;
  return [{ kind: "well", key, text, waiting: 0 }];
}

function waits(waiting: number): string {
  return waiting === 0 ? "" : `; ${waiting} SMS wait`;
}
