import assert from "node:assert/strict";
import {
  AtPlayer,
  healthyScript,
  withReplies,
} from "../../../tests/support/at_script.ts";
import { byClock } from "../../../tests/support/by_clock.ts";
import { ManualClock, settle } from "../../../tests/support/manual_clock.ts";
import { memoryPortPair } from "../serial/mod.ts";
import { AtChannel } from "./channel.ts";
import type { AtCommand } from "./command.ts";
import { type Manners, phrased, plainManners } from "./manners.ts";

const hex = "0001000B917228001011F100000CC8329BFD065DDF72363904";

function rig(manners: Partial<Manners>, script = healthyScript) {
  const clock = new ManualClock();
  const [near, far] = memoryPortPair();
  const player = new AtPlayer(far, script, { clock });
  const channel = new AtChannel(near, { clock, observe: () => {} });
  channel.manners = { ...plainManners, ...manners };
  return { channel, clock, far, near, player };
}

function at(text: string, rest: Partial<AtCommand> = {}): AtCommand {
  return { text, timeoutMs: 1_000, ...rest };
}

const submit: AtCommand = at("AT+CMGS=24", {
  expect: ["+CMGS:"],
  pdu: { hex, timeoutMs: 9_000, before: () => Promise.resolve() },
});

Deno.test("phrased() puts CR LF before commands only", () => {
  const manners = { ...plainManners, lineEndFirst: true };
  assert.equal(phrased("AT\r", manners), "\r\nAT\r");
  assert.equal(phrased("\x1b\r", manners), "\x1b\r");
  assert.equal(phrased(`${hex}\x1a`, manners), `${hex}\x1a`);
  assert.equal(phrased("AT\r", plainManners), "AT\r");
});

Deno.test("AtChannel leaves the modem alone for the gap, and what it says by then answers nothing", async () => {
  const { channel, clock, player } = rig({ gapMs: 100 });
  assert.equal((await channel.send(at("AT"))).kind, "ok");
  const next = channel.send(at("AT+CSQ", { expect: ["+CSQ:"] }));
  player.say("OK", "ERROR");
  await clock.advance(99);
  assert.deepEqual(player.heard, ["AT"]);
  await clock.advance(1);
  assert.deepEqual(await next, { kind: "ok", info: ["+CSQ: 18,99"] });
  channel.close();
  assert.equal(clock.pending, 0);
});

Deno.test("AtChannel ends what waits for the gap when the port is lost or closed", async () => {
  for (const way of ["unplug", "close"] as const) {
    const { channel, clock, far } = rig({ gapMs: 100 });
    await channel.send(at("AT"));
    const waiting = channel.send(at("AT+CSQ"));
    if (way === "unplug") far.unplug();
    else channel.close();
    assert.equal((await waiting).kind, "lost", way);
    assert.equal((await channel.send(at("AT"))).kind, "lost", way);
    channel.close();
    assert.equal(clock.pending, 0, way);
  }
});

Deno.test("AtChannel does not write the rest of a PDU that was refused half-way", async () => {
  const { channel, clock, player } = rig({ chunk: 10 });
  const result = channel.send(submit);
  await clock.advance(30);
  player.say("+CMS ERROR: 38");
  assert.equal((await byClock(clock, result)).kind, "error");
  await clock.advance(1_000);
  assert.ok(!player.heard.some((it) => it.startsWith("PDU")));
  channel.close();
  assert.equal(clock.pending, 0);
});

Deno.test("AtChannel calls a PDU written as soon as its first piece is", async () => {
  const { channel, clock, far } = rig({ chunk: 10 });
  const result = channel.send(submit);
  await clock.advance(20);
  far.unplug();
  await settle();
  const ended = await result;
  assert.ok(ended.kind === "lost" && ended.pduWritten);
  channel.close();
  assert.equal(clock.pending, 0);
});

Deno.test("AtChannel writes a whole PDU in pieces", async () => {
  const script = withReplies(healthyScript, [["PDU", "+CMGS: 4", "OK"]]);
  const { channel, clock, player } = rig({ chunk: 10 }, script);
  assert.deepEqual(await byClock(clock, channel.send(submit)), {
    kind: "ok",
    info: ["+CMGS: 4"],
  });
  assert.equal(player.heard.at(-1), `PDU ${hex}`);
  channel.close();
});
