import type { DeniedAnswer, Operations } from "../desk/mod.ts";
import type { Intake } from "../delivery/mod.ts";
import type { Clock, PhoneNumber } from "../model/mod.ts";
import type { Store } from "../queue/mod.ts";
import type { ApplianceEvent } from "./fate_line.ts";

/** What the deny list's operations act on. */
export interface DenyParts {
  readonly store: Store;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly observe?: (event: ApplianceEvent) => void;
  /** Cancels what waits for a number that is new on the list; absent where nothing runs that does. */
  readonly sweepDenied?: () => void;
}

/** The operator's hand on the deny list. */
export function denyOperations(
  parts: DenyParts,
): Pick<Operations, "denied" | "deny" | "allow"> {
  const { store: { replies }, clock } = parts;
  return {
    denied: () => Promise.resolve(replies.denied()),
    deny: ({ recipient }) =>
      onEach(parts, recipient, async (number) => {
        const changed = await replies.deny(number, clock.now());
        if (changed) await sweep(parts);
        return changed;
      }),
    allow: ({ recipient }) =>
      onEach(parts, recipient, (number) => replies.allow(number)),
  };
}

async function onEach(
  { intake }: DenyParts,
  recipient: string,
  act: (number: PhoneNumber) => Promise<boolean>,
): Promise<DeniedAnswer> {
  const read = intake.numbersOf(recipient);
  if (read.kind === "refused") {
    return { kind: "refused", text: read.refusal.text };
  }
  const numbers: { number: string; changed: boolean }[] = [];
  for (const number of read.numbers) {
    numbers.push({ number, changed: await act(number) });
  }
  return { kind: "done", numbers };
}

async function sweep(
  { store, clock, observe, sweepDenied }: DenyParts,
): Promise<void> {
  if (sweepDenied !== undefined) return sweepDenied();
  for (let done = false; !done;) {
    const step = await store.replies.cancelDenied(clock.now());
    for (const change of step.changes) {
      observe?.({ room: "delivery", event: { kind: "changed", change } });
    }
    done = step.done;
  }
}
