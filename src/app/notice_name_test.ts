import assert from "node:assert/strict";
import { noticeName } from "./notice_name.ts";

const rows = [
  ["report", "report/1M8CSPASXJ8NAP6X.16", "1M8CSPASXJ8NAP6X report"],
  [
    "report",
    "report/1M8CSPASXJ8NAP6X.late.5",
    "1M8CSPASXJ8NAP6X report (delayed)",
  ],
  [
    "alarm",
    "alarm:breaker:1795726070619:raised:1795726070619:webhook",
    "Alarm breaker (raised)",
  ],
  [
    "alarm",
    "alarm:modem:roof:1:cleared:2:mail ops@plant.example",
    "Alarm modem:roof (cleared)",
  ],
  ["forward", "forward:12", "SMS 12"],
] as const;

Deno.test("noticeName() tells what a notice is about, without the machine's numbers", () => {
  for (const [kind, key, name] of rows) {
    assert.equal(noticeName({ kind, key }), name);
  }
});
