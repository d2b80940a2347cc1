import assert from "node:assert/strict";
import { isTimeZone, nearestTimeZone } from "./time_zone.ts";

Deno.test("isTimeZone() knows the names of the IANA database, old and new", () => {
  for (
    const name of ["Europe/Berlin", "asia/kolkata", "Asia/Calcutta", "UTC"]
  ) {
    assert.ok(isTimeZone(name), name);
  }
  for (const name of Intl.supportedValuesOf("timeZone")) {
    assert.ok(isTimeZone(name), name);
  }
});

Deno.test("isTimeZone() takes no offset and no other word", () => {
  for (const name of ["", "+01:00", "-0500", "Europe/Nowhere", "local", " "]) {
    assert.equal(isTimeZone(name), false, name);
  }
});

Deno.test("nearestTimeZone() finds what was meant, by the whole name or the city", () => {
  assert.equal(nearestTimeZone("Europe/Berln"), "Europe/Berlin");
  assert.equal(nearestTimeZone("europe-paris"), "Europe/Paris");
  assert.equal(nearestTimeZone("Stockholm"), "Europe/Stockholm");
  assert.equal(nearestTimeZone("the machine's own"), undefined);
});
