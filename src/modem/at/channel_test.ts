import assert from "node:assert/strict";
import {
  AtPlayer,
  type AtScript,
  healthyScript,
  type PlayerOptions,
  withReplies,
} from "../../../tests/support/at_script.ts";
import { byClock } from "../../../tests/support/by_clock.ts";
import { ManualClock, settle } from "../../../tests/support/manual_clock.ts";
import { memoryPortPair } from "../serial/mod.ts";
import { AtChannel, type ChannelEvent } from "./channel.ts";
import type { AtCommand } from "./command.ts";

const hex = "0001000B917228001011F100000CC8329BFD065DDF72363904";

function rig(script: AtScript = healthyScript, options: PlayerOptions = {}) {
  const clock = new ManualClock();
  const [near, far] = memoryPortPair();
  const player = new AtPlayer(far, script, options);
  const events: ChannelEvent[] = [];
  const channel = new AtChannel(near, {
    clock,
    observe: (event) => events.push(event),
  });
  return { clock, far, player, events, channel };
}

function at(text: string, rest: Partial<AtCommand> = {}): AtCommand {
  return { text, timeoutMs: 1_000, ...rest };
}

function submit(before = () => Promise.resolve()): AtCommand {
  return at("AT+CMGS=24", {
    expect: ["+CMGS:"],
    pdu: { hex, timeoutMs: 9_000, before },
  });
}

Deno.test("AtChannel runs commands one at a time, in order", async () => {
  const { channel, player, clock } = rig();
  const all = Promise.all([
    channel.send(at("AT+CGMI", { bare: true })),
    channel.send(submit()),
    channel.send(at("AT+CSQ", { expect: ["+CSQ:"] })),
  ]);
  assert.deepEqual(await byClock(clock, all), [
    { kind: "ok", info: ["Acme"] },
    { kind: "ok", info: ["+CMGS: 17"] },
    { kind: "ok", info: ["+CSQ: 18,99"] },
  ]);
  assert.deepEqual(player.heard, [
    "AT+CGMI",
    "AT+CMGS=24",
    `PDU ${hex}`,
    "AT+CSQ",
  ]);
  channel.close();
  assert.equal(clock.pending, 0);
});

Deno.test("AtChannel gives the same results whatever the framing, the echo and the chunks", async () => {
  const ways: readonly PlayerOptions[] = [
    { echo: true },
    { byteByByte: true },
    { byteByByte: true, echo: true, frame: ["\r\r\n", "\r\r\n"] },
    { frame: ["", "\n"] },
    { frame: ["\0\r\n", "\r\n"], chatter: ["^RSSI: 9", "+CREG: 1"] },
  ];
  for (const way of ways) {
    const { channel, clock, events } = rig(healthyScript, way);
    assert.deepEqual(
      await byClock(clock, channel.send(at("AT+CIMI", { bare: true }))),
      { kind: "ok", info: ["262011234567890"] },
    );
    assert.deepEqual(
      await byClock(clock, channel.send(submit())),
      { kind: "ok", info: ["+CMGS: 17"] },
    );
    assert.ok(events.every(({ kind }) => kind === "urc"));
    channel.close();
  }
});

Deno.test("AtChannel asks for leave once per PDU and writes it when that is given", async () => {
  const { channel, player } = rig();
  let asked = 0;
  const leave = Promise.withResolvers<void>();
  const result = channel.send(submit(() => {
    asked++;
    return leave.promise;
  }));
  await settle();
  assert.equal(asked, 1);
  player.say('+CMTI: "SM",3');
  await settle();
  assert.deepEqual(player.heard, ["AT+CMGS=24"]);
  leave.resolve();
  assert.deepEqual(await result, { kind: "ok", info: ["+CMGS: 17"] });
  channel.close();
});

Deno.test("AtChannel leaves the prompt when leave is refused", async () => {
  const { channel, player, clock } = rig();
  const result = await channel.send(
    submit(() => Promise.reject(new Error("Disk full"))),
  );
  assert.deepEqual(result, { kind: "withheld", reason: "Disk full" });
  const next = await byClock(clock, channel.send(at("AT+CSQ")));
  assert.equal(next.kind, "ok");
  assert.deepEqual(player.heard.slice(0, 2), ["AT+CMGS=24", "ESC"]);
  channel.close();
});

Deno.test("AtChannel waits for silence and AT after a time-out, then goes on", async () => {
  const script = withReplies(healthyScript, [["AT+CREG?"]]);
  const { channel, player, clock } = rig(script);
  const silent = await byClock(clock, channel.send(at("AT+CREG?")));
  assert.deepEqual(silent, {
    kind: "timeout",
    pduWritten: false,
    heard: "nothing",
  });
  assert.equal(clock.monotonic(), 1_000);
  const next = await byClock(clock, channel.send(at("AT+CSQ")));
  assert.equal(next.kind, "ok");
  assert.equal(clock.monotonic(), 1_500);
  assert.deepEqual(player.heard, ["AT+CREG?", "AT", "AT", "AT+CSQ"]);
  channel.close();
});

Deno.test("AtChannel ends all commands when the port is lost, and says so once", async () => {
  const { channel, far, events } = rig();
  const running = channel.send(submit(() => {
    far.unplug();
    return Promise.resolve();
  }));
  const waiting = channel.send(at("AT"));
  assert.equal((await running).kind, "lost");
  assert.equal((await waiting).kind, "lost");
  assert.equal((await channel.send(at("AT"))).kind, "lost");
  assert.deepEqual(events.map(({ kind }) => kind), ["lost"]);
  channel.close();
});

Deno.test("AtChannel ends a written PDU as such when it is closed, silently", async () => {
  const script = withReplies(healthyScript, [["PDU"]]);
  const { channel, events, clock } = rig(script);
  const running = channel.send(submit());
  await settle();
  channel.close();
  channel.close();
  assert.deepEqual(await running, {
    kind: "lost",
    reason: "Closed",
    pduWritten: true,
  });
  assert.deepEqual(events, []);
  assert.equal(clock.pending, 0);
});

Deno.test("AtChannel runs a command that a URC's observer sends in the middle of another one", async () => {
  const clock = new ManualClock();
  const [near, far] = memoryPortPair();
  const player = new AtPlayer(far, healthyScript, {
    fault: (command) =>
      command.startsWith("PDU")
        ? { kind: "reply", lines: ["+CDS: 2", "0011", "+CMGS: 17", "OK"] }
        : undefined,
  });
  const channel: AtChannel = new AtChannel(near, {
    clock,
    observe: ({ kind }) => {
      if (kind === "urc") channel.send(at("AT+CNMA"));
    },
  });
  assert.deepEqual(await byClock(clock, channel.send(submit())), {
    kind: "ok",
    info: ["+CMGS: 17"],
  });
  await settle();
  assert.equal(player.heard.at(-1), "AT+CNMA");
  channel.close();
});
