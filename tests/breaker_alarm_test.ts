/** The breaker and the alarms: that all has stopped is told, by whatever still leaves. */
import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import {
  admin,
  bothUsable,
  mail,
  pass,
  states,
  told,
  twoModems,
} from "./support/alarm_story.ts";

async function flooded(storm: Readonly<Record<string, unknown>>) {
  const { options } = twoModems({ clear_after: "1m" });
  const cellpost = await Cellpost.start({
    ...options,
    config: {
      ...options.config,
      storm: { breaker: "2/10m", breaker_rest: "30m", ...storm },
    },
  });
  await bothUsable(cellpost);
  for (let at = 0; at < 4; at++) {
    await cellpost.queue({ ...mail, text: `Pump ${"abcd"[at]} stopped` });
  }
  await pass(cellpost, 2);
  return cellpost;
}

Deno.test("an open breaker is told by SMS, webhook and mail, and its closing as well", async () => {
  await using cellpost = await flooded({});
  assert.deepEqual(states(cellpost, "breaker"), ["raised"]);
  assert.equal(told(cellpost).length, 1);
  await pass(cellpost, 40);
  assert.deepEqual(states(cellpost, "breaker"), ["raised", "cleared"]);
  assert.equal(told(cellpost).length, 2);
});

Deno.test("where a breaker lets nothing pass no SMS is made to arrive when it is over", async () => {
  await using cellpost = await flooded({ urgent_passes: false });
  assert.deepEqual(states(cellpost, "breaker"), ["raised"]);
  const waiting = () =>
    cellpost.store.list({ limit: 99 }).filter((it) => it.recipient === admin);
  assert.deepEqual(waiting(), []);
  await pass(cellpost, 40);
  assert.deepEqual(states(cellpost, "breaker"), ["raised", "cleared"]);
  assert.equal(told(cellpost).length, 1, told(cellpost).join("\n"));
  assert.match(told(cellpost)[0] ?? "", /closed/i);
});
