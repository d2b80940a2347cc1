import assert from "node:assert/strict";
import type { ModemView } from "../src/desk/mod.ts";
import { connectControl, readEndpoint } from "../src/control/mod.ts";
import {
  openPty,
  openSerialPorts,
  type PortListing,
  SerialError,
  type SerialPort,
} from "../src/modem/serial/mod.ts";
import {
  ModemFinder,
  Phones,
  SimCard,
  simulateModem,
  wantedOf,
  wellBehaved,
} from "../src/modem/mod.ts";
import { portOverWire } from "../src/modem/serial/port_tcp.ts";
import { systemClock } from "../src/model/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { FakeMachine } from "./support/fake_machine.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";

const mail = { to: "+491701234567@sms", text: "Pump 3 stopped" };
const long = { ...mail, text: "Pump 3 stopped. ".repeat(40) };

function stick(usbSocket: string, usbInterface = 2): Partial<PortListing> {
  return { usbId: "2c7c:0125", usbSocket, usbInterface };
}

function imeiOf({ card }: { readonly card: SimCard }): string {
  return `35${/\d{10}/.exec(card.iccid.slice(4))?.[0]}000`;
}

Deno.test("two modems go by IMEI and SIM, swap their sockets in the middle of a message, and no PIN or SMS goes astray", async () => {
  const clock = new ManualClock();
  const machine = new FakeMachine();
  const pins = { one: "1111", two: "2222" };
  const [one, two] = (["one", "two"] as const).map((name) =>
    new FakeModem({ clock, name, behaviour: { pin: pins[name] } })
  ) as [FakeModem, FakeModem];
  machine.plug("/dev/ttyUSB0", one, stick("1-1"));
  machine.plug("/dev/ttyUSB1", two, stick("1-2"));
  await using cellpost = await Cellpost.start({
    clock,
    machine,
    modems: [
      { port: `imei:${imeiOf(one)}`, pin: pins.one },
      { port: `iccid:${two.card.iccid}`, pin: pins.two },
    ],
    config: { delivery: { resume_wait: "1h" } },
  });
  await cellpost.usable("modem1");
  await cellpost.usable("modem2");
  for (const modem of [one, two]) modem.plan({ at: "prompt", after: "" });
  one.plan({ at: "prompt", instead: "", then: "unplug" });
  two.plan({ at: "prompt", instead: "", then: "unplug" });
  const id = await cellpost.queue(long);
  await cellpost.until(() =>
    ["modem1", "modem2"].some((name) =>
      cellpost.status(name).state === "unplugged"
    )
  );
  const broken = cellpost.status("modem1").state === "unplugged" ? one : two;
  machine.unplug("/dev/ttyUSB0");
  machine.unplug("/dev/ttyUSB1");
  for (const modem of [one, two]) modem.heal();
  machine.plug("/dev/ttyUSB0", two, stick("1-1"));
  machine.plug("/dev/ttyUSB1", one, stick("1-2"));
  await cellpost.usable("modem1");
  await cellpost.usable("modem2");
  assert.equal(cellpost.status("modem1").device, "/dev/ttyUSB1");
  assert.equal(cellpost.status("modem2").device, "/dev/ttyUSB0");
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(broken.received, [long.text]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
  for (const modem of [one, two]) assert.equal(modem.card.pinTriesLeft, 3);
  assert.deepEqual(machine.fights, []);
});

Deno.test("port = auto: whatever is plugged in sends, also later, under the same name after a restart", async () => {
  const clock = new ManualClock();
  const machine = new FakeMachine();
  await using cellpost = await Cellpost.start({
    clock,
    machine,
    modems: ["auto"],
  });
  const early = await cellpost.queue(mail);
  await cellpost.says(/No USB modem without a section of its own is here yet/);
  const modem = new FakeModem({ clock, name: "late" });
  const name = `simulator-${imeiOf(modem).slice(-6)}`;
  machine.plug("/dev/ttyUSB0", modem, stick("1-1"));
  machine.plug("/dev/ttyUSB1", "silence", stick("1-1", 3));
  await cellpost.reaches(early, "delivered");
  assert.equal(cellpost.delivery(early).modem, name);
  modem.plan({ at: "prompt", after: "" });
  modem.plan({ at: "prompt", instead: "", then: "unplug" });
  const half = await cellpost.queue(long);
  await cellpost.until(() => cellpost.status(name).state === "unplugged");
  machine.unplug("/dev/ttyUSB0");
  await cellpost.stop();
  modem.heal();
  machine.plug("/dev/ttyUSB7", modem, stick("1-4"));
  await cellpost.start();
  await cellpost.reaches(half, "delivered");
  assert.deepEqual(modem.received, [mail.text, long.text]);
  assert.equal(cellpost.delivery(half).possibleDuplicate, false);
});

Deno.test("the operator hears of every port, and asking disturbs no modem at work", async () => {
  const clock = new ManualClock();
  const machine = new FakeMachine();
  const mine = new FakeModem({ clock, name: "mine" });
  machine.plug("/dev/ttyUSB0", "silence", stick("1-1", 0));
  machine.plug("/dev/ttyUSB2", mine, {
    ...stick("1-1"),
    path: "/dev/serial/by-id/mine",
  });
  const busy = "In use by minicom (pid 612): stop that program";
  machine.plug("/dev/ttyUSB3", new SerialError("busy", busy), stick("1-2"));
  machine.plug("/dev/ttyS4", "silence");
  const other = new FakeModem({ clock, name: "other" });
  machine.plug("/dev/ttyUSB4", other, stick("1-3"));
  await using cellpost = await Cellpost.start({
    clock,
    machine,
    modems: ["/dev/serial/by-id/mine"],
  });
  await cellpost.usable();
  const endpoint = await readEndpoint(`${cellpost.folder}/control.json`);
  assert.ok(endpoint);
  const heard = mine.commands.length;
  const views = await cellpost.pass(connectControl(endpoint).modems({}));
  const asked = mine.commands.slice(heard).filter((it) => it === "AT+CGMI");
  assert.deepEqual(asked, []);
  assert.deepEqual(machine.fights, []);
  const said = (port: string) => {
    const found = views.find((view: ModemView) => view.port === port);
    return [found?.state, found?.detail];
  };
  assert.deepEqual(said("/dev/serial/by-id/mine"), ["usable", ""]);
  assert.deepEqual(said("/dev/ttyUSB0"), [
    "second port",
    "Another port of modem1",
  ]);
  assert.deepEqual(said("/dev/ttyUSB3"), ["busy", busy]);
  assert.equal(said("/dev/ttyS4")[0], "no answer");
  assert.deepEqual(said("/dev/ttyUSB4"), [
    "free",
    `to use it: [[modem]] port = "imei:${imeiOf(other)}"`,
  ]);
});

Deno.test("a modem behind a device server sends, and is reached again after the connection broke", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const card = new SimCard("far");
  const texts: string[] = [];
  const phones = new Phones({ onMessage: ({ text }) => texts.push(text) });
  const farEnds: SerialPort[] = [];
  // What ser2net does: bytes from the one to the other and back.
  const serve = (async () => {
    for await (const wire of listener) {
      const far = portOverWire("far", wire);
      farEnds.push(far);
      simulateModem(far, {
        clock: systemClock,
        card,
        phones,
        behaviour: wellBehaved,
      });
    }
  })();
  await using cellpost = await Cellpost.start({
    modems: [`tcp://127.0.0.1:${listener.addr.port}`],
  });
  const first = await cellpost.queue(mail);
  await cellpost.reaches(first, "delivered");
  farEnds[0]?.close();
  await cellpost.says(/^modem1 unplugged: .*connection/i);
  const second = await cellpost.queue({ ...mail, text: "Pump 4" });
  await cellpost.reaches(second, "delivered");
  assert.deepEqual(texts, [mail.text, "Pump 4"]);
  assert.equal(farEnds.length, 2);
  await cellpost.stop();
  listener.close();
  await serve;
});

Deno.test({
  name:
    "on real terminals a modem is found by its IMEI, and found again when its number moved to another",
  ignore: Deno.build.os !== "linux", // pseudo-terminals are Linux only
  async fn() {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    const ports = openSerialPorts(systemClock);
    const phones = new Phones({});
    const plugIn = (name: string) => {
      const pty = openPty(ports);
      const card = new SimCard(name);
      const behaviour = wellBehaved;
      const modem = simulateModem(pty.port, {
        clock: systemClock,
        card,
        phones,
        behaviour,
      });
      return { card, modem, path: pty.slavePath };
    };
    const links = ["ttyUSB0", "ttyUSB1"].map((name) => `${folder}/${name}`);
    const point = async (link: string, target: string) => {
      await Deno.remove(link).catch(() => {});
      await Deno.symlink(target, link);
    };
    const finder = new ModemFinder({
      clock: systemClock,
      list: () =>
        links.map((path) => ({ path, device: Deno.realPathSync(path) })),
      deviceOf: (path) => Deno.realPathSync(path),
      open: (path, options) => ports.open(path, options),
      reserved: [],
    });
    const [mine, other] = [plugIn("mine"), plugIn("other")];
    await point(links[0]!, mine.path);
    await point(links[1]!, other.path);
    const wanted = wantedOf(`imei:${imeiOf(mine)}`)!;
    const before = await finder.openWanted(wanted, { baudRate: 115_200 });
    assert.equal(before.path, links[0]);
    before.close();
    await point(links[0]!, other.path);
    await point(links[1]!, mine.path);
    const after = await finder.openWanted(wanted, { baudRate: 115_200 });
    assert.equal(after.path, links[1]);
    after.close();
    mine.modem.close();
    other.modem.close();
    await ports.close();
    await Deno.remove(folder, { recursive: true });
  },
});
