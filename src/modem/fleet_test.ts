import assert from "node:assert/strict";
import fc from "fast-check";
import { type FakeFault, FakeModem } from "../../tests/support/fake_modem.ts";
import { Harbour, PinMemory } from "../../tests/support/harbour.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { Secret, type SendResult } from "../model/mod.ts";
import { createFleet } from "./fleet.ts";
import type { SerialPort } from "./serial/mod.ts";

const minute = 60_000;

Deno.test("a fleet makes a modem usable and sends with it", async () => {
  await using harbour = new Harbour({});
  assert.equal(harbour.status().state, "starting");
  await harbour.usable();
  const result = await harbour.submit("Water level 3.2 m");
  assert.deepEqual(result, { kind: "sent", reference: 0 });
  assert.deepEqual(harbour.modem().received, ["Water level 3.2 m"]);
  const { state, detail, sent, errors, network, simulated } = harbour.status();
  assert.deepEqual(
    { state, detail, sent, errors, network, simulated },
    {
      state: "usable",
      detail: "",
      sent: 1,
      errors: 0,
      network: {
        operator: "Simulated",
        registration: "home",
        signalDbm: -71,
      },
      simulated: false,
    },
  );
  assert.deepEqual(harbour.states(), ["starting", "usable"]);
});

Deno.test("a fleet hands reports on under the modem's name", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  await harbour.submit("Hi");
  await settle();
  const report = harbour.events.find(({ kind }) => kind === "report");
  assert.ok(report?.kind === "report");
  const { modem, reference, recipient, outcome } = report.report;
  assert.deepEqual({ modem, reference, recipient, outcome }, {
    modem: "a",
    reference: 0,
    recipient: "+491711234567",
    outcome: "delivered",
  });
});

Deno.test("a fleet waits for a port that is not there yet", async () => {
  await using harbour = new Harbour({});
  harbour.modem().unplug();
  await harbour.clock.advance(10 * minute);
  assert.equal(harbour.status().state, "unplugged");
  assert.match(harbour.status().detail, /^No such port; the port is tried/);
  harbour.modem().plug();
  await harbour.clock.advance(30_000);
  await harbour.usable();
  assert.deepEqual(harbour.states(), [
    "starting",
    "unplugged",
    "recovering",
    "usable",
  ]);
});

Deno.test("a fleet survives unplugging in the middle of a PDU, and says that the SMS is uncertain", async () => {
  await using harbour = new Harbour({
    faults: [{ at: "pdu", instead: "", then: "unplug" }],
  });
  await harbour.usable();
  const lost = await harbour.submit("One");
  assert.equal(lost.kind, "uncertain");
  assert.equal(harbour.sender().usable, false);
  await settle();
  assert.equal(harbour.status().state, "unplugged");
  harbour.modem().plug();
  await harbour.usable();
  const result = await harbour.submit("Two");
  assert.equal(result.kind, "sent");
  assert.deepEqual(harbour.modem().received, ["Two"]);
  assert.equal(harbour.status().errors, 1);
});

Deno.test("a fleet sets a modem up anew that reboots in the middle of a command", async () => {
  await using harbour = new Harbour({
    behaviour: { bootMs: 2000 },
    faults: [{ at: "AT+CMGS", instead: "", then: "restart" }],
  });
  await harbour.usable();
  const result = await harbour.submit("One");
  assert.ok(result.kind === "retry" && result.fault === "modem");
  await harbour.usable();
  assert.equal((await harbour.submit("Two")).kind, "sent");
  assert.deepEqual(harbour.modem().received, ["Two"]);
});

Deno.test("a fleet climbs the ladder until a silent modem answers", async () => {
  await using harbour = new Harbour({ behaviour: { bootMs: 5000 } });
  await harbour.usable();
  const modem = harbour.modem();
  modem.silent = true;
  await harbour.until(() => harbour.status().state !== "usable", 2 * minute);
  assert.equal(
    harbour.status().detail,
    "The modem does not answer; the modem is being set up again",
  );
  await harbour.until(
    () => modem.commands.includes("AT+CFUN=1,1"),
    10 * minute,
  );
  modem.silent = false;
  await harbour.usable();
  assert.equal((await harbour.submit("Back")).kind, "sent");
});

Deno.test("a fleet lets a modem rest that nothing helps, and finds it when it is well", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  const modem = harbour.modem();
  modem.silent = true;
  await harbour.until(() => harbour.status().state === "blocked", 20 * minute);
  assert.match(harbour.status().detail, /the modem rests for a while/);
  modem.silent = false;
  await harbour.usable();
});

Deno.test("a fleet climbs a rung for each SMS that the modem fails, and starts low after one that it sends", async () => {
  await using harbour = new Harbour({
    faults: [
      { at: "prompt", instead: "", times: 2 },
      { at: "accepted", instead: "\r\nOK\r\n" },
    ],
  });
  await harbour.usable();
  const results: string[] = [];
  for (const text of ["1", "2", "3", "4"]) {
    results.push((await harbour.submit(text)).kind);
    await harbour.usable();
  }
  assert.deepEqual(results, ["retry", "retry", "uncertain", "sent"]);
  const rungs = harbour.modem().commands.filter((it) => /CFUN=/.test(it));
  assert.deepEqual(rungs, ["AT+CFUN=4", "AT+CFUN=1", "AT+CFUN=1,1"]);
});

Deno.test("a fleet never blocks a modem for a message's fault", async () => {
  const refusal = "\r\n+CMS ERROR: 28\r\n";
  await using harbour = new Harbour({
    faults: [{ at: "pdu", instead: refusal, times: 50 }],
  });
  await harbour.usable();
  for (const _sms of Array(50).keys()) {
    assert.equal((await harbour.submit("Hi")).kind, "rejected");
    assert.equal(harbour.sender().usable, true);
  }
  assert.equal(harbour.status().errors, 50);
  assert.deepEqual(harbour.states(), ["starting", "usable"]);
});

Deno.test("a fleet tries a wrong PIN once, however long it runs", async () => {
  await using harbour = new Harbour({
    behaviour: { pin: "1234" },
    pin: new Secret("9999"),
  });
  await harbour.until(() => harbour.status().state === "blocked", minute);
  const { card, commands } = harbour.modem();
  assert.equal(card.pinTriesLeft, 2);
  await harbour.clock.advance(60 * minute);
  harbour.modem().unplug();
  await harbour.clock.advance(minute);
  harbour.modem().plug();
  await harbour.clock.advance(10 * minute);
  assert.equal(harbour.status().state, "blocked");
  assert.match(harbour.status().detail, /pin was tried on this SIM before/);
  assert.equal(card.pinTriesLeft, 2);
  assert.equal(commands.filter((it) => it.startsWith("AT+CPIN=")).length, 1);
});

Deno.test("a fleet unlocks a SIM with its PIN, and again after a restart", async () => {
  await using harbour = new Harbour({
    behaviour: { pin: "1234" },
    pin: new Secret("1234"),
  });
  await harbour.usable();
  harbour.modem().modem.restart();
  await settle();
  assert.equal(harbour.sender().usable, false);
  await harbour.usable();
  assert.equal(harbour.modem().card.pinTriesLeft, 3);
});

Deno.test("a fleet gives no SMS to a modem without network, and goes on when it is back", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  harbour.modem().modem.setNetwork({ registration: "searching" });
  await harbour.until(() => !harbour.sender().usable, 3 * minute);
  assert.match(harbour.status().detail, /^No network \(searching/);
  harbour.modem().modem.setNetwork({ registration: "roaming" });
  await harbour.until(() => harbour.sender().usable, minute);
  assert.equal(harbour.status().network?.registration, "roaming");
});

Deno.test("a fleet's modems do not trouble each other", async () => {
  await using harbour = new Harbour({}, { behaviour: { latencyMs: 100 } });
  harbour.modem("a").unplug();
  await harbour.clock.advance(30_000);
  await harbour.usable("b");
  const texts = ["1", "2", "3"];
  for (const text of texts) {
    assert.equal((await harbour.submit(text, "b")).kind, "sent");
  }
  assert.deepEqual(harbour.modem("b").received, texts);
  assert.equal(harbour.status("a").state, "unplugged");
  const refused = await harbour.submit("4", "a");
  assert.deepEqual(refused, {
    kind: "retry",
    fault: "modem",
    reason:
      'Modem "a" is unplugged: No such port; the port is tried again by itself',
  });
});

Deno.test("a fleet works with a modem that echoes, chatters and trickles", async () => {
  await using harbour = new Harbour({
    chunkBytes: 1,
    chatter: "^RSSI: 17",
    stubbornEcho: true,
    afterPrompt: ['+CMTI: "SM",3'],
  });
  await harbour.usable();
  assert.equal((await harbour.submit("Through it all")).kind, "sent");
  assert.deepEqual(harbour.modem().received, ["Through it all"]);
});

Deno.test("whenUsable() ends with its signal", async () => {
  await using harbour = new Harbour({});
  harbour.modem().unplug();
  await harbour.clock.advance(minute);
  const patience = new AbortController();
  const waiting = harbour.sender().whenUsable(patience.signal);
  patience.abort(new Error("No longer"));
  await assert.rejects(waiting, /No longer/);
  await assert.rejects(
    harbour.sender().whenUsable(patience.signal),
    /No longer/,
  );
});

Deno.test("stop() lets the SMS in flight arrive", async () => {
  const harbour = new Harbour({ behaviour: { latencyMs: 5000 } });
  await harbour.usable();
  const sending = harbour.begin("Last one");
  await settle();
  const stopped = harbour.fleet.stop();
  assert.equal(harbour.sender().usable, false);
  assert.equal((await harbour.pass(sending)).kind, "sent");
  await harbour.pass(stopped);
  assert.equal(harbour.status().state, "stopped");
  assert.equal(harbour.clock.pending, 0);
});

Deno.test("stop() gives up an SMS that is not answered in time", async () => {
  const harbour = new Harbour({ faults: [{ at: "accepted", instead: "" }] });
  await harbour.usable();
  const sending = harbour.begin("Lost one");
  await settle();
  const stopped = harbour.fleet.stop(10_000);
  assert.equal((await harbour.pass(sending)).kind, "uncertain");
  assert.equal(harbour.clock.monotonic() < 20_000, true);
  await harbour.pass(stopped);
  assert.equal(harbour.clock.pending, 0);
});

Deno.test("stop() ends a fleet at any moment, and leaves nothing behind", async () => {
  for (const afterMs of [0, 1, 300, 700, 2000]) {
    const harbour = new Harbour({}, { behaviour: { pin: "1234" } });
    if (afterMs > 0) await harbour.clock.advance(afterMs);
    await harbour.pass(harbour.fleet.stop());
    assert.equal(harbour.clock.pending, 0, `Stopped after ${afterMs} ms`);
    assert.deepEqual(
      harbour.fleet.statuses().map(({ state }) => state),
      ["stopped", "stopped"],
    );
  }
});

const faults: fc.Arbitrary<FakeFault> = fc.record({
  at: fc.constantFrom("AT", "AT+CPIN?", "AT+CMGF", "AT+CMGS", "prompt", "pdu"),
  instead: fc.constantFrom(
    "",
    "\r\nERROR\r\n",
    "\r\n+CMS ERROR: 38\r\n",
    "\r\n+CME ERROR: 14\r\n",
    "\0\xff\r\r\n> \r\n+CMTI: ",
  ),
  times: fc.integer({ min: 1, max: 4 }),
  delayMs: fc.constantFrom(0, 500, 40_000),
}).chain((fault) =>
  fc.constantFrom<Pick<FakeFault, "then">>(
    {},
    {},
    { then: "restart" },
    { then: "unplug" },
  ).map((end) => ({ ...fault, ...end }))
);
const lostAnswers: fc.Arbitrary<FakeFault> = fc
  .constantFrom<Partial<FakeFault>>(
    {},
    { instead: "\r\nOK\r\n" },
    { then: "restart" },
    { then: "unplug" },
  ).map((fault) => ({ at: "accepted", instead: "", ...fault }));

Deno.test("a fleet comes back from any trouble, and never lies about an SMS", async () => {
  const plans = fc.array(fc.oneof(faults, lostAnswers), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      await using harbour = new Harbour({ faults: plan });
      const modem = harbour.modem();
      const results = new Map<string, SendResult["kind"]>();
      for (const text of ["1", "2", "3", "4", "5", "6"]) {
        await harbour.clock.advance(5 * minute);
        modem.plug();
        results.set(text, (await harbour.submit(text)).kind);
      }
      modem.heal();
      await harbour.until(() => harbour.sender().usable, 20 * minute);
      results.set("7", (await harbour.submit("7")).kind);
      assert.equal(results.get("7"), "sent");
      for (const [text, result] of results) {
        const copies = modem.received.filter((it) => it === text).length;
        if (result === "uncertain") assert.ok(copies <= 1);
        else assert.equal(copies, result === "sent" ? 1 : 0);
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("stop() closes a port that opens at that very moment", async () => {
  const clock = new ManualClock();
  const opened = Promise.withResolvers<SerialPort>();
  const fleet = createFleet([{ name: "a", port: "/dev/a" }], {
    clock,
    memory: new PinMemory(),
    observe: () => {},
    open: () => opened.promise,
  });
  fleet.start();
  await settle();
  const modem = new FakeModem({ clock });
  opened.resolve(modem.port);
  await fleet.stop();
  await modem.modem.gone;
  assert.equal(clock.pending, 0);
});
