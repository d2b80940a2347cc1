import assert from "node:assert/strict";
import {
  type Fault,
  healthyScript,
  withReplies,
} from "../../tests/support/at_script.ts";
import { GsmRig } from "../../tests/support/gsm_rig.ts";

/** How a submission ends, and what it has told its sender by then. */
async function told(
  fault: (command: string, count: number) => Fault | undefined,
  script = healthyScript,
): Promise<{ readonly kind: string; readonly seen: readonly string[] }> {
  let count = 0;
  using rig = new GsmRig(script, {
    fault: (command) =>
      command.startsWith("AT+CMGS") || command.startsWith("PDU")
        ? fault(command, ++count)
        : undefined,
  });
  await rig.ready();
  const seen: string[] = [];
  const result = await rig.submit(() => {
    seen.push("before");
    return Promise.resolve();
  }, {
    prompting: () => seen.push("prompting"),
    sending: () => seen.push("sending"),
  });
  return { kind: result.kind, seen };
}

Deno.test("submit() tells when it asks for the prompt, before the PDU and after it", async () => {
  const { kind, seen } = await told(() => undefined);
  assert.equal(kind, "sent");
  assert.deepEqual(seen, ["prompting", "before", "sending"]);
});

Deno.test("submit() tells of each prompt that it asks for", async () => {
  const busy: Fault = { kind: "reply", lines: ["+CMS ERROR: 314"] };
  const { kind, seen } = await told((_, count) =>
    count === 1 ? busy : undefined
  );
  assert.equal(kind, "sent");
  assert.deepEqual(seen, [
    "prompting",
    "prompting",
    "before",
    "sending",
  ]);
});

Deno.test("submit() tells nobody of a PDU that is not written", async () => {
  const faults: readonly Fault[] = [
    { kind: "reply", lines: ["ERROR"] },
    { kind: "unplug" },
    { kind: "reboot", code: "RDY" },
  ];
  for (const fault of faults) {
    const { kind, seen } = await told(() => fault);
    assert.equal(kind, "retry");
    assert.deepEqual(seen, ["prompting"], JSON.stringify(fault));
  }
});

Deno.test("submit() on a port that is gone asks for nothing", async () => {
  using rig = new GsmRig(withReplies(healthyScript, []));
  await rig.ready();
  rig.far.unplug();
  await rig.clock.advance(0);
  const prompting = () => assert.fail("there is no modem to ask");
  const result = await rig.submit(() => Promise.resolve(), { prompting });
  assert.equal(result.kind, "retry");
});
