import assert from "node:assert/strict";
import type { Intake } from "../delivery/mod.ts";
import { inTurn } from "./intake_in_turn.ts";

const methods = [
  ...["recipient", "message", "unheard", "numbersOf", "send", "sendAgain"],
] as const;

Deno.test("whatever an intake is asked goes to the one that holds, with all that was said", () => {
  const asked: unknown[] = [];
  // It takes anything, as the real one may one day.
  const intake = (name: string) =>
    Object.fromEntries(
      methods.map((it) => [it, (...given: unknown[]) => {
        asked.push([name, it, ...given]);
      }]),
    ) as unknown as Intake;
  const turn = inTurn(intake("old"));
  turn.replace(intake("new"));
  const all = turn as unknown as Record<string, (...given: string[]) => void>;
  for (const it of methods) all[it]?.("a", "b", "c");
  assert.deepEqual(asked, methods.map((it) => ["new", it, "a", "b", "c"]));
});
