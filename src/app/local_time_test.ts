import assert from "node:assert/strict";
import { localTime, readLocalTime } from "./local_time.ts";

Deno.test("localTime() shows the wall clock of this machine", () => {
  const moment = new Date(2026, 10, 23, 12, 6, 24, 999);
  assert.equal(localTime(moment.getTime()), "2026-11-23 12:06:24");
  const summer = new Date(2026, 6, 1, 0, 0, 0);
  assert.equal(localTime(summer.getTime()), "2026-07-01 00:00:00");
});

Deno.test("readLocalTime() reads what localTime() writes, whole or cut, and no day that does not exist", () => {
  const at = new Date(2026, 10, 23, 12, 6, 24).getTime();
  assert.equal(readLocalTime(localTime(at)), at);
  assert.equal(readLocalTime("2026-11-23T12:06"), at - 24_000);
  assert.equal(
    readLocalTime("2026-11-23"),
    new Date(2026, 10, 23).getTime(),
  );
  for (const none of ["2026-02-30", "26-11-23", "2026-11-23 25:00", "soon"]) {
    assert.equal(readLocalTime(none), undefined, none);
  }
});
