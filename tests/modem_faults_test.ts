import assert from "node:assert/strict";
import { systemClock } from "../src/model/mod.ts";
import { openPty, openSerialPorts } from "../src/modem/serial/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";
import {
  type FakeFault,
  FakeModem,
  type FakeModemOptions,
} from "./support/fake_modem.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const mail = { to: "+491701234567@sms", text: "Pump 3 stopped" };

// ── the port ───────────────────────────────────────────────────────────────

Deno.test("a port that is not there is told, mail is taken all the same", async () => {
  await using cellpost = await Cellpost.start({
    modems: ["/dev/cellpost-no-such-port"],
  });
  const id = await cellpost.queue(mail);
  await cellpost.says(/^modem1 unplugged: .*\/dev\/cellpost-no-such-port/);
  assert.equal(cellpost.delivery(id).state, "queued");
  assert.match(cellpost.status().detail, /the port is tried again by itself$/);
});

Deno.test("a file that is no serial port is told", async () => {
  using folder = temporaryFolder();
  const path = folder.file("notes.txt");
  Deno.writeTextFileSync(path, "no modem");
  await using cellpost = await Cellpost.start({ modems: [path] });
  await cellpost.says(/^modem1 blocked: .*notes\.txt.*not a serial port/);
  assert.equal(Deno.readTextFileSync(path), "no modem");
});

Deno.test({
  name:
    "a port that another program has is told with its name, and taken when free",
  ignore: Deno.build.os !== "linux", // pseudo-terminals are Linux only
  async fn() {
    await using rival = await openRival();
    await using cellpost = await Cellpost.start({ modems: [rival.path] });
    await cellpost.says(
      new RegExp(`^modem1 blocked: .* in use by .*deno.*, pid ${Deno.pid}`),
    );
    rival.letGo();
    await cellpost.says(/^modem1 recovering: .*; the modem is being set up$/);
  },
});

Deno.test("a port with no modem behind it is told, and a modem that comes to be there is used", async () => {
  await using story = await startWith({});
  const { cellpost, modem } = story;
  modem.silent = true;
  const id = await cellpost.queue(mail);
  await cellpost.says(/^modem1 recovering: .*(?:answer|modem)/);
  modem.silent = false;
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
});

// ── what comes over the wire ───────────────────────────────────────────────

const manners: Readonly<Record<string, Partial<FakeModemOptions>>> = {
  "that echoes against orders": { stubbornEcho: true },
  "whose answers come one byte at a time": { chunkBytes: 1 },
  "that gossips at every line boundary": { chatter: '+CMTI: "SM",3' },
  "that gossips before the PDU": { afterPrompt: ["RING", "^RSSI:18"] },
  "that does all of this": {
    stubbornEcho: true,
    chunkBytes: 3,
    chatter: "^BOOT:7465386,0,0,0,75",
    afterPrompt: ["+CREG: 1"],
  },
};

for (const [manner, options] of Object.entries(manners)) {
  Deno.test(`a modem ${manner} sends like any other`, async () => {
    await using story = await startWith(options);
    const { cellpost, modem } = story;
    const text = "Käse ".repeat(40).trim();
    const id = await cellpost.queue({ ...mail, text });
    await cellpost.reaches(id, "delivered");
    assert.deepEqual(modem.received, [text]);
    const { attempts, possibleDuplicate } = cellpost.delivery(id);
    assert.deepEqual({ attempts, possibleDuplicate }, {
      attempts: 1,
      possibleDuplicate: false,
    });
  });
}

Deno.test("garbage on the line, at any moment, loses nothing and sends nothing twice", async () => {
  const garbage = "\u0000\u00ff\u0007>\r\n> \r\nOK?\r\n\u001a+CM";
  await using story = await startWith({
    faults: ["AT", "AT+CMGF", "AT+CMGS", "prompt"].map((at) => ({
      at,
      before: garbage,
    })),
  });
  const { cellpost, modem } = story;
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
});

Deno.test("a modem that falls silent before the PDU loses nothing", async () => {
  await using story = await startWith({});
  const { cellpost, modem } = story;
  await cellpost.usable();
  modem.silent = true;
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "queued");
  await cellpost.says(
    /queued again by modem1: No prompt for the PDU within 30 s$/,
  );
  modem.silent = false;
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, false);
});

Deno.test("a modem that falls silent after the PDU may have sent it, and the operator is told", async () => {
  await using story = await startWith({
    behaviour: { reports: false },
    faults: [{ at: "pdu", instead: "" }],
  });
  const { cellpost, modem } = story;
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "uncertain");
  await cellpost.says(
    /uncertain by modem1: No answer within 120 s after the PDU$/,
  );
  await cellpost.reaches(id, "sent");
  assert.deepEqual(modem.received, [mail.text]);
  assert.equal(cellpost.delivery(id).possibleDuplicate, true);
});

// ── errors and restarts at every step ──────────────────────────────────────

Deno.test("an error at any step of the dialogue costs time, never a message", async () => {
  for (const at of await stepsOfAGoodRun()) {
    await survives({ at, instead: "\r\nERROR\r\n" });
  }
});

Deno.test("a modem that restarts at any step costs time, never a message", async () => {
  for (const at of [...await stepsOfAGoodRun(), "prompt", "pdu", "accepted"]) {
    await survives({ at, instead: "", then: "restart" });
  }
});

Deno.test("a modem pulled out at any step and put back costs time, never a message", async () => {
  for (const at of [...await stepsOfAGoodRun(), "prompt", "pdu", "accepted"]) {
    await survives({ at, instead: "", then: "unplug" });
  }
});

/** Every command that a modem hears from its start to its first SMS. */
async function stepsOfAGoodRun(): Promise<readonly string[]> {
  await using story = await startWith({});
  const id = await story.cellpost.queue(mail);
  await story.cellpost.reaches(id, "delivered");
  const names = story.modem.commands.map((it) => it.replace(/[?=].*$/, ""));
  assert.ok(names.includes("AT+CMGS"));
  return [...new Set(names)];
}

/** The appliance gets a mail through to a modem with one fault; only an open question may make it come twice. */
async function survives(fault: FakeFault): Promise<void> {
  await using story = await startWith({ faults: [fault] });
  const { cellpost, modem } = story;
  const id = await cellpost.queue(mail);
  if (fault.then === "unplug") {
    await cellpost.until(() => cellpost.status().state === "unplugged");
    modem.plug();
  }
  await cellpost.until(() =>
    ["sent", "delivered"].includes(cellpost.delivery(id).state)
  );
  const { possibleDuplicate } = cellpost.delivery(id);
  assert.equal(
    modem.received.length,
    fault.at === "accepted" ? 2 : 1,
    fault.at,
  );
  assert.equal(
    possibleDuplicate,
    fault.at === "pdu" || fault.at === "accepted",
    fault.at,
  );
  assert.ok(modem.received.every((text) => text === mail.text));
}

// ── the SIM ────────────────────────────────────────────────────────────────

Deno.test("a SIM that is locked is told, and its mails wait", async () => {
  await using story = await startWith({ behaviour: { pin: "4711" } });
  const { cellpost, modem } = story;
  const id = await cellpost.queue(mail);
  await cellpost.says(
    /^modem1 blocked: The SIM asks for its PIN: set the modem's pin$/,
  );
  assert.equal(cellpost.delivery(id).state, "queued");
  assert.equal(modem.card.pinTriesLeft, 3);
});

Deno.test("the right PIN unlocks the SIM, as often as it is started", async () => {
  await using story = await startWith({ behaviour: { pin: "4711" } }, "4711");
  const { cellpost, modem } = story;
  for (const text of ["first", "second"]) {
    const id = await cellpost.queue({ ...mail, text });
    await cellpost.reaches(id, "delivered");
    await cellpost.restart();
  }
  assert.deepEqual(modem.received, ["first", "second"]);
});

Deno.test("a wrong PIN is tried exactly once, also over restarts and crashes", async () => {
  await using story = await startWith({ behaviour: { pin: "4711" } }, "1234");
  const { cellpost, modem } = story;
  const told = () => cellpost.status().state === "blocked";
  await cellpost.until(told);
  assert.match(cellpost.status().detail, /did not accept the modem's pin/);
  await cellpost.restart();
  await cellpost.until(told);
  assert.match(cellpost.status().detail, /was tried on this SIM before/);
  await cellpost.crash();
  await cellpost.start();
  await cellpost.until(told);
  assert.equal(modem.card.pinTriesLeft, 2);
  const wire = cellpost.trace.serial.join("\n");
  assert.ok(!wire.includes("1234"), "The PIN is in the trace");
  assert.ok(!cellpost.lines.join("\n").includes("1234"));
});

Deno.test("a modem with a locked SIM does not hold up another", async () => {
  const clock = new ManualClock();
  const locked = new FakeModem({ clock, behaviour: { pin: "4711" } });
  const open = new FakeModem({ clock, name: "open" });
  await using cellpost = await Cellpost.start({
    clock,
    modems: [locked, open],
  });
  for (const text of ["one", "two", "three"]) {
    const id = await cellpost.queue({ ...mail, text });
    await cellpost.reaches(id, "delivered");
  }
  assert.deepEqual(open.received, ["one", "two", "three"]);
});

/** A program that has a serial port open. */
interface Rival extends AsyncDisposable {
  readonly path: string;
  letGo(): void;
}

async function openRival(): Promise<Rival> {
  const ports = openSerialPorts(systemClock);
  const { port: device, slavePath: path } = openPty(ports);
  const port = await ports.open(path, { baudRate: 115_200 });
  return {
    path,
    letGo: () => port.close(),
    async [Symbol.asyncDispose]() {
      port.close();
      device.close();
      await ports.close();
    },
  };
}

interface Story extends AsyncDisposable {
  readonly cellpost: Cellpost;
  readonly modem: FakeModem;
}

async function startWith(
  options: Partial<FakeModemOptions>,
  pin?: string,
): Promise<Story> {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock, ...options });
  const cellpost = await Cellpost.start({
    clock,
    modems: [{ port: modem, ...(pin !== undefined && { pin }) }],
  });
  return {
    cellpost,
    modem,
    [Symbol.asyncDispose]: () => cellpost[Symbol.asyncDispose](),
  };
}
