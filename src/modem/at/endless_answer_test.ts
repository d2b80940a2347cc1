import assert from "node:assert/strict";
import { ManualClock } from "../../../tests/support/manual_clock.ts";
import { memoryPortPair } from "../serial/mod.ts";
import { AtChannel } from "./channel.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

Deno.test("a listing that never ends ends by its deadline, and the next command is answered", async () => {
  const clock = new ManualClock();
  const [near, far] = memoryPortPair();
  const channel = new AtChannel(near, { clock, observe: () => {} });
  const say = (text: string) => far.write(encoder.encode(text));
  // A SIM800 with broken storage: it lists for ever, and answers AT in between.
  const flood = async (at: number): Promise<void> => {
    await say(`\r\n+CMGL: ${at},1,,24\r\n0001000B917228001011F10000\r\n`);
    if (at < 2000) clock.after(100, () => void flood(at + 1));
  };
  const listen = async () => {
    for (;;) {
      const read = await far.read();
      if (read.kind === "lost") return;
      const lines = decoder.decode(read.bytes);
      if (lines.includes("AT+CMGL")) await flood(0);
      else if (lines.includes("AT\r")) await say("\r\nOK\r\n");
      else if (lines.includes("AT+CSQ")) {
        await say("\r\n+CSQ: 9,9\r\n\r\nOK\r\n");
      }
    }
  };
  const listening = listen();
  const listing = channel.send({
    text: "AT+CMGL=4",
    timeoutMs: 60_000,
    expect: ["+CMGL:"],
    bare: true,
  });
  const next = channel.send({
    text: "AT+CSQ",
    timeoutMs: 5_000,
    expect: ["+CSQ:"],
  });
  await clock.advance(60_000);
  assert.equal((await listing).kind, "timeout");
  await clock.advance(30_000);
  assert.deepEqual(await next, { kind: "ok", info: ["+CSQ: 9,9"] });
  channel.close();
  await listening;
});

/** A modem that says the same every two seconds, for an hour, whatever it hears; and "> " to AT+CMGS. */
function repeating(clock: ManualClock, words: string): AtChannel {
  const [near, far] = memoryPortPair();
  const say = (text: string) => far.write(encoder.encode(text)).catch(() => {});
  const repeat = (): void => {
    void say(`\r\n${words}\r\n`);
    if (clock.monotonic() < 3_600_000) clock.after(2_000, repeat);
  };
  const listen = async () => {
    for (;;) {
      const read = await far.read();
      if (read.kind === "lost") return;
      if (decoder.decode(read.bytes).includes("CMGS")) void say("\r\n> ");
    }
  };
  void listen();
  repeat();
  return new AtChannel(near, { clock, observe: () => {} });
}

for (const words of ["OK", "+CMGS: 7"]) {
  Deno.test(`a PDU that is answered by "${words}" without an end has its answer in time`, async () => {
    const clock = new ManualClock();
    const channel = repeating(clock, words);
    let kind: string | undefined;
    channel.send({
      text: "AT+CMGS=9",
      timeoutMs: 30_000,
      expect: ["+CMGS:"],
      pdu: { hex: "00", timeoutMs: 120_000, before: () => Promise.resolve() },
    }).then((result) => kind = result.kind);
    await clock.advance(10_000);
    assert.equal(kind, "ok");
    channel.close();
  });
}

Deno.test("an answer that goes on without a final result code is over in its time", async () => {
  const clock = new ManualClock();
  const channel = repeating(clock, "+CPIN: READY");
  let kind: string | undefined;
  channel.send({
    text: "AT+CPIN?",
    timeoutMs: 10_000,
    expect: ["+CPIN:"],
    finalAfterInfoMs: 3_000,
  }).then((result) => kind = result.kind);
  await clock.advance(10_000);
  assert.equal(kind, "ok");
  channel.close();
});

Deno.test("of an answer that never ends only so much is kept", async () => {
  const clock = new ManualClock();
  const [near, far] = memoryPortPair();
  const channel = new AtChannel(near, { clock, observe: () => {} });
  const answer = channel.send({
    text: "AT+CMGL=4",
    timeoutMs: 60_000,
    expect: ["+CMGL:"],
  });
  const lines = encoder.encode("+CMGL: 1\r\n".repeat(1_000));
  for (let times = 0; times < 30; times++) {
    await far.write(lines);
    await clock.advance(1);
  }
  await far.write(encoder.encode("OK\r\n"));
  await clock.advance(1);
  const result = await answer;
  assert.ok(result.kind === "ok");
  assert.equal(result.info.length, 10_000);
  channel.close();
});
