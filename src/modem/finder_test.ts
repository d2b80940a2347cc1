import assert from "node:assert/strict";
import { byClock } from "../../tests/support/by_clock.ts";
import { FakeMachine } from "../../tests/support/fake_machine.ts";
import { FakeModem } from "../../tests/support/fake_modem.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { ModemFinder } from "./finder.ts";
import type { Wanted } from "./port_name.ts";
import { SerialError } from "./serial/mod.ts";

const usual = { baudRate: 115_200 };
const quectel = (usbInterface: number, usbSocket = "1-1") => ({
  usbId: "2c7c:0125",
  usbInterface,
  usbSocket,
});

class Bench {
  readonly clock = new ManualClock();
  readonly machine = new FakeMachine();
  readonly finder: ModemFinder;
  /** How often the ports were listed. */
  lists = 0;
  /** Openings of these paths wait. */
  readonly hanging = new Map<string, Promise<void>>();

  constructor(reserved: readonly string[] = []) {
    const { clock, machine } = this;
    const { deviceOf } = machine;
    const list = () => {
      this.lists += 1;
      return machine.list();
    };
    const open = async (path: string) => {
      await this.hanging.get(path);
      return await machine.open(path);
    };
    this.finder = new ModemFinder({ clock, deviceOf, list, open, reserved });
  }

  modem(name: string): FakeModem {
    return new FakeModem({ clock: this.clock, name });
  }

  async find(wanted: Wanted) {
    return await byClock(this.clock, this.finder.openWanted(wanted, usual));
  }

  stateOf(device: string): string | undefined {
    return this.finder.views().find((it) => it.listing.device === device)
      ?.state.kind;
  }
}

function imeiOf(modem: FakeModem): Wanted {
  const digits = /\d{10}/.exec(modem.card.iccid.slice(4))?.[0] ?? "";
  return { kind: "imei", digits: `35${digits}000` };
}

function iccidOf(modem: FakeModem): Wanted {
  return { kind: "iccid", digits: modem.card.iccid };
}

Deno.test("a modem is found by its IMEI and by its SIM, and its port is handed out open", async () => {
  const bench = new Bench();
  const [a, b] = [bench.modem("a"), bench.modem("b")];
  bench.machine.plug("/dev/ttyUSB0", a, quectel(2, "1-1"));
  bench.machine.plug("/dev/ttyUSB1", b, quectel(2, "1-2"));
  const first = await bench.find(imeiOf(b));
  assert.equal(first.path, "/dev/ttyUSB1");
  const second = await bench.find(iccidOf(a));
  assert.equal(second.path, "/dev/ttyUSB0");
  assert.deepEqual(bench.machine.fights, []);
  first.close();
  second.close();
  assert.equal(bench.machine.isOpen("/dev/ttyUSB1"), false);
});

Deno.test("a modem that was found is asked first the next time, and nobody else is", async () => {
  const bench = new Bench();
  const [a, b] = [bench.modem("a"), bench.modem("b")];
  bench.machine.plug("/dev/ttyUSB0", a, quectel(2, "1-1"));
  bench.machine.plug("/dev/ttyUSB1", b, quectel(2, "1-2"));
  (await bench.find(imeiOf(b))).close();
  bench.machine.opened.length = 0;
  (await bench.find(imeiOf(b))).close();
  assert.deepEqual(bench.machine.opened, ["/dev/ttyUSB1"]);
});

Deno.test("a modem that was renumbered is found again, and what sits in its old place is left at once", async () => {
  const bench = new Bench();
  const [mine, other] = [bench.modem("mine"), bench.modem("other")];
  bench.machine.plug("/dev/ttyUSB0", mine, quectel(2, "1-1"));
  const port = await bench.find(imeiOf(mine));
  bench.machine.unplug("/dev/ttyUSB0");
  port.close();
  bench.machine.plug("/dev/ttyUSB0", other, quectel(2, "1-1"));
  bench.machine.plug("/dev/ttyUSB4", mine, quectel(2, "1-2"));
  const again = await bench.find(imeiOf(mine));
  assert.equal(again.path, "/dev/ttyUSB4");
  again.close();
});

Deno.test("two that look the same and swapped places are told apart by what they say", async () => {
  const bench = new Bench();
  const [a, b] = [bench.modem("a"), bench.modem("b")];
  // Without incarnations, as behind a device server or on a cable: nothing shows that they were swapped.
  const cable = { incarnation: "same" };
  bench.machine.plug("/dev/ttyS0", a, cable);
  bench.machine.plug("/dev/ttyS1", b, cable);
  (await bench.find(imeiOf(a))).close();
  (await bench.find(imeiOf(b))).close();
  bench.machine.plug("/dev/ttyS0", b, cable);
  bench.machine.plug("/dev/ttyS1", a, cable);
  const found = await bench.find(imeiOf(a));
  assert.equal(found.path, "/dev/ttyS1");
  found.close();
});

Deno.test("of several ports of one stick the AT port is asked, and no other once it has answered", async () => {
  const bench = new Bench();
  const modem = bench.modem("a");
  for (const usbInterface of [0, 1, 3]) {
    const device = `/dev/ttyUSB${usbInterface}`;
    bench.machine.plug(device, "silence", quectel(usbInterface));
  }
  bench.machine.plug("/dev/ttyUSB2", modem, quectel(2));
  const port = await bench.find(imeiOf(modem));
  assert.deepEqual([...new Set(bench.machine.opened)], ["/dev/ttyUSB2"]);
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => bench.stateOf(`/dev/ttyUSB${at}`)),
    ["sibling", "sibling", "ours", "sibling"],
  );
  port.close();
});

Deno.test("ports of the config, open ports and their siblings, GPS receivers and consoles are never asked", async () => {
  const bench = new Bench(["/dev/serial/by-id/mine"]);
  const { machine } = bench;
  machine.plug("/dev/ttyUSB0", "silence", {
    ...quectel(2, "1-1"),
    path: "/dev/serial/by-id/mine",
  });
  machine.plug("/dev/ttyUSB1", "silence", quectel(3, "1-1"));
  machine.plug("/dev/ttyUSB2", "silence", quectel(2, "1-2"));
  machine.plug("/dev/ttyUSB3", "silence", quectel(3, "1-2"));
  machine.plug("/dev/ttyACM0", "silence", { usbId: "1546:01a8" });
  machine.plug("/dev/ttyS0", "silence", { systemConsole: true });
  machine.plug("/dev/ttyUSB9", "silence", quectel(0, "1-3"));
  const open = await bench.finder.openPath("/dev/ttyUSB2", usual);
  machine.opened.length = 0;
  await byClock(bench.clock, bench.finder.lookRound("anything"));
  await byClock(bench.clock, bench.finder.survey({ anew: true }));
  assert.deepEqual(machine.opened, []);
  open.close();
  await bench.clock.advance(2_000);
  await byClock(bench.clock, bench.finder.lookRound("modems"));
  assert.deepEqual(machine.opened, ["/dev/ttyUSB2", "/dev/ttyUSB3"]);
});

Deno.test("one port is asked at a time, whoever asks", async () => {
  const bench = new Bench();
  const modems = ["a", "b", "c", "d"].map((name) => bench.modem(name));
  for (const [at, modem] of modems.entries()) {
    bench.machine.plug(`/dev/ttyUSB${at}`, modem, quectel(2, `1-${at}`));
  }
  const looks = [
    bench.finder.lookRound("modems"),
    bench.finder.lookRound("anything"),
    bench.finder.survey({ anew: true }),
  ];
  await byClock(bench.clock, Promise.all(looks));
  assert.equal(bench.machine.mostOpen, 1);
  await byClock(
    bench.clock,
    Promise.all(
      modems.map((modem) => bench.finder.openWanted(imeiOf(modem), usual)),
    ),
  );
  assert.equal(bench.machine.mostOpen, 4);
  assert.deepEqual(bench.machine.fights, []);
});

Deno.test("a modem that is nowhere ends in a reason, and its absence makes no more noise than it must", async () => {
  const bench = new Bench();
  bench.machine.plug("/dev/ttyUSB0", bench.modem("other"), quectel(2));
  bench.machine.plug("/dev/ttyS4", "silence");
  const wanted = imeiOf(bench.modem("mine"));
  const attempt = () =>
    assert.rejects(bench.find(wanted), {
      name: "SerialError",
      code: "missing",
      message:
        /^No port of this machine leads to the modem with IMEI 35\d+: plug it in/,
    });
  await attempt();
  bench.machine.opened.length = 0;
  for (let minutes = 0; minutes < 10; minutes++) {
    await attempt();
    await bench.clock.advance(60_000);
  }
  const asked = (device: string) =>
    bench.machine.opened.filter((it) => it === device).length;
  assert.ok(asked("/dev/ttyUSB0") <= 2, `${asked("/dev/ttyUSB0")}`);
  assert.ok(asked("/dev/ttyS4") <= 6, `${asked("/dev/ttyS4")}`);
});

Deno.test("a search that takes long is told of, goes on by itself, and its result is there the next time", async () => {
  const bench = new Bench();
  for (let at = 0; at < 20; at++) {
    bench.machine.plug(`/dev/ttyS${at}`, "silence");
  }
  const mine = bench.modem("mine");
  bench.machine.plug("/dev/ttyUSB0", mine);
  const startedAt = bench.clock.monotonic();
  await assert.rejects(bench.find(imeiOf(mine)), {
    code: "missing",
    message: /are being asked for the modem with IMEI 35\d+; not found so far$/,
  });
  assert.ok(bench.clock.monotonic() - startedAt <= 15_000);
  await bench.clock.advance(60_000);
  bench.machine.opened.length = 0;
  (await bench.find(imeiOf(mine))).close();
  assert.deepEqual(bench.machine.opened, ["/dev/ttyUSB0"]);
});

Deno.test("a modem that hangs gets its own port again, for the resets, unless it is elsewhere", async () => {
  const bench = new Bench();
  const mine = bench.modem("mine");
  bench.machine.plug("/dev/ttyUSB0", mine, quectel(2));
  (await bench.find(imeiOf(mine))).close();
  mine.silent = true;
  const hanging = await bench.find(imeiOf(mine));
  assert.equal(hanging.path, "/dev/ttyUSB0");
  hanging.close();
  mine.silent = false;
  bench.machine.plug("/dev/ttyUSB0", "silence", {
    ...quectel(2),
    incarnation: "1",
  });
  bench.machine.plug("/dev/ttyUSB7", mine, quectel(2, "1-7"));
  const moved = await bench.find(imeiOf(mine));
  assert.equal(moved.path, "/dev/ttyUSB7");
  moved.close();
});

Deno.test("a port that somebody else has taken gives its own reason", async () => {
  const bench = new Bench();
  const mine = bench.modem("mine");
  bench.machine.plug("/dev/ttyUSB0", mine, quectel(2));
  (await bench.find(imeiOf(mine))).close();
  const busy = new SerialError("busy", "In use by minicom");
  bench.machine.plug("/dev/ttyUSB0", busy, {
    ...quectel(2),
    incarnation: "1",
  });
  await assert.rejects(bench.find(imeiOf(mine)), busy);
  bench.machine.plug("/dev/ttyUSB0", mine, {
    ...quectel(2),
    incarnation: "1",
  });
  await bench.clock.advance(5_000);
  (await bench.find(imeiOf(mine))).close();
});

Deno.test("survey() asks in full, and in between only what is not known", async () => {
  const bench = new Bench();
  bench.machine.plug("/dev/ttyUSB0", bench.modem("a"), quectel(2));
  bench.machine.plug("/dev/ttyS0", "silence");
  const survey = (anew: boolean) =>
    byClock(bench.clock, bench.finder.survey({ anew }));
  await byClock(bench.clock, bench.finder.lookRound("anything"));
  const [stick, uart] = await survey(false);
  assert.ok(stick?.sighting?.found.kind === "modem");
  assert.ok("network" in stick.sighting.found);
  assert.equal(stick.sighting.found.network?.registration, "home");
  assert.equal(uart?.sighting?.found.kind, "silent");
  bench.machine.opened.length = 0;
  await survey(false);
  assert.deepEqual(bench.machine.opened, []);
  await survey(true);
  assert.deepEqual(bench.machine.opened, ["/dev/ttyUSB0", "/dev/ttyS0"]);
});

Deno.test("a port whose driver hangs in the opening holds up nobody, and is closed should it open after all", async () => {
  const bench = new Bench();
  const mine = bench.modem("mine");
  const gate = Promise.withResolvers<void>();
  bench.machine.plug("/dev/ttyUSB0", "silence", quectel(2, "1-1"));
  bench.machine.plug("/dev/ttyUSB4", mine, quectel(2, "1-2"));
  bench.hanging.set("/dev/ttyUSB0", gate.promise);
  const found = await bench.find(imeiOf(mine));
  assert.equal(found.path, "/dev/ttyUSB4");
  const [view] = await byClock(
    bench.clock,
    bench.finder.survey({ anew: true }),
  );
  assert.ok(view?.sighting?.found.kind === "failed");
  assert.match(view.sighting.found.error.message, /hangs while it is opened/);
  gate.resolve();
  await bench.clock.advance(0);
  assert.deepEqual(
    ["/dev/ttyUSB0", "/dev/ttyUSB4"].map((it) => bench.machine.isOpen(it)),
    [false, true],
  );
  assert.equal(bench.stateOf("/dev/ttyUSB0"), "free");
  found.close();
});

Deno.test("who opens a port by its path waits for the one of us who asks there", async () => {
  const bench = new Bench();
  bench.machine.plug("/dev/ttyUSB0", "silence", quectel(2));
  const looking = bench.finder.lookRound("anything");
  await bench.clock.advance(100);
  assert.equal(bench.machine.isOpen("/dev/ttyUSB0"), true);
  const opening = bench.finder.openPath("/dev/ttyUSB0", usual);
  const port = await byClock(bench.clock, opening);
  await byClock(bench.clock, looking);
  assert.deepEqual(bench.machine.fights, []);
  port.close();
});

Deno.test("a modem whose SIM wakes up late is found by its SIM soon afterwards", async () => {
  const bench = new Bench();
  const mine = bench.modem("mine");
  for (const at of ["AT+CCID", "AT^ICCID?", "AT+QCCID", "AT+ICCID"]) {
    mine.plan({ at, instead: "\r\n+CME ERROR: 14\r\n", times: 99 });
  }
  bench.machine.plug("/dev/ttyUSB0", mine, quectel(2));
  await assert.rejects(bench.find(iccidOf(mine)), { code: "missing" });
  mine.heal();
  await bench.clock.advance(5_000);
  (await bench.find(iccidOf(mine))).close();
});

Deno.test("a modem that stops answering while it is asked is asked again soon, and does not pass for one without a number", async () => {
  const bench = new Bench();
  const mine = bench.modem("mine");
  for (const at of ["AT+CGMI", "AT+CGMM", "AT+CGMR"]) {
    mine.plan({ at, instead: "", times: 99 });
  }
  bench.machine.plug("/dev/ttyUSB0", mine, quectel(2));
  await byClock(bench.clock, bench.finder.lookRound("anything"));
  const [view] = bench.finder.views();
  assert.ok(view?.sighting?.found.kind === "silent");
  assert.match(view.sighting.found.reason, /stopped answering/);
  mine.heal();
  await bench.clock.advance(5_000);
  (await bench.find(imeiOf(mine))).close();
});

Deno.test("a modem that another section has already is not called missing", async () => {
  const bench = new Bench();
  const mine = bench.modem("mine");
  bench.machine.plug("/dev/ttyUSB0", mine, quectel(2));
  const port = await bench.find(imeiOf(mine));
  await assert.rejects(bench.find(iccidOf(mine)), {
    code: "busy",
    message: /in use by another \[\[modem\]\] of this cellpost/,
  });
  port.close();
});

Deno.test("many that look for their modems at once list the ports about as often as ports are asked", async () => {
  const bench = new Bench();
  const wanted: Wanted[] = [];
  for (let at = 0; at < 32; at++) {
    const modem = bench.modem(`m${at}`);
    bench.machine.plug(`/dev/ttyUSB${at}`, modem, quectel(2, `1-${at}`));
    wanted.push(imeiOf(modem));
  }
  bench.lists = 0;
  const ports = await Promise.all(wanted.map((it) => bench.find(it)));
  assert.ok(bench.lists <= 5 * 32, `${bench.lists}`);
  for (const port of ports) port.close();
});

Deno.test("what was behind a port that was gone is forgotten, also where incarnations are not told", async () => {
  const bench = new Bench();
  const windows = { ...quectel(2), incarnation: "" };
  bench.machine.plug("COM3", bench.modem("a"), windows);
  await byClock(bench.clock, bench.finder.lookRound("anything"));
  bench.machine.unplug("COM3");
  await byClock(bench.clock, bench.finder.lookRound("anything"));
  const other = bench.modem("b");
  bench.machine.plug("COM3", other, windows);
  await byClock(bench.clock, bench.finder.lookRound("anything"));
  const [view] = bench.finder.views();
  assert.ok(view?.sighting?.found.kind === "modem");
  assert.equal(view.sighting.found.identity.iccid, other.card.iccid);
});
