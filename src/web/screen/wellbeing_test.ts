import assert from "node:assert/strict";
import type { Connection } from "./reconnect.ts";
import { wellbeingOf } from "./wellbeing.ts";
import type { StatusView } from "./wire.ts";

const live: Connection = { state: "live" };
const lost: Connection = { state: "lost", attempt: 1, since: 0, retryAt: 0 };

function status(changed: Partial<StatusView> = {}): StatusView {
  return {
    ...{ version: "1", startedAt: 0, ready: true, findings: [] },
    ...{ modems: { usable: 1, total: 1 }, waiting: 0, openAlarms: 0 },
    ...changed,
  };
}

function saidOf(changed: Partial<StatusView>, breakerOpen = false): string {
  const breaker = { open: breakerOpen, gathered: 0 };
  const said = wellbeingOf({ status: status(changed), breaker }, live);
  const lines = said.lines.map(({ tone, text }) => `${tone} ${text}`);
  return [`${said.tone} ${said.title}`, ...lines].join("; ");
}

Deno.test("all that can be is one sentence, with its reasons below", () => {
  const critical = { level: "critical", text: "No modem is usable" } as const;
  const warning = {
    level: "warning",
    text: "The disk is nearly full",
  } as const;
  const rows: readonly (readonly [Partial<StatusView>, string])[] = [
    [{}, "good All is well; quiet The modem is ready, and nothing waits"],
    [
      {
        modems: { usable: 2, total: 3 },
        waiting: 1_200,
        oldestWaitingMs: 125_000,
      },
      "good All is well; quiet 2 of 3 modems are ready, and 1,200 SMS on the way, one overdue for 2 min",
    ],
    [
      { ready: false, findings: [critical, warning] },
      "bad SMS do not leave at the moment; bad No modem is usable; warn The disk is nearly full",
    ],
    [
      { findings: [critical] },
      "bad Something is wrong; bad No modem is usable",
    ],
    [
      { findings: [warning] },
      "warn Working, with one thing to look at; warn The disk is nearly full",
    ],
  ];
  for (const [changed, said] of rows) assert.equal(saidOf(changed), said);
  assert.match(saidOf({}, true), /^warn SMS are being gathered/);
});

Deno.test("while nobody answers, nothing is said to be well", () => {
  for (const known of [undefined, status()]) {
    const { title, tone } = wellbeingOf({ status: known }, lost);
    assert.deepEqual([tone, title], ["warn", "Connection lost, trying again"]);
  }
  assert.equal(wellbeingOf({}, live).tone, "quiet");
});
