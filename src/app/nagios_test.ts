import assert from "node:assert/strict";
import { emptyOperations } from "../../tests/support/fake_desk.ts";
import type { StatusView } from "../desk/mod.ts";
import {
  exitOf,
  pluginAnswer,
  pluginTrouble,
  type Thresholds,
} from "./nagios.ts";

const status = await emptyOperations.status({});
const stats = await emptyOperations.stats({});
const hour = {
  ...{ accepted: 12, sent: 11, delivered: 9, failed: 2, received: 1 },
};

function answer(changes: Partial<StatusView>, thresholds: Thresholds = {}) {
  const seen = { ...status, ...changes };
  return pluginAnswer(seen, { ...stats, hour }, thresholds);
}

Deno.test("a well appliance is one line with performance data, and exit code 0", () => {
  const well = answer({ waiting: 3, oldestWaitingMs: 4_200 });
  assert.equal(
    well.text,
    "CELLPOST OK - 1 of 1 modems usable, 3 SMS wait | accepted=12;;;0 sent=11;;;0 delivered=9;;;0 failed=2;;;0 received=1;;;0 waiting=3;;;0 oldest=4s;;;0 modems=1;;;0 alarms=0;;;0",
  );
  assert.equal(exitOf(well), 0);
});

Deno.test("the worst finding comes first and decides, the others follow line by line", () => {
  const bad = answer({
    findings: [
      { level: "warning", text: "Balance | low" },
      { level: "critical", text: "No modem is\nusable" },
    ],
  });
  const [first, second] = bad.text.split("\n");
  assert.match(
    first ?? "",
    /^CELLPOST CRITICAL - No modem is usable, and 1 more \| accepted=12/,
  );
  assert.equal(second, "Balance / low");
  assert.equal(exitOf(bad), 2);
});

Deno.test("thresholds count at their own value, and stand in the performance data", () => {
  const minute = 60_000;
  const rows: readonly (readonly [Thresholds, number, RegExp])[] = [
    [{ queueAge: { warning: 10 * minute } }, 0, /oldest=300s;600;;0/],
    [{ queueAge: { warning: 5 * minute } }, 1, /due for 5 minutes, 5 minutes/],
    [
      { queueAge: { warning: minute, critical: 5 * minute } },
      2,
      /oldest=300s;60;300;0/,
    ],
    [{ waiting: { warning: 4 } }, 0, /waiting=3;4;;0/],
    [{ waiting: { warning: 3 } }, 1, /3 SMS wait, 3 or more/],
    [{ failed: { critical: 2 } }, 2, /2 SMS have failed within 60 minutes/],
    [{ modems: { critical: 1 } }, 0, /modems=1;;1:;0/],
    [{ modems: { warning: 2 } }, 1, /1 modems are usable, fewer than 2/],
  ];
  for (const [thresholds, code, text] of rows) {
    const found = answer(
      { waiting: 3, oldestWaitingMs: 5 * minute },
      thresholds,
    );
    assert.equal(exitOf(found), code, JSON.stringify(thresholds));
    assert.match(found.text, text);
  }
});

Deno.test("what could not be asked is critical or unknown", () => {
  const none = pluginTrouble("CRITICAL", "No cellpost runs");
  assert.equal(none.text, "CELLPOST CRITICAL - No cellpost runs");
  assert.equal(exitOf(none), 2);
  assert.equal(exitOf(pluginTrouble("UNKNOWN", "a\nb")), 3);
});
