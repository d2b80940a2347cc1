import assert from "node:assert/strict";
import { PinMemory } from "../../tests/support/harbour.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import type { SubmitPdu } from "../sms/mod.ts";
import type {
  Driver,
  DriverEvent,
  DriverOptions,
  UssdResult,
} from "./driver.ts";
import { Link } from "./link.ts";
import {
  type MemoryPort,
  memoryPortPair,
  SerialError,
  type SerialPort,
} from "./serial/mod.ts";

const network = {
  operator: "Test",
  registration: "home",
  signalDbm: undefined,
} as const;

const signal = new AbortController().signal;

/** A driver that does as it is told, and notes what it was asked for. */
class ScriptedDriver implements Driver {
  readonly asked: string[] = [];
  readonly #options: DriverOptions;
  readonly #port: SerialPort;

  constructor(port: SerialPort, options: DriverOptions) {
    this.#port = port;
    this.#options = options;
  }

  ussd(entries: readonly string[]): Promise<UssdResult> {
    this.asked.push(`ussd ${entries.join(" ")}`);
    return Promise.resolve({
      kind: "answered",
      answers: ["Balance 5"],
      menu: false,
    });
  }

  observe(event: DriverEvent): void {
    this.#options.observe(event);
  }

  start(): Promise<never> {
    this.asked.push("start");
    return new Promise(() => {});
  }

  async submit() {
    this.asked.push("submit");
    await settle();
    this.asked.push("submitted");
    return { kind: "sent", reference: 1 } as const;
  }

  check() {
    this.asked.push("check");
    return Promise.resolve(network);
  }

  /** What `collect` gives. */
  collected: Promise<boolean> = Promise.resolve(false);

  async collect(all: boolean): Promise<boolean> {
    this.asked.push(all ? "collect all" : "collect");
    const more = await this.collected;
    this.asked.push("collected");
    return more;
  }

  reset(): Promise<void> {
    return Promise.reject(new Error("The port broke"));
  }

  close(): void {
    this.asked.push("close");
    this.#port.close();
  }
}

/** A link on scripted drivers. */
class Setup {
  readonly clock = new ManualClock();
  readonly drivers: ScriptedDriver[] = [];
  readonly events: DriverEvent[] = [];
  readonly link: Link;

  constructor(open: () => Promise<SerialPort> = openPort) {
    this.link = new Link({ name: "a", port: "/dev/a" }, {
      clock: this.clock,
      memory: new PinMemory(),
      open,
      createDriver: (port, options) => {
        const driver = new ScriptedDriver(port, options);
        this.drivers.push(driver);
        return driver;
      },
      observe: (event) => this.events.push(event),
    });
  }

  driver(index = 0): ScriptedDriver {
    const driver = this.drivers[index];
    assert.ok(driver);
    return driver;
  }
}

function openPort(): Promise<SerialPort> {
  return Promise.resolve(memoryPortPair()[0]);
}

const pdu: SubmitPdu = { hex: "00", length: 0 };
const hooks = { beforePdu: () => Promise.resolve() };

Deno.test("a link says why its port cannot be opened", async () => {
  const missing = new SerialError("missing", 'No port "/dev/a"');
  const { link } = new Setup(() => Promise.reject(missing));
  const event = await link.open(signal);
  const reason = 'No port "/dev/a"';
  assert.deepEqual(event, { kind: "open-failed", reason, missing: true });
});

Deno.test("a link closes a port that opens when nobody waits for it any more", async () => {
  const opened = Promise.withResolvers<SerialPort>();
  const { clock, link } = new Setup(() => opened.promise);
  const opening = link.open(signal);
  await clock.advance(15_000);
  const event = await opening;
  assert.deepEqual(event, {
    kind: "open-failed",
    reason: "No answer within 15 s",
  });
  const [near, far] = memoryPortPair();
  opened.resolve(near);
  const read = await (far satisfies MemoryPort).read();
  assert.equal(read.kind, "lost");
});

Deno.test("a link drops a driver that hangs or throws, and calls its port lost", async () => {
  const { clock, drivers, link } = new Setup();
  await link.open(signal);
  const starting = link.start(signal);
  await clock.advance(600_000);
  assert.deepEqual(await starting, {
    kind: "lost",
    reason: "No answer within 600 s",
  });
  await link.open(signal);
  assert.deepEqual(await link.reset("restart", signal), {
    kind: "lost",
    reason: "The port broke",
  });
  assert.deepEqual(drivers.map(({ asked }) => asked), [
    ["start", "close"],
    ["close"],
  ]);
  assert.deepEqual(await link.check(signal), {
    kind: "lost",
    reason: "The port is closed",
  });
});

Deno.test("a link does one thing at a time", async () => {
  const setup = new Setup();
  await setup.link.open(signal);
  const results = await Promise.all([
    setup.link.submit(pdu, hooks, () => true),
    setup.link.check(signal),
    setup.link.submit(pdu, hooks, () => true),
    setup.link.submit(pdu, hooks, () => false),
  ]);
  assert.deepEqual(setup.driver().asked, [
    "submit",
    "submitted",
    "check",
    "submit",
    "submitted",
  ]);
  assert.equal(results[3], undefined);
  assert.deepEqual(setup.link.network, network);
  setup.link.close();
});

Deno.test("a link no longer listens to a driver that it has closed", async () => {
  const setup = new Setup();
  await setup.link.open(signal);
  await setup.link.open(signal);
  setup.driver(0).observe({ kind: "lost", reason: "Late" });
  setup.driver(1).observe({ kind: "notice", text: "Now" });
  assert.deepEqual(setup.events, [{ kind: "notice", text: "Now" }]);
  setup.link.close();
});

Deno.test("a link collects between two SMS, and not without leave", async () => {
  const setup = new Setup();
  const { link } = setup;
  await link.open(signal);
  void link.submit(pdu, hooks, () => true);
  const collecting = link.collect(true, signal, () => true);
  const refused = link.collect(true, signal, () => false);
  void link.submit(pdu, hooks, () => true);
  assert.deepEqual([await collecting, await refused], [false, false]);
  await link.idle();
  assert.deepEqual(setup.driver().asked, [
    ...["submit", "submitted", "collect all", "collected"],
    ...["submit", "submitted"],
  ]);
  link.close();
});

Deno.test("a link gives up the port of a modem that hangs while it collects", async () => {
  const setup = new Setup();
  const { clock, link } = setup;
  await link.open(signal);
  const driver = setup.driver();
  driver.collected = new Promise(() => {});
  const collecting = assert.rejects(
    link.collect(false, signal, () => true),
    /No answer within 300 s/,
  );
  await clock.advance(300_000);
  await collecting;
  assert.equal(driver.asked.at(-1), "close");
});
