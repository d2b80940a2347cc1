import assert from "node:assert/strict";
import { FakeMachine } from "../../tests/support/fake_machine.ts";
import { FakeModem } from "../../tests/support/fake_modem.ts";
import { PinMemory } from "../../tests/support/harbour.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { ModemEvent } from "./driver.ts";
import { ModemFinder } from "./finder.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import type { FleetModem } from "./link.ts";
import { wantedOf } from "./port_name.ts";

const usual = { baudRate: 115_200 };
const stick = (usbSocket: string, usbInterface = 2) => ({
  usbId: "2c7c:0125",
  usbSocket,
  usbInterface,
});

class Bench implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly machine = new FakeMachine();
  readonly events: ModemEvent[] = [];
  readonly joined: string[] = [];
  readonly fleet: Fleet;

  constructor(
    named: readonly FleetModem[] = [],
    { openingMs = 0 }: { readonly openingMs?: number } = {},
  ) {
    const { clock, machine } = this;
    const { deviceOf, list } = machine;
    const open = async (path: string) => {
      if (openingMs > 0) await clock.sleep(openingMs);
      return await machine.open(path);
    };
    const modems = [{ name: "auto", port: "auto" }, ...named];
    const reserved = named.map(({ port }) => port);
    const finder = new ModemFinder({ clock, deviceOf, list, open, reserved });
    this.fleet = createFleet(modems, {
      clock,
      finder,
      memory: new PinMemory(),
      observe: (event) => this.events.push(event),
      joined: ({ name }) => this.joined.push(name),
      open({ port, reach }) {
        const wanted = wantedOf(port);
        return wanted
          ? finder.openWanted(wanted, usual, reach)
          : finder.openPath(port, usual);
      },
    });
    this.fleet.start();
  }

  modem(name: string, pin = ""): FakeModem {
    return new FakeModem({ clock: this.clock, name, behaviour: { pin } });
  }

  get states(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.fleet.statuses().map(({ name, state }) => [name, state]),
    );
  }

  get notices(): readonly string[] {
    return this.events.flatMap((it) => it.kind === "notice" ? [it.text] : []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fleet.stop(0);
  }
}

function nameOf(modem: FakeModem): string {
  const digits = /\d{10}/.exec(modem.card.iccid.slice(4))?.[0] ?? "";
  return `simulator-${`35${digits}000`.slice(-6)}`;
}

Deno.test("every USB modem is taken, under a name that its model and IMEI make", async () => {
  await using bench = new Bench();
  const [a, b] = [bench.modem("a"), bench.modem("b")];
  bench.machine.plug("/dev/ttyUSB1", "silence", stick("1-1", 3));
  bench.machine.plug("/dev/ttyUSB0", a, stick("1-1"));
  bench.machine.plug("/dev/ttyUSB2", b, stick("1-2"));
  await bench.clock.advance(10_000);
  const expected = { [nameOf(a)]: "usable", [nameOf(b)]: "usable" };
  assert.deepEqual(bench.states, expected);
  assert.deepEqual([...bench.joined].sort(), [nameOf(a), nameOf(b)].sort());
  assert.equal(bench.fleet.senders.length, 2);
  assert.deepEqual(bench.machine.fights, []);
  assert.ok(!bench.machine.opened.includes("/dev/ttyUSB1"));
});

Deno.test("a modem that is plugged in later is taken too, once, and found again after a replug elsewhere", async () => {
  await using bench = new Bench();
  await bench.clock.advance(60_000);
  assert.deepEqual(bench.states, {});
  assert.equal(bench.notices.filter((it) => /is here yet/.test(it)).length, 1);
  const late = bench.modem("late");
  bench.machine.plug("/dev/ttyUSB0", late, stick("1-1"));
  await bench.clock.advance(10_000);
  assert.deepEqual(bench.states, { [nameOf(late)]: "usable" });
  bench.machine.unplug("/dev/ttyUSB0");
  await bench.clock.advance(10_000);
  assert.deepEqual(bench.states, { [nameOf(late)]: "unplugged" });
  bench.machine.plug("/dev/ttyUSB5", late, stick("1-7"));
  await bench.clock.advance(60_000);
  assert.deepEqual(bench.states, { [nameOf(late)]: "usable" });
  assert.equal(bench.fleet.statuses()[0]?.device, "/dev/ttyUSB5");
  assert.deepEqual(bench.machine.fights, []);
});

Deno.test("a modem with a section of its own is left to it, by whatever that names it", async () => {
  const probe = new FakeModem({ clock: new ManualClock(), name: "c" });
  await using bench = new Bench([
    { name: "byPath", port: "/dev/serial/by-id/a" },
    { name: "byImei", port: `imei:${imeiOf("b")}` },
    { name: "byIccid", port: `iccid:${probe.card.iccid}` },
  ]);
  for (const [at, name] of ["a", "b", "c", "d"].entries()) {
    bench.machine.plug(`/dev/ttyUSB${at}`, bench.modem(name), {
      ...stick(`1-${at}`),
      path: `/dev/serial/by-id/${name}`,
    });
  }
  await bench.clock.advance(60_000);
  assert.deepEqual(bench.states, {
    byPath: "usable",
    byImei: "usable",
    byIccid: "usable",
    [nameOf(bench.modem("d"))]: "usable",
  });
  assert.deepEqual(bench.machine.fights, []);
});

Deno.test("a port whose stable name comes a moment later is not snatched away", async () => {
  await using bench = new Bench([
    { name: "mine", port: "/dev/serial/by-id/a" },
  ]);
  await bench.clock.advance(10_000);
  const modem = bench.modem("a");
  bench.machine.plug("/dev/ttyUSB0", modem, {
    ...stick("1-1"),
    incarnation: "9",
  });
  await bench.clock.advance(1_900);
  bench.machine.plug("/dev/ttyUSB0", modem, {
    ...stick("1-1"),
    incarnation: "9",
    path: "/dev/serial/by-id/a",
  });
  await bench.clock.advance(60_000);
  assert.deepEqual(bench.states, { mine: "usable" });
});

Deno.test("converters, UARTs and modems without a SIM are not taken; a locked SIM is, and says what it needs", async () => {
  await using bench = new Bench();
  const empty = bench.modem("empty");
  empty.plan({
    at: "AT+CPIN?",
    instead: "\r\n+CME ERROR: 10\r\n",
    times: 99,
  });
  const locked = bench.modem("locked", "4321");
  bench.machine.plug("/dev/ttyUSB0", bench.modem("a"), {
    usbId: "0403:6001",
    usbSocket: "1-1",
  });
  bench.machine.plug("/dev/ttyS0", bench.modem("b"));
  bench.machine.plug("/dev/ttyUSB1", empty, stick("1-2"));
  bench.machine.plug("/dev/ttyUSB2", locked, stick("1-3"));
  await bench.clock.advance(60_000);
  assert.deepEqual(bench.states, { [nameOf(locked)]: "blocked" });
  assert.match(bench.fleet.statuses()[0]?.detail ?? "", /set the modem's pin/);
  assert.deepEqual(
    bench.notices.filter((it) => /no SIM/.test(it)),
    ["The modem at /dev/ttyUSB1 has no SIM yet"],
  );
  assert.ok(!bench.machine.opened.includes("/dev/ttyS0"));
  empty.heal();
  await bench.clock.advance(400_000);
  assert.equal(bench.states[nameOf(empty)], "usable");
});

Deno.test("a taken modem that is gone is not looked for behind what may be no modem", async () => {
  await using bench = new Bench();
  bench.machine.plug("/dev/ttyUSB0", bench.modem("a"), stick("1-1"));
  await bench.clock.advance(10_000);
  bench.machine.plug("/dev/ttyS0", "silence");
  bench.machine.plug("/dev/ttyUSB4", "silence", { usbId: "0403:6001" });
  bench.machine.unplug("/dev/ttyUSB0");
  await bench.clock.advance(300_000);
  assert.deepEqual(bench.states, { [nameOf(bench.modem("a"))]: "unplugged" });
  assert.deepEqual([...new Set(bench.machine.opened)], ["/dev/ttyUSB0"]);
});

Deno.test("modems that share an IMEI are all taken, each by its SIM, and keep their names", async () => {
  const twins = ["a", "b", "c"] as const;
  const imei = "\r\n350000000000017\r\n\r\nOK\r\n";
  const run = async (order: readonly string[]) => {
    await using bench = new Bench();
    for (const [at, name] of order.entries()) {
      const modem = bench.modem(name);
      modem.plan({ at: "AT+CGSN", instead: imei, times: 999 });
      bench.machine.plug(`/dev/ttyUSB${at}`, modem, stick(`1-${at}`));
      // The last one comes later.
      if (at > 0) await bench.clock.advance(60_000);
    }
    return Object.fromEntries(
      bench.fleet.statuses().map((
        { name, state, identity },
      ) => [name, `${state} ${identity?.iccid}`]),
    );
  };
  const first = await run(twins);
  const cards = twins.map((name) =>
    new FakeModem({ clock: new ManualClock(), name }).card.iccid
  );
  assert.deepEqual(
    Object.values(first).sort(),
    cards.map((iccid) => `usable ${iccid}`).sort(),
  );
  assert.deepEqual(await run(["b", "a", "c"]), first);
});

Deno.test("64 modems that take their time are all taken", async () => {
  await using bench = new Bench([], { openingMs: 1_500 });
  for (let at = 0; at < 64; at++) {
    const modem = bench.modem(`m${at}`);
    bench.machine.plug(`/dev/ttyUSB${at}`, modem, stick(`1-${at}`));
  }
  await bench.clock.advance(150_000);
  const states = Object.values(bench.states);
  assert.equal(states.filter((it) => it === "usable").length, 64);
  assert.deepEqual(bench.machine.fights, []);
});

Deno.test("a stop does not wait for a port that is being asked", async () => {
  const bench = new Bench();
  bench.machine.plug("/dev/ttyUSB0", "silence", stick("1-1"));
  await bench.clock.advance(3_000);
  assert.equal(bench.machine.isOpen("/dev/ttyUSB0"), true);
  await bench.fleet.stop();
});

function imeiOf(name: string): string {
  const modem = new FakeModem({ clock: new ManualClock(), name });
  return `35${/\d{10}/.exec(modem.card.iccid.slice(4))?.[0]}000`;
}
