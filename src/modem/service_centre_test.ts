import assert from "node:assert/strict";
import { healthyScript, withReplies } from "../../tests/support/at_script.ts";
import { GsmRig } from "../../tests/support/gsm_rig.ts";
import { numberIn } from "./service_centre.ts";

const set = 'AT+CSCA="+491722270333",145';
const empty = ["AT+CSCA?", '+CSCA: "",129', "OK"] as const;

function rig(
  replies: Parameters<typeof withReplies>[1],
  smsc: string | undefined = undefined,
): GsmRig {
  const script = withReplies(healthyScript, replies);
  return new GsmRig(script, smsc === undefined ? {} : { smsc });
}

Deno.test("numberIn() reads the SMSC in every form", () => {
  const answers: readonly (readonly [string, string])[] = [
    [' "+491710760000",145', "+491710760000"],
    ['"491710760000",145', "+491710760000"],
    ['"01710760000",129', "01710760000"],
    ["+491710760000,145", "+491710760000"],
    ['"",129', ""],
    ['""', ""],
    ["", ""],
  ];
  for (const [answer, number] of answers) {
    assert.equal(numberIn(answer), number, answer);
  }
});

Deno.test("start() sets the SMSC that is configured, unless the SIM has it", async () => {
  using other = rig([[set, "OK"]], "+491722270333");
  await other.ready();
  assert.ok(other.player.heard.includes(set));
  using none = rig([empty, [set, "OK"]], "+491722270333");
  await none.ready();
  assert.ok(none.player.heard.includes(set));
  using same = rig([], "+491710760000");
  await same.ready();
  assert.ok(!same.player.heard.some((it) => it.startsWith("AT+CSCA=")));
});

Deno.test("start() says what to do when there is no SMSC, or it cannot be set", async () => {
  using none = rig([empty]);
  const missing = await none.start();
  assert.ok(missing.kind === "not-ready" && missing.retry === "later");
  assert.equal(missing.reason, "No SMSC on the SIM: set the modem's smsc");
  using refused = rig([empty, [set, "ERROR"]], "+491722270333");
  const result = await refused.start();
  assert.ok(result.kind === "not-ready");
  assert.match(result.reason, /"\+491722270333" could not be set/);
});

Deno.test("start() goes on when the modem does not tell its SMSC", async () => {
  using silent = rig([["AT+CSCA?", "ERROR"]]);
  await silent.ready();
  assert.match(silent.notices.join(), /does not tell its SMSC/);
});
