import assert from "node:assert/strict";
import type { HistoryEntry, MessageId } from "../model/mod.ts";
import { historyLines } from "./history_words.ts";

const at = new Date(2026, 10, 26, 8, 0, 0).getTime();
const until = at + 3_600_000;
const messageId = "1H2J3K4M5N6P7Q8R" as MessageId;
const segment = { attempt: 2, number: 1, modem: "modem1" };

const said: readonly (readonly [HistoryEntry, string])[] = [
  [{ at, what: "accepted" }, "accepted"],
  [
    { at, what: "accepted", sendAt: until },
    "accepted, not to be sent before 2026-11-26 09:00:00",
  ],
  [
    { at, what: "insteadOf", messageId },
    "in the place of 1H2J3K4M5N6P7Q8R, which the operator had sent again",
  ],
  [
    { at, what: "serves", messages: [messageId] },
    "in the place of 1H2J3K4M5N6P7Q8R",
  ],
  [
    { at, what: "attempt", attempt: 2, modem: "modem1" },
    "attempt 2 on modem1",
  ],
  [{ at, what: "begun", ...segment }, "segment 1 of 3 given to modem1"],
  [
    { at, what: "acknowledged", reference: 17, ...segment },
    "segment 1 of 3 taken by the network, reference 17",
  ],
  [
    { at, what: "reported", outcome: "trying", reason: "Busy", ...segment },
    "segment 1 of 3 reported as not delivered yet: Busy",
  ],
  [
    { at, what: "reported", outcome: "failed", reason: "", ...segment },
    "segment 1 of 3 reported as undeliverable",
  ],
  [ended("queued", "busy"), "attempt 2 failed, to be tried again: busy"],
  [ended("failed", "barred"), "attempt 2 failed for good: barred"],
  [
    ended("uncertain", "No answer"),
    "attempt 2 ended in doubt whether it was sent: No answer",
  ],
  [ended("sent", ""), "attempt 2 ended: sent"],
  [
    { at, what: "putOff", until, reason: "Quiet hours" },
    "put off until 2026-11-26 09:00:00: Quiet hours",
  ],
  [
    { at, what: "resent" },
    "nothing was heard of it: queued again as a possible duplicate",
  ],
  [{ at, what: "held" }, "nothing was heard of it: held for the operator"],
  [{ at, what: "released" }, "queued again by the operator"],
  [{ at, what: "hastened" }, "made due by the operator"],
  [
    { at, what: "fate", state: "delivered", reason: "Received" },
    "delivered: Received",
  ],
  [
    { at, what: "fate", state: "expired", reason: "Expired; the last: busy" },
    "expired; the last: busy",
  ],
  [
    { at, what: "sentAgain", messageId },
    "sent again by the operator as 1H2J3K4M5N6P7Q8R",
  ],
];

Deno.test("historyLines() says each thing that can happen in words of its own", () => {
  assert.deepEqual(
    historyLines(said.map(([entry]) => entry), 3),
    said.map(([, words]) => `2026-11-26 08:00:00  ${words}`),
  );
});

Deno.test("historyLines() does not count the segments of an SMS that has one", () => {
  assert.deepEqual(historyLines([{ at, what: "begun", ...segment }], 1), [
    "2026-11-26 08:00:00  SMS given to modem1",
  ]);
});

function ended(
  outcome: "queued" | "failed" | "uncertain" | "sent",
  reason: string,
): HistoryEntry {
  return { at, what: "ended", attempt: 2, outcome, reason };
}
