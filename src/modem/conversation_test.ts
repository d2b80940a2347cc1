import assert from "node:assert/strict";
import {
  AtPlayer,
  healthyScript,
  type PlayerOptions,
} from "../../tests/support/at_script.ts";
import { byClock } from "../../tests/support/by_clock.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { AtChannel } from "./at/mod.ts";
import { Conversation } from "./conversation.ts";
import { memoryPortPair } from "./serial/mod.ts";

function rig(options: PlayerOptions = {}) {
  const clock = new ManualClock();
  const [near, far] = memoryPortPair();
  const player = new AtPlayer(far, healthyScript, options);
  const channel = new AtChannel(near, { clock, observe: () => {} });
  const stop = new AbortController();
  const { signal } = stop;
  const conversation = new Conversation(channel, { clock, signal });
  return { clock, far, player, channel, stop, conversation };
}

Deno.test("Conversation asks, tells and queries", async () => {
  const { conversation, channel } = rig();
  assert.equal(await conversation.tell("ATE0"), true);
  assert.equal(await conversation.tell("AT+NONSENSE"), false);
  assert.equal(
    await conversation.query("AT+CSQ", { prefix: "+CSQ:" }),
    "18,99",
  );
  assert.equal(
    await conversation.query("AT+CGMI", { prefix: "+CGMI:", bare: true }),
    "Acme",
  );
  assert.equal(
    await conversation.query("AT+NONSENSE", { prefix: "+NONSENSE:" }),
    undefined,
  );
  assert.equal(conversation.broken, undefined);
  channel.close();
});

Deno.test("Conversation is over when the modem leaves three commands in a row unanswered", async () => {
  const { conversation, channel, clock } = rig({
    fault: (command) => command === "AT" ? undefined : { kind: "silence" },
  });
  for (const text of ["ATX1", "ATX2"]) {
    assert.equal(await byClock(clock, conversation.tell(text)), false);
  }
  await byClock(clock, conversation.tell("AT"));
  for (const text of ["ATX3", "ATX4"]) {
    await byClock(clock, conversation.tell(text));
  }
  assert.equal(conversation.broken, undefined);
  await byClock(clock, conversation.tell("ATX5"));
  assert.deepEqual(conversation.broken, { kind: "deaf", command: "ATX5" });
  channel.close();
});

Deno.test("Conversation does not ask any more once it is over", async () => {
  const { conversation, channel, player } = rig();
  conversation.break({ kind: "restarted", by: "RDY" });
  conversation.break({ kind: "lost", reason: "Later" });
  assert.equal(await conversation.tell("AT"), false);
  await conversation.pause(1_000);
  conversation.resync();
  assert.deepEqual(player.heard, []);
  assert.deepEqual(conversation.broken, { kind: "restarted", by: "RDY" });
  channel.close();
});

Deno.test("Conversation ends with its signal, in a command and in a pause", async () => {
  for (const wait of ["command", "pause"]) {
    const { conversation, channel, stop, clock } = rig({
      fault: () => ({ kind: "silence" }),
    });
    const waiting = wait === "command"
      ? conversation.tell("AT")
      : conversation.pause(60_000);
    await settle();
    stop.abort();
    await waiting;
    assert.deepEqual(conversation.broken, { kind: "stopped" });
    assert.equal(clock.monotonic(), 0);
    channel.close();
  }
});

Deno.test("Conversation tells a lost port and a restart from each other", async () => {
  const lost = rig({ fault: () => ({ kind: "unplug" }) });
  await lost.conversation.tell("AT");
  assert.equal(lost.conversation.broken?.kind, "lost");
  const restarted = rig({ fault: () => ({ kind: "reboot", code: "RDY" }) });
  await restarted.conversation.tell("AT");
  assert.equal(restarted.conversation.broken?.kind, "restarted");
  restarted.channel.close();
});
