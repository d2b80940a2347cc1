import assert from "node:assert/strict";
import { Harbour, PinMemory } from "../../tests/support/harbour.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { segmentMessage } from "../sms/mod.ts";
import { createFleet } from "./fleet.ts";
import { SerialError } from "./serial/mod.ts";
import { SimulatedPorts } from "./simulator_ports.ts";

const hooks = { beforePdu: () => Promise.resolve() };

Deno.test("simulated ports serve a fleet, which says that they are simulated", async () => {
  const clock = new ManualClock();
  const texts: string[] = [];
  const ports = new SimulatedPorts({
    clock,
    onMessage: ({ sender, text }) => texts.push(`${sender}: ${text}`),
  });
  const fleet = createFleet([{ name: "test", port: "sim:" }], {
    clock,
    memory: new PinMemory(),
    observe: () => {},
    open: ({ name, port }) => Promise.resolve(ports.open(name, port)),
  });
  const [sender] = fleet.senders;
  assert.equal(sender?.simulated, true);
  fleet.start();
  await clock.advance(5000);
  const [pdu] = segmentMessage("Hello", {
    recipient: "72404",
    reference: 1,
    referenceBits: 8,
    flash: false,
    statusReport: false,
  });
  assert.ok(pdu && sender);
  assert.equal((await sender.submit(pdu, hooks)).kind, "sent");
  assert.deepEqual(texts, ["test: Hello"]);
  assert.equal(fleet.statuses()[0]?.simulated, true);
  await fleet.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("a simulated port goes on with its card when it is opened anew", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  assert.deepEqual(await harbour.submit("1"), { kind: "sent", reference: 0 });
  harbour.modem().unplug();
  await harbour.clock.advance(0);
  harbour.modem().plug();
  await harbour.usable();
  assert.deepEqual(await harbour.submit("2"), { kind: "sent", reference: 1 });
});

Deno.test("a simulated port with an unreadable name cannot be opened", () => {
  const ports = new SimulatedPorts({ clock: new ManualClock() });
  assert.throws(() => ports.open("a", "sim:latency=fast"), (error) => {
    assert.ok(error instanceof SerialError);
    assert.match(error.message, /^Option latency="fast" of/);
    return true;
  });
});
