import assert from "node:assert/strict";
import { byClock } from "../../tests/support/by_clock.ts";
import { FakeMachine } from "../../tests/support/fake_machine.ts";
import { FakeModem } from "../../tests/support/fake_modem.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { ModemView } from "../desk/mod.ts";
import { SimulatedPorts } from "../modem/mod.ts";
import { type ModemSurroundings, SerialError } from "../modem/serial/mod.ts";
import { makeFinder } from "./modem_port.ts";
import { type KnownModems, surveyModems } from "./modem_survey.ts";

const quiet: ModemSurroundings = {
  portless: [],
  modemManager: undefined,
  ignoredByModemManager: () => false,
};

class Bench {
  readonly clock = new ManualClock();
  readonly machine = new FakeMachine();
  surroundings: ModemSurroundings = quiet;

  async survey(
    configured: readonly string[],
    known: Partial<KnownModems> = {},
  ): Promise<readonly ModemView[]> {
    const { clock, machine } = this;
    const { deviceOf, list } = machine;
    const plugged = {
      clock,
      ports: machine,
      machine: { deviceOf, list, surroundings: () => this.surroundings },
      simulated: new SimulatedPorts({ clock }),
    };
    const modems = configured.map((port, at) => ({
      name: `modem${at + 1}`,
      port,
      baud: 115_200,
    }));
    const finder = makeFinder(() => modems, plugged);
    return await byClock(
      clock,
      surveyModems({ ...plugged, finder }, {
        statuses: [],
        configured: modems,
        takesAll: configured.includes("auto"),
        anew: true,
        ...known,
      }),
    );
  }

  modem(name: string, pin = ""): FakeModem {
    return new FakeModem({ clock: this.clock, name, behaviour: { pin } });
  }
}

const stick = (usbInterface: number, usbSocket = "1-1") => ({
  usbId: "2c7c:0125",
  usbInterface,
  usbSocket,
});

function said(views: readonly ModemView[], port: string): string {
  const view = views.find((it) => it.port === port);
  return `${view?.state}: ${view?.detail}`;
}

Deno.test("surveyModems() gives a reason for every port", async () => {
  const bench = new Bench();
  const { machine } = bench;
  const denied = "No permission: run usermod";
  machine.plug("/dev/ttyS0", "silence");
  machine.plug("/dev/ttyS1", new SerialError("denied", denied));
  machine.plug("/dev/ttyACM0", "silence", { usbId: "1546:01a8" });
  machine.plug("/dev/ttyUSB0", "silence", stick(0));
  machine.plug("/dev/ttyUSB2", bench.modem("locked", "1234"), stick(2));
  machine.plug("/dev/ttyUSB9", "silence", stick(1, "1-9"));
  bench.surroundings = {
    ...quiet,
    portless: [
      { usbId: "12d1:14dc", usbSocket: "1-2", description: "HUAWEI Mobile" },
      { usbId: "046d:c31c", usbSocket: "1-3", description: "Keyboard" },
    ],
  };
  const views = await bench.survey([]);
  assert.match(said(views, "/dev/ttyS0"), /^no answer: Nothing answers AT/);
  assert.equal(said(views, "/dev/ttyS1"), `no permission: ${denied}`);
  assert.equal(said(views, "/dev/ttyACM0"), "no modem: u-blox GPS receiver");
  assert.equal(
    said(views, "/dev/ttyUSB0"),
    "second port: Another port of /dev/ttyUSB2",
  );
  assert.match(
    said(views, "/dev/ttyUSB2"),
    /^not ready: The SIM asks for its PIN: .*; to use it: \[\[modem\]\] port = "imei:35\d{13}"$/,
  );
  assert.match(said(views, "/dev/ttyUSB9"), /^no AT port: .*diagnosis/);
  assert.match(
    said(views, "USB 1-2, 12d1:14dc"),
    /^no port: Huawei HiLink stick .*\("HUAWEI Mobile"\): .*has no AT port/,
  );
  assert.equal(views.length, 7);
});

Deno.test("surveyModems() asks the configured modems, each once, and shows none twice", async () => {
  const bench = new Bench();
  const [a, b] = [bench.modem("a"), bench.modem("b")];
  bench.machine.plug("/dev/ttyUSB2", a, stick(2));
  bench.machine.plug("/dev/ttyUSB3", "silence", stick(3));
  bench.machine.plug("/dev/ttyUSB6", b, stick(2, "1-2"));
  const views = await bench.survey([
    "/dev/ttyUSB2",
    `iccid:${b.card.iccid}`,
    "imei:999999999999999",
    "sim:",
  ]);
  assert.deepEqual(
    views.map(({ name, device, state }) => [name, device, state]),
    [
      ["modem1", undefined, "ready"],
      ["modem2", "/dev/ttyUSB6", "ready"],
      ["modem3", undefined, "not there"],
      ["modem4", undefined, "ready"],
      ["", "/dev/ttyUSB3", "second port"],
    ],
  );
  assert.match(views[4]?.detail ?? "", /^Another port of modem1$/);
  assert.equal(views[0]?.network?.signalDbm, -71);
  assert.equal(views[0]?.sim?.storage?.total, 20);
  assert.deepEqual(bench.machine.fights, []);
});

Deno.test("surveyModems() prints the rule against ModemManager, for what it holds and for what it may take", async () => {
  const bench = new Bench();
  const holder = { pid: 612, name: "ModemManager" };
  const busy = new SerialError("busy", "In use by ModemManager", holder);
  bench.machine.plug("/dev/ttyUSB2", busy, stick(2));
  const unseen = new SerialError("busy", "In use by another user");
  bench.machine.plug("/dev/ttyUSB5", unseen, stick(2, "1-4"));
  const known = new SerialError("busy", "", { pid: 7, name: "minicom" });
  bench.machine.plug("/dev/ttyUSB6", known, stick(2, "1-5"));
  bench.machine.plug("/dev/ttyUSB3", bench.modem("a"), {
    ...stick(2, "1-2"),
    usbId: "1e0e:9001",
  });
  bench.machine.plug("/dev/ttyUSB4", bench.modem("b"), stick(2, "1-3"));
  bench.machine.plug("/dev/ttyS0", "silence");
  bench.surroundings = {
    ...quiet,
    modemManager: holder,
    ignoredByModemManager: (device) => device === "/dev/ttyUSB4",
  };
  const views = await bench.survey(["/dev/ttyUSB3"]);
  const advice = (port: string) => views.find((it) => it.port === port)?.advice;
  assert.deepEqual(advice("/dev/ttyUSB2"), [
    `echo 'ATTRS{idVendor}=="2c7c", ATTRS{idProduct}=="0125", ENV{ID_MM_DEVICE_IGNORE}="1"' | sudo tee -a /etc/udev/rules.d/78-cellpost.rules`,
    "sudo udevadm control --reload && sudo udevadm trigger",
    "sudo systemctl restart ModemManager",
  ]);
  assert.deepEqual(advice("/dev/ttyUSB5"), advice("/dev/ttyUSB2"));
  assert.equal(advice("/dev/ttyUSB6"), undefined);
  assert.match(advice("/dev/ttyUSB3")?.[0] ?? "", /"1e0e".*"9001"/);
  assert.equal(advice("/dev/ttyUSB4"), undefined);
  assert.equal(advice("/dev/ttyS0"), undefined);
});

Deno.test("surveyModems() asks a configured modem again only after a while, unless that is wished", async () => {
  const bench = new Bench();
  bench.machine.plug("/dev/ttyUSB2", bench.modem("a"), stick(2));
  const recent = new Map();
  const opened = async (anew: boolean) => {
    bench.machine.opened.length = 0;
    const [view] = await bench.survey(["/dev/ttyUSB2"], { recent, anew });
    assert.equal(view?.state, "ready");
    return bench.machine.opened.length;
  };
  assert.equal(await opened(false), 1);
  assert.equal(await opened(false), 0);
  assert.equal(await opened(true), 1);
  await bench.clock.advance(30_000);
  assert.equal(await opened(false), 1);
});

Deno.test("surveyModems() stops asking when its time is up, and says so", async () => {
  const bench = new Bench();
  for (let at = 0; at < 9; at++) {
    bench.machine.plug(`/dev/ttyS${at}`, "silence");
  }
  const views = await bench.survey([], { budgetMs: 5_000 });
  const states = new Set(views.map(({ state }) => state));
  assert.deepEqual([...states], ["no answer", "not asked"]);
});

Deno.test("surveyModems() says what port = auto will take", async () => {
  const bench = new Bench();
  bench.machine.plug("/dev/ttyUSB2", bench.modem("a"), stick(2));
  const views = await bench.survey(["auto"]);
  assert.deepEqual(views.map(({ name }) => name), [""]);
  assert.equal(
    said(views, "/dev/ttyUSB2"),
    'free: taken by port = "auto" when cellpost serves',
  );
});

Deno.test("surveyModems() promises no modem to auto that auto does not take", async () => {
  const bench = new Bench();
  const converter = { usbId: "0403:6001", usbSocket: "1-2" };
  bench.machine.plug("/dev/ttyUSB3", bench.modem("b"), converter);
  const views = await bench.survey(["auto"]);
  assert.match(said(views, "/dev/ttyUSB3"), /^free: to use it: .*"imei:35/);
});

Deno.test("surveyModems() knows two AT ports of one modem whose maker it does not know", async () => {
  const bench = new Bench();
  const modem = bench.modem("a");
  const unknown = { usbId: "05c6:9215", usbSocket: "1-2" };
  bench.machine.plug("/dev/ttyUSB2", modem, { ...unknown, usbInterface: 2 });
  bench.machine.plug("/dev/ttyUSB3", modem, { ...unknown, usbInterface: 3 });
  const free = await bench.survey([]);
  assert.match(said(free, "/dev/ttyUSB2"), /^free: /);
  const second = said(free, "/dev/ttyUSB3");
  assert.equal(second, "second port: Another port of /dev/ttyUSB2");
  const used = await bench.survey(["/dev/ttyUSB3"]);
  const other = said(used, "/dev/ttyUSB2");
  assert.equal(other, "second port: Another port of modem1");
});

Deno.test("surveyModems() names a modem by its SIM where its IMEI tells nothing, and by its port without", async () => {
  const bench = new Bench();
  const modem = bench.modem("a");
  const zeros = "\r\n000000000000000\r\n\r\nOK\r\n";
  modem.plan({ at: "AT+CGSN", instead: zeros, times: 9 });
  bench.machine.plug("/dev/ttyUSB2", modem, stick(2));
  const withSim = said(await bench.survey([]), "/dev/ttyUSB2");
  assert.ok(withSim.endsWith(`port = "iccid:${modem.card.iccid}"`));
  for (const at of ["AT+CCID", "AT^ICCID?", "AT+QCCID", "AT+ICCID"]) {
    modem.plan({ at, instead: "\r\nERROR\r\n", times: 99 });
  }
  const without = said(await bench.survey([]), "/dev/ttyUSB2");
  assert.match(without, /port = "\/dev\/ttyUSB2"$/);
});

Deno.test("surveyModems() tells modems that share an IMEI apart by their SIMs", async () => {
  const bench = new Bench();
  for (const [at, name] of ["a", "b"].entries()) {
    const modem = bench.modem(name);
    const same = "\r\n350000000000017\r\n\r\nOK\r\n";
    modem.plan({ at: "AT+CGSN", instead: same, times: 9 });
    bench.machine.plug(`/dev/ttyUSB${at}`, modem, stick(2, `1-${at}`));
  }
  const views = await bench.survey([]);
  const proposed = views.map(({ detail }) => /"(.*)"$/.exec(detail)?.[1]);
  const sims = views.map(({ identity }) => `iccid:${identity?.iccid}`);
  assert.deepEqual(proposed, sims);
  assert.equal(new Set(sims).size, 2);
});
