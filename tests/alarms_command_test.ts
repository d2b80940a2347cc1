import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { bothUsable, pass, twoModems } from "./support/alarm_story.ts";
import { runProgram } from "./support/program.ts";

Deno.test("alarms lists what is open, through the running appliance and without it", async () => {
  const { roof, options } = twoModems();
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  const none = await runProgram(cellpost.folder, "alarms");
  assert.deepEqual([none.code, none.stdout], [0, ""]);
  assert.equal(none.stderr, "No alarms: nothing is out of order");
  roof.unplug();
  await pass(cellpost, 6);
  const shown = await runProgram(cellpost.folder, "alarms");
  assert.match(
    shown.stdout,
    /^2026-11-23 \d\d:\d\d:\d\d {2}Modem modem1 is un/,
  );
  await cellpost.stop();
  const json = await runProgram(cellpost.folder, "alarms", "--json");
  const [{ text, toldAt, since, ...alarm }] = JSON.parse(json.stdout);
  assert.match(text, /^Modem modem1 is unplugged/);
  assert.ok(toldAt - since >= 300_000);
  assert.deepEqual(alarm, { alarm: "modem:modem1", condition: "modem" });
});
