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
