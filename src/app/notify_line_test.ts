import assert from "node:assert/strict";
import type { NotifyEvent } from "../notify/mod.ts";
import { localTime } from "./local_time.ts";
import { lineOfNotify } from "./notify_line.ts";

const notice = { key: "report/1.7", kind: "report", channel: "mail" } as const;
const target = "plc@plant.example";

const rows: readonly (readonly [NotifyEvent, string, string])[] = [
  [
    { kind: "attempted", notice, target, fate: { to: "done" } },
    "info",
    "1 report to plc@plant.example mailed",
  ],
  [
    {
      kind: "attempted",
      notice: { ...notice, channel: "webhook" },
      target: "hooks.example",
      fate: { to: "done" },
    },
    "info",
    "1 report to hooks.example posted",
  ],
  [
    {
      kind: "attempted",
      notice,
      target,
      fate: { to: "waiting", nextAttemptAt: 5, reason: "451 Busy\u202e" },
    },
    "info",
    `1 report to plc@plant.example waits until ${
      localTime(5)
    }: 451 Busy\\u202e`,
  ],
  [
    {
      kind: "attempted",
      notice,
      target,
      fate: { to: "failed", reason: "550 No" },
    },
    "error",
    "1 report to plc@plant.example failed: 550 No",
  ],
  [
    { kind: "channel", channel: "mail", reachable: false, reason: "down" },
    "warning",
    "The mail relay takes nothing, so notices wait: down",
  ],
  [
    { kind: "channel", channel: "mail", reachable: true, reason: "" },
    "info",
    "The mail relay takes notices again",
  ],
  [
    { kind: "reported", messageId: "1", to: target, actions: ["failed"] },
    "info",
    "1 report (failed) to <plc@plant.example> written",
  ],
  [
    { kind: "withheld", messageId: "1", to: target, reason: "3/hour" },
    "info",
    "1 report to <plc@plant.example> not sent: it has had 3/hour ([mail] reports_per_sender)",
  ],
  [
    { kind: "trouble", text: "The disk is full" },
    "error",
    "The disk is full",
  ],
];

Deno.test("each fate of a notice has a line, as loud as it matters", () => {
  for (const [event, level, text] of rows) {
    const line = lineOfNotify(event);
    assert.deepEqual([line.level, line.text], [level, text]);
  }
});
