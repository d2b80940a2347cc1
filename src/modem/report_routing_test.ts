import assert from "node:assert/strict";
import { healthyScript, withReplies } from "../../tests/support/at_script.ts";
import { GsmRig } from "../../tests/support/gsm_rig.ts";
import { parseRange, routingsIn } from "./report_routing.ts";

function first(offer: string): string {
  return routingsIn(offer)[0]?.join(",") ?? "";
}

Deno.test("routingsIn() chooses reports that come by themselves, as far as the modem can", () => {
  const offers: readonly (readonly [string, string])[] = [
    ["(0-2),(0-3),(0,2),(0-2),(0,1)", "2,1,0,1,0"],
    ["(0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)", "2,1,0,1,0"],
    ["(0-3),(0-3),(0,2,3),(0-2),(1)", "2,1,0,1,1"], // Cinterion
    ["(0,1),(0,1),(0),(0,1),(0,1)", "1,1,0,1,1"],
    ["(0-2),(0-3),(0,2),(0,2),(0,1)", "2,1,0,2,0"], // Qualcomm without ds 1
    ["(0-2),(0,1),(0),(0),(0)", "2,1,0,0,0"],
    ["", "2,1,0,1,0"],
    ["(2)", "2,1,0,1,0"],
  ];
  for (const [offer, routing] of offers) {
    assert.equal(first(offer), routing, offer);
  }
});

Deno.test("parseRange() reads lists and ranges", () => {
  assert.deepEqual([...parseRange("0,1,3-5")], [0, 1, 3, 4, 5]);
  assert.deepEqual([...parseRange("2")], [2]);
  assert.deepEqual([...parseRange("x,0-999999999")], []);
});

Deno.test("start() falls back when the modem refuses what it has offered", async () => {
  using rig = new GsmRig(withReplies(healthyScript, [
    ["AT+CNMI=2,1,0,1,0", "+CMS ERROR: 303"],
    ["AT+CNMI=2,1,0,1,1", "ERROR"],
    ["AT+CNMI=1,1,0,1,1", "OK"],
  ]));
  await rig.ready();
  assert.deepEqual(rig.notices, []);
  assert.ok(rig.player.heard.includes("AT+CNMI=1,1,0,1,1"));
});

Deno.test("start() tries what the modem has not offered after all that it has", async () => {
  using rig = new GsmRig(withReplies(healthyScript, [
    ["AT+CNMI=?", "+CNMI: (2),(1),(0),(0),(0)", "OK"],
    ["AT+CNMI=2,1,0,0,0", "ERROR"],
  ]));
  await rig.ready();
  assert.deepEqual(
    rig.player.heard.filter((it) => it.startsWith("AT+CNMI=2")),
    ["AT+CNMI=2,1,0,0,0", "AT+CNMI=2,1,0,1,0"],
  );
  assert.deepEqual(rig.notices, []);
});

Deno.test("start() says when no reports will come", async () => {
  const none = ["AT+CNMI=?", "+CNMI: (0-2),(0,1),(0),(0),(0)", "OK"] as const;
  for (const answer of ["OK", "ERROR"]) {
    using rig = new GsmRig(withReplies(healthyScript, [
      none,
      ["AT+CNMI=2,1,0,0,0", answer],
      ["AT+CNMI=2,1,0,1,0", "ERROR"],
    ]));
    await rig.ready();
    assert.match(rig.notices.join(), /does not hand over status reports/);
  }
});
