import assert from "node:assert/strict";
import { healthyScript, withReplies } from "../../tests/support/at_script.ts";
import { GsmRig } from "../../tests/support/gsm_rig.ts";
import { otherStoragesIn, storagesIn } from "./message_storage.ts";

Deno.test("storagesIn() takes what all three lists share", () => {
  const offers: readonly (readonly [string, string])[] = [
    ['("ME","MT","SM","SR"),("ME","SM"),("ME","SM")', "ME,SM"],
    ['("SM","BM"),("SM"),("SM")', "SM"],
    ['(("SM","BM"),("SM"))', "SM"], // Wavecom
    ['"ME","SM"', "ME,SM,MT"],
    ["", "ME,SM,MT"],
  ];
  for (const [offer, shared] of offers) {
    assert.equal(storagesIn(offer).join(), shared, offer);
  }
});

Deno.test("start() sets all three memories to one, or as many as the modem takes", async () => {
  using rig = new GsmRig(withReplies(healthyScript, [
    ["AT+CPMS=?", '+CPMS: (("SM","BM"),("SM"))', "OK"],
    ['AT+CPMS="SM","SM"', "+CPMS: 1,20,1,20", "OK"],
  ]));
  await rig.ready();
  assert.ok(rig.player.heard.includes('AT+CPMS="SM","SM"'));
  assert.ok(!rig.player.heard.includes('AT+CPMS="SM"'));
});

Deno.test("start() says when no storage can be chosen", async () => {
  using none = new GsmRig(withReplies(healthyScript, [
    ['AT+CPMS="ME","ME","ME"', "ERROR"],
  ]));
  await none.ready();
  assert.match(none.notices.join(), /no message memory/);
});

Deno.test("otherStoragesIn() tells what else can be read from", () => {
  const offers: readonly (readonly [string, string, string])[] = [
    ['("ME","MT","SM","SR"),("ME","SM"),("ME","SM")', "ME", "SM,SR"],
    ['("SM"),("SM"),("SM")', "SM", ""],
    ['("MT","SM","ME"),("MT"),("MT")', "MT", ""],
    ["", "ME", ""],
  ];
  for (const [offer, chosen, others] of offers) {
    assert.equal(otherStoragesIn(offer, chosen).join(), others, offer);
  }
});
