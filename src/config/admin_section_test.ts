import assert from "node:assert/strict";
import { buildConfig } from "./build.ts";
import type { Config } from "./config.ts";
import { validate } from "./validate.ts";
import { warningsOf } from "./warnings.ts";

function configOf(text: string): Config {
  const result = validate(text, {});
  assert.equal(result.kind, "ok", Deno.inspect(result));
  return buildConfig(result.document, (path) => path);
}

Deno.test("nobody is told of anything unless somebody is named", () => {
  assert.equal(configOf("").admin, undefined);
  assert.equal(configOf('[admin]\nremind_every = "1h"').admin, undefined);
  assert.deepEqual(configOf("").escalations, []);
});

Deno.test("[admin] has its defaults, and names its alarms in one order", () => {
  const { admin } = configOf('[admin]\nmail = ["ops@plant.example"]');
  assert.deepEqual(admin, {
    numbers: [],
    mail: ["ops@plant.example"],
    alarms: [
      ...["modem", "registration", "sim", "modems", "queue", "disk"],
      ...["balance", "quota", "breaker", "database"],
    ],
    modemAfterMs: 300_000,
    registrationAfterMs: 600_000,
    simAfterMs: 120_000,
    queueAfterMs: 1_800_000,
    diskFree: 500_000_000,
    databaseAfterMs: 60_000,
    remindEveryMs: 14_400_000,
    clearAfterMs: 120_000,
  });
  const few = configOf(
    '[admin]\nwebhook = "https://h.example/1"\nalarms = ["disk", "modem", "disk"]',
  );
  assert.deepEqual(few.admin?.alarms, ["modem", "disk"]);
  assert.equal(few.admin?.webhook, "https://h.example/1");
});

Deno.test("[[escalation]] is for everybody unless it says for whom", () => {
  const [all, some] = configOf(`
[groups]
oncall = ["+46701234567"]
[[escalation]]
to = ["oncall"]
[[escalation]]
for = ["oncall", "+46 70 765 43 21"]
from = ["plc@plant.example"]
after = "90s"
until = "answer"
word = "OK"
to = ["oncall", "0701234567"]
rounds = 3
prefix = ""
`).escalations;
  assert.deepEqual(all, {
    for: "*",
    from: ["*"],
    afterMs: 600_000,
    until: "delivered",
    word: "",
    to: [{ kind: "name", name: "oncall" }],
    rounds: 1,
    prefix: "[ESC] ",
  });
  assert.deepEqual(some, {
    for: [
      { kind: "name", name: "oncall" },
      { kind: "number", number: "+46707654321" },
    ],
    from: ["plc@plant.example"],
    afterMs: 90_000,
    until: "answer",
    word: "OK",
    to: [
      { kind: "name", name: "oncall" },
      { kind: "number", number: "0701234567" },
    ],
    rounds: 3,
    prefix: "",
  });
});

Deno.test("who waits for status reports and asks for none is warned", () => {
  const section = '[[escalation]]\nto = ["+46701234567"]\n';
  const without = "[message]\nstatus_report = false\n";
  const answer = 'until = "answer"\n';
  const warned = (text: string) =>
    warningsOf(configOf(text)).filter((it) => it.includes("[[escalation]]"));
  assert.equal(warned(without + section).length, 1);
  assert.deepEqual(warned(section), []);
  assert.deepEqual(warned(without + section + answer), []);
  assert.deepEqual(warned(without), []);
});
