import assert from "node:assert/strict";
import type { SerialPort } from "../../src/modem/serial/mod.ts";
import { FakeModem } from "./fake_modem.ts";
import { ManualClock, settle } from "./manual_clock.ts";

/** Collects what comes from a port until it is lost. */
function listen(port: SerialPort): { readonly reads: string[] } {
  const reads: string[] = [];
  const run = async () => {
    for (;;) {
      const read = await port.read();
      reads.push(
        read.kind === "data" ? new TextDecoder().decode(read.bytes) : "lost",
      );
      if (read.kind === "lost") return;
    }
  };
  run();
  return { reads };
}

async function say(port: SerialPort, text: string): Promise<void> {
  await port.write(new TextEncoder().encode(text));
  await settle();
}

Deno.test("a fake modem hands its bytes out in small pieces", async () => {
  const { port } = new FakeModem({ clock: new ManualClock(), chunkBytes: 2 });
  const { reads } = listen(port);
  await say(port, "AT\r");
  assert.deepEqual(reads, ["AT", "\r", "\r\n", "OK", "\r\n"]);
  port.close();
});

Deno.test("a fake modem chatters behind every line, but never between two that belong together", async () => {
  const modem = new FakeModem({ clock: new ManualClock(), chatter: "^X" });
  const { reads } = listen(modem.port);
  modem.modem.say("+CDS: 25");
  modem.modem.say("0006");
  await settle();
  assert.equal(
    reads.join(""),
    "\r\n+CDS: 25\r\n\r\n0006\r\n\r\n^X\r\n",
  );
  modem.port.close();
});

Deno.test("a fake modem carries out its faults, each as often as it says", async () => {
  const modem = new FakeModem({
    clock: new ManualClock(),
    stubbornEcho: true,
    faults: [{ at: "AT+CSQ", instead: "\r\n+CME ERROR: 14\r\n", times: 2 }],
  });
  const { port } = modem;
  const { reads } = listen(port);
  for (const _try of Array(3).keys()) await say(port, "ATE0\rAT+CSQ\r");
  assert.deepEqual(
    reads.join("").match(/\+CME ERROR: 14|\+CSQ: 21,99/g),
    ["+CME ERROR: 14", "+CME ERROR: 14", "+CSQ: 21,99"],
  );
  assert.equal(modem.commands.length, 6);
  port.close();
});

Deno.test("a fake modem is missing while it is unplugged", async () => {
  const modem = new FakeModem({ clock: new ManualClock() });
  const { reads } = listen(modem.port);
  modem.unplug();
  await settle();
  assert.deepEqual(reads, ["lost"]);
  await assert.rejects(modem.open(), { code: "missing" });
  modem.plug();
  const port = await modem.open();
  const again = listen(port);
  await say(port, "AT\r");
  assert.match(again.reads.join(""), /OK/);
  port.close();
});
