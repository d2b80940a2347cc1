import assert from "node:assert/strict";
import { Harbour } from "../../tests/support/harbour.ts";
import { settle } from "../../tests/support/manual_clock.ts";

const minute = 60_000;
const hour = 60 * minute;

// ── the SIM ────────────────────────────────────────────────────────────────

Deno.test("a fleet notices that the SIM is taken out, and goes on when it is back", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  harbour.modem().takeCard();
  await settle();
  assert.equal(harbour.sender().usable, false);
  assert.equal(
    harbour.status().detail,
    "The SIM was removed; sending goes on when one is there",
  );
  await harbour.clock.advance(hour);
  assert.equal(harbour.status().state, "blocked");
  assert.match(harbour.status().detail, /^No usable SIM .*insert one/);
  const before = harbour.clock.monotonic();
  harbour.modem().putCard();
  await harbour.usable();
  assert.ok(harbour.clock.monotonic() - before < 10_000);
  assert.equal((await harbour.submit("Back")).kind, "sent");
});

Deno.test("a fleet finds a SIM again of which the modem says nothing", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  harbour.modem().takeCard({ unnoticed: true });
  // The first to tell is the SMS: +CMS ERROR 310.
  const result = await harbour.submit("Lost");
  assert.ok(result.kind === "retry" && result.fault === "modem");
  await harbour.until(() => harbour.status().state === "blocked", minute);
  await harbour.clock.advance(20 * minute);
  harbour.modem().putCard({ unnoticed: true });
  await harbour.until(() => harbour.sender().usable, minute);
  // No ladder for what no reset can bring back, but a restart now and then for modems that see a new SIM only then.
  const resets = harbour.modem().commands.filter((it) => /CFUN=/.test(it));
  assert.deepEqual(new Set(resets), new Set(["AT+CFUN=1,1"]));
  assert.ok(resets.length >= 1 && resets.length <= 2, resets.join());
});

// ── silence and half answers ───────────────────────────────────────────────

Deno.test("a fleet climbs to the reset command with a modem that answers AT and never +CMGS", async () => {
  await using harbour = new Harbour({ resetCommand: ["hub", "cycle"] });
  const modem = harbour.modem();
  await harbour.usable();
  modem.plan({ at: "accepted", instead: "", times: 100 });
  harbour.onReset = () => modem.heal();
  for (let sms = 1; harbour.resets.length === 0; sms++) {
    assert.ok(sms < 10, "Never reset");
    const result = await harbour.submit(`SMS ${sms}`);
    assert.equal(result.kind, "uncertain");
    await harbour.until(
      () => harbour.sender().usable || harbour.resets.length > 0,
      5 * minute,
    );
  }
  assert.deepEqual(harbour.resets, ["a: hub cycle"]);
  const rungs = modem.commands.filter((it) => /CFUN=/.test(it));
  assert.deepEqual(rungs, ["AT+CFUN=4", "AT+CFUN=1", "AT+CFUN=1,1"]);
  await harbour.usable();
  assert.equal((await harbour.submit("Well")).kind, "sent");
  const notices = harbour.events.filter((it) => it.kind === "notice");
  assert.deepEqual(notices.map((it) => it.text), [
    'The reset_command of "a" has run',
  ]);
});

Deno.test("a fleet cuts the power of a stick that has fallen off its bus", async () => {
  await using harbour = new Harbour({ resetCommand: ["hub"] });
  await harbour.usable();
  const modem = harbour.modem();
  harbour.onReset = () => modem.plug();
  modem.unplug();
  await harbour.until(() => harbour.resets.length === 1, 3 * minute);
  await harbour.until(() => harbour.sender().usable, minute);
});

Deno.test("a fleet ends a command that is never answered to its end, whichever it is", async () => {
  await using harbour = new Harbour({
    faults: ["AT+CREG", "AT+CSQ", "AT+COPS", "AT+CMEE?"].map((at) => ({
      at,
      instead: "\r\n^RSSI: 17\r\n",
      times: 2,
    })),
  });
  await harbour.until(() => harbour.sender().usable, 10 * minute);
  await harbour.clock.advance(10 * minute);
  await harbour.usable();
  assert.equal((await harbour.submit("Through")).kind, "sent");
});

Deno.test("a fleet sets a modem up anew that browned out without a word", async () => {
  await using harbour = new Harbour({ behaviour: { bootMs: 2000 } });
  await harbour.usable();
  await harbour.clock.advance(2 * minute);
  const { commands, modem } = harbour.modem();
  const before = commands.filter((it) => it.startsWith("AT+CNMI=")).length;
  modem.restart("brown-out");
  await harbour.clock.advance(2 * minute);
  await harbour.usable();
  const after = commands.filter((it) => it.startsWith("AT+CNMI=")).length;
  assert.ok(after > before, "Reports would be lost");
  assert.match(
    JSON.stringify(harbour.events),
    /The modem restarted by itself \(its settings were gone\)/,
  );
});

Deno.test("a fleet survives a brown-out in the middle of an SMS", async () => {
  await using harbour = new Harbour({
    behaviour: { bootMs: 2000 },
    faults: [{ at: "pdu", instead: "", then: "brown-out" }],
  });
  await harbour.usable();
  assert.equal((await harbour.submit("One")).kind, "uncertain");
  await harbour.usable();
  assert.equal((await harbour.submit("Two")).kind, "sent");
  assert.deepEqual(harbour.modem().received, ["Two"]);
});

Deno.test("a fleet restarts a modem at its time of day, and not in the middle of an SMS", async () => {
  // The clock stands at 08:00.
  await using harbour = new Harbour({
    dailyResetMinute: 8 * 60 + 1,
    behaviour: { latencyMs: 5000 },
  });
  await harbour.usable();
  const { commands } = harbour.modem();
  const restarts = () => commands.filter((it) => it === "AT+CFUN=1,1").length;
  await harbour.clock.advance(minute - 1000 - harbour.clock.monotonic());
  const result = await harbour.submit("In flight");
  assert.equal(result.kind, "sent");
  await harbour.clock.advance(minute);
  assert.equal(restarts(), 1);
  await harbour.usable();
  await harbour.clock.advance(49 * hour);
  assert.equal(restarts(), 3);
});

// ── the network ────────────────────────────────────────────────────────────

Deno.test("a fleet says what comes next and when", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  assert.equal(harbour.status().next, undefined);
  harbour.modem().modem.setNetwork({ registration: "denied" });
  await harbour.until(() => !harbour.sender().usable, 3 * minute);
  const { detail, next } = harbour.status();
  assert.match(detail, /the network refuses this SIM: check its contract/);
  assert.equal(next?.text, "it is asked for its network again");
  const inMs = next.at - harbour.clock.now();
  assert.ok(inMs >= 0 && inMs <= 15_000, `${inMs}`);
  harbour.modem().unplug();
  await harbour.clock.advance(minute);
  assert.equal(harbour.status().next?.text, "the port is opened");
});

Deno.test("a fleet uses a modem that is registered for data only, and says so", async () => {
  await using harbour = new Harbour({
    faults: [{
      at: "AT+CREG?",
      instead: "\r\n+CREG: 0,3\r\n\r\nOK\r\n",
      times: 99,
    }],
  });
  await harbour.usable();
  assert.deepEqual(
    [harbour.status().state, harbour.status().detail],
    [
      "usable",
      "Registered for data only (LTE): whether SMS go out is up to the operator",
    ],
  );
});
