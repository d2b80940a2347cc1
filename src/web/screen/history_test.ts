import assert from "node:assert/strict";
import type { HistoryEntry, MessageId } from "../../model/mod.ts";
import { historySteps } from "./history.ts";
import { absoluteTime } from "./when.ts";

const at = new Date(2026, 10, 26, 15, 4, 5).getTime();
const id = "1M845V5PX3ZG8FBN" as MessageId;
const one = { at, attempt: 1, number: 1, modem: "roof" };

function said(entry: HistoryEntry, segmentCount = 1): string {
  const [step] = historySteps([entry], segmentCount);
  assert.equal(step?.at, at);
  const { detail = "", tone, what } = step ?? {};
  return `${tone}: ${what}${detail === "" ? "" : ` (${detail})`}`;
}

const rows: readonly (readonly [HistoryEntry, string])[] = [
  [{ at, what: "accepted" }, "quiet: Accepted"],
  [
    { at, what: "accepted", sendAt: at },
    `quiet: Accepted (Not to be sent before ${absoluteTime(at)})`,
  ],
  [
    { at, what: "attempt", attempt: 2, modem: "roof" },
    "info: Attempt 2 on modem roof",
  ],
  [{ ...one, what: "begun" }, "info: SMS given to roof"],
  [
    { ...one, what: "acknowledged", reference: 17 },
    "info: SMS taken by the network (Reference 17)",
  ],
  [
    {
      ...one,
      what: "reported",
      outcome: "failed",
      reason: "Unknown subscriber",
    },
    "bad: SMS reported as undeliverable (Unknown subscriber)",
  ],
  [
    {
      at,
      what: "ended",
      attempt: 1,
      outcome: "queued",
      reason: "+CMS ERROR 38",
    },
    "warn: Attempt 1 failed, to be tried again (+CMS ERROR 38)",
  ],
  [
    { at, what: "ended", attempt: 1, outcome: "held", reason: "" },
    "violet: Attempt 1 ended: held",
  ],
  [
    { at, what: "putOff", reason: "Quiet hours", until: at },
    `quiet: Put off until ${absoluteTime(at)} (Quiet hours)`,
  ],
  [{ at, what: "putOff", reason: "Paused" }, "quiet: Put off (Paused)"],
  [
    {
      at,
      what: "fate",
      state: "cancelled",
      reason: "Cancelled by the operator",
    },
    "quiet: Cancelled by the operator",
  ],
  [
    { at, what: "fate", state: "failed", reason: "No route" },
    "bad: Failed (No route)",
  ],
  [
    { at, what: "resent" },
    "warn: Nothing was heard of it: queued again (It may arrive twice)",
  ],
];

Deno.test("each happening has its words", () => {
  for (const [entry, text] of rows) assert.equal(said(entry), text);
});

Deno.test("segments are numbered where there are several", () => {
  const entry = { ...one, what: "begun", number: 2 } as const;
  assert.equal(said(entry, 3), "info: Segment 2 of 3 given to roof");
});

Deno.test("other messages can be gone to", () => {
  const steps = historySteps([
    { at, what: "insteadOf", messageId: id },
    { at, what: "sentAgain", messageId: id },
  ], 1);
  assert.deepEqual(steps.map(({ leadsTo }) => leadsTo), [id, id]);
});
