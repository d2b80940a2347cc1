import assert from "node:assert/strict";
import { localTime } from "./local_time.ts";

Deno.test("localTime() shows the wall clock of this machine", () => {
  const moment = new Date(2026, 10, 23, 12, 6, 24, 999);
  assert.equal(localTime(moment.getTime()), "2026-11-23 12:06:24");
  const summer = new Date(2026, 6, 1, 0, 0, 0);
  assert.equal(localTime(summer.getTime()), "2026-07-01 00:00:00");
});
