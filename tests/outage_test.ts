import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { documentedSeconds } from "./support/documented_bounds.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";

const minute = 60_000;
const memoryFull = "\r\n+CMS ERROR: 322\r\n";
const busy = "\r\n+CMS ERROR: 314\r\n";

for (const [fault, instead] of [["busy", busy], ["room", memoryFull]]) {
  Deno.test(`after an outage of any length (${fault}) all that waited is gone within the bound of the docs`, async () => {
    const bound = documentedSeconds(
      fault === "busy" ? "busy no more" : "room again",
    );
    for (const minutes of [2, 7, 13, 21, 34, 55, 89]) {
      const waited = await sitOut(minutes, instead);
      assert.ok(waited <= bound, `${minutes} min: ${waited} s`);
    }
  });
}

const text = "Tank 7 is nearly empty. ".repeat(9).trim();

/** How many seconds a mail needs after a modem's outage. */
async function sitOut(
  minutes: number,
  instead = "",
): Promise<number> {
  const clock = new ManualClock({ seed: minutes });
  const modem = new FakeModem({
    clock,
    faults: [{ at: "AT+CMGS", instead, times: Infinity }],
  });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  await cellpost.usable();
  // One alone is tried most often, so that its back-off is the longest.
  const id = await cellpost.queue({ to: "+491701234567@sms", text });
  const end = clock.monotonic() + minutes * minute;
  await cellpost.until(() => clock.monotonic() >= end);
  modem.heal();
  const healed = clock.monotonic();
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [text]);
  return (clock.monotonic() - healed) / 1000;
}
