import assert from "node:assert/strict";
import { systemClock } from "../src/model/mod.ts";
import {
  createFleet,
  Phones,
  SimCard,
  simulateModem,
  wellBehaved,
} from "../src/modem/mod.ts";
import { openPty, openSerialPorts } from "../src/modem/serial/mod.ts";
import { segmentMessage } from "../src/sms/mod.ts";
import { PinMemory } from "./support/harbour.ts";

const hooks = { beforePdu: () => Promise.resolve() };

Deno.test({
  name:
    "a fleet sends through a real terminal, also after its modem was pulled out and put back",
  ignore: Deno.build.os !== "linux", // pseudo-terminals are Linux only
  async fn() {
    const folder = await Deno.makeTempDir();
    const link = `${folder}/modem0`;
    const ports = openSerialPorts(systemClock);
    const texts: string[] = [];
    const card = new SimCard("pty");
    const phones = new Phones({ onMessage: ({ text }) => texts.push(text) });
    const plugIn = () =>
      simulateModem(openPty(ports, link).port, {
        clock: systemClock,
        card,
        phones,
        behaviour: wellBehaved,
      });
    const fleet = createFleet([{ name: "pty", port: link }], {
      clock: systemClock,
      memory: new PinMemory(),
      observe: () => {},
      open: ({ port }) => ports.open(port, { baudRate: 115_200 }),
    });
    const [sender] = fleet.senders;
    assert.ok(sender);
    const patience = AbortSignal.timeout(30_000);
    const segments = segmentMessage("Pumpe 3 läuft wieder. ".repeat(20), {
      recipient: "+491711234567",
      reference: 9,
      referenceBits: 8,
      flash: false,
      statusReport: true,
    });
    const [first, ...rest] = segments;
    assert.ok(first);

    const before = plugIn();
    fleet.start();
    await sender.whenUsable(patience);
    const taken = await sender.submit(first, hooks);
    assert.deepEqual(taken, { kind: "sent", reference: 0 });
    before.close();
    const refused = await sender.submit(first, hooks);
    assert.equal(refused.kind, "retry");

    const after = plugIn();
    for (const [index, segment] of rest.entries()) {
      await sender.whenUsable(patience);
      const result = await sender.submit(segment, hooks);
      assert.deepEqual(result, { kind: "sent", reference: index + 1 });
    }
    assert.deepEqual(texts, ["Pumpe 3 läuft wieder. ".repeat(20)]);

    await fleet.stop();
    after.close();
    await ports.close();
    await Deno.remove(folder, { recursive: true });
  },
});
