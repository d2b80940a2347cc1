import assert from "node:assert/strict";
import {
  fault,
  home,
  lost,
  nowhere,
  ready,
  Walk,
} from "../../tests/support/recovery_walk.ts";
import type { RecoveryEvent } from "./recovery_state.ts";

Deno.test("step() opens, starts, then checks an idle modem once a minute", () => {
  const walk = new Walk();
  assert.deepEqual(walk.next(), { action: "open", afterMs: 0 });
  assert.equal(walk.words.state, "starting");
  walk.take({ kind: "opened" });
  assert.deepEqual(walk.next(), { action: "start", afterMs: 0 });
  walk.take(ready);
  assert.equal(walk.phase, "usable");
  assert.deepEqual(walk.next(), { action: "check", afterMs: 60_000 });
  walk.take({ kind: "checked", network: home });
  assert.deepEqual(walk.next(), { action: "check", afterMs: 60_000 });
});

Deno.test("step() tries a missing port for ever, at most 30 s apart", () => {
  const walk = new Walk();
  const waits = Array.from({ length: 8 }, () => {
    walk.take({ kind: "open-failed", reason: "No such port", missing: true });
    return walk.next().afterMs;
  });
  assert.deepEqual(
    waits,
    [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000],
  );
  assert.deepEqual(walk.words, {
    state: "unplugged",
    detail: "No such port; the port is tried again by itself",
  });
  walk.take({ kind: "open-failed", reason: "In use by minicom" });
  assert.equal(walk.next().afterMs, 30_000);
  assert.deepEqual(walk.words, {
    state: "blocked",
    detail: "In use by minicom; the port is tried again by itself",
  });
});

Deno.test("step() spreads its waits by up to half", () => {
  const walk = new Walk();
  walk.take({ kind: "open-failed", reason: "No such port" }, 0);
  assert.equal(walk.next().afterMs, 500);
});

Deno.test("step() climbs one rung a fault, then rests, twice as long each time", () => {
  const walk = Walk.usable();
  const climbed = ["reinitialise", "radio-cycle", "restart"].map((rung) => {
    walk.take(fault);
    assert.equal(walk.due(), rung);
    walk.take({ kind: "reset" });
    assert.equal(walk.due(), "start");
    walk.take(ready);
    return walk.phase;
  });
  assert.deepEqual(climbed, ["usable", "usable", "usable"]);
  walk.take(fault);
  assert.deepEqual(walk.next(), { action: "open", afterMs: 8000 });
  walk.take({ kind: "opened" }).take(ready).take(fault);
  assert.equal(walk.words.state, "blocked");
  assert.deepEqual(walk.next(), { action: "open", afterMs: 300_000 });
  walk.take({ kind: "opened" }).take(ready).take(fault);
  assert.deepEqual(walk.next(), { action: "open", afterMs: 600_000 });
});

Deno.test("step() begins at the lowest rung again once an SMS went out", () => {
  const walk = Walk.usable();
  walk.take(fault).take({ kind: "reset" }).take(ready);
  walk.take({ kind: "sent", at: walk.now }).take(fault);
  assert.equal(walk.due(), "reinitialise");
});

Deno.test("step() climbs when the modem is silent, at a check and at its start", () => {
  const walk = Walk.usable().take({ kind: "checked", network: undefined });
  assert.equal(walk.due(), "reinitialise");
  walk.take({ kind: "reset" });
  walk.take({ kind: "not-ready", retry: "later", reason: "No answer to AT" });
  assert.equal(walk.due(), "radio-cycle");
  assert.equal(
    walk.words.detail,
    "No answer to AT; its radio is being switched off and on",
  );
});

Deno.test("step() boots a restarted modem before it speaks to it", () => {
  const walk = Walk.usable().take({ kind: "restarted", by: "RDY" });
  assert.deepEqual(walk.next(), { action: "start", afterMs: 3000 });
  assert.equal(
    walk.words.detail,
    "The modem restarted by itself (RDY); the modem is being set up",
  );
});

Deno.test("step() ends blocked with a modem that breaks down at every SMS", () => {
  for (const breakdown of [lost, { kind: "restarted", by: "RDY" } as const]) {
    const walk = Walk.usable();
    for (const _try of Array(4).keys()) {
      walk.take(breakdown).take(fault);
      if (walk.due() === "open") walk.take({ kind: "opened" });
      assert.equal(walk.due(), "start");
      walk.take(ready);
    }
    assert.equal(walk.take(breakdown).take(fault).phase, "blocked");
  }
});

Deno.test("step() backs off from a port that is lost each time it is opened", () => {
  const walk = new Walk();
  const waits = Array.from({ length: 7 }, () => {
    walk.take({ kind: "opened" }).take(lost);
    return walk.next().afterMs;
  });
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

Deno.test("step() gives no SMS to a modem that misses its network thrice, until it is back", () => {
  const walk = Walk.usable();
  const unheard: RecoveryEvent = { kind: "checked", network: nowhere };
  assert.equal(walk.take(unheard).phase, "usable");
  assert.deepEqual(walk.next(), { action: "check", afterMs: 10_000 });
  assert.equal(walk.take(unheard).phase, "usable");
  assert.equal(walk.take(unheard).phase, "searching");
  assert.match(
    walk.words.detail,
    /^No network \(searching, signal -71 dBm\); check antenna/,
  );
  assert.deepEqual(walk.next(), { action: "check", afterMs: 15_000 });
  assert.equal(walk.take({ kind: "checked", network: home }).phase, "usable");
});

Deno.test("step() switches the radio off and on every ten minutes without network, restarts the modem each third time, and never blocks for it", () => {
  const walk = new Walk(true).take({ kind: "opened" });
  walk.take({ kind: "ready", network: nowhere });
  const resets = Array.from({ length: 6 }, () => {
    const start = walk.now;
    while (walk.due() === "check") {
      walk.take({ kind: "checked", network: nowhere });
    }
    assert.equal(walk.now - start, 600_000);
    const reset = walk.due();
    walk.take({ kind: "reset" }).take({ kind: "ready", network: nowhere });
    assert.equal(walk.phase, "searching");
    return reset;
  });
  const third = ["radio-cycle", "radio-cycle", "restart"];
  assert.deepEqual(resets, [...third, ...third]);
  // The network was back for a moment: it begins anew.
  walk.take({ kind: "checked", network: home });
  for (const _miss of Array(3).keys()) {
    walk.take({ kind: "checked", network: nowhere });
  }
  while (walk.due() === "check") {
    walk.take({ kind: "checked", network: nowhere });
  }
  assert.equal(walk.due(), "radio-cycle");
});

Deno.test("step() tells what the operator can do about each registration", () => {
  const advice = (["denied", "emergency only", "not registered"] as const)
    .map((registration) => {
      const walk = new Walk().take({ kind: "opened" });
      walk.take({ kind: "ready", network: { ...home, registration } });
      return walk.words.detail;
    });
  assert.deepEqual(advice, [
    "No network (denied, signal -71 dBm); the network refuses this SIM: check its contract, and whether it may roam here",
    "No network (emergency only, signal -71 dBm); the network lets it make emergency calls only: check the SIM and its contract",
    "No network (not registered, signal -71 dBm); check antenna, SIM and contract; sending goes on when it is back",
  ]);
});

Deno.test("step() runs the reset command as the last rung, and once an hour of blocks", () => {
  const walk = Walk.usable(true);
  for (const rung of ["reinitialise", "radio-cycle", "restart"]) {
    walk.take(fault);
    assert.equal(walk.due(), rung);
    walk.take({ kind: "reset" }).take(ready);
  }
  walk.take(fault);
  assert.equal(walk.due(), "open");
  walk.take({ kind: "opened" }).take(ready).take(fault);
  assert.equal(
    walk.words.detail,
    "+CMS ERROR: 38; the reset_command is being run",
  );
  assert.equal(walk.due(), "power-cycle");
  walk.take({ kind: "power-cycled" });
  assert.deepEqual(walk.next(), { action: "open", afterMs: 10_000 });
  const after = Array.from({ length: 12 }, () => {
    walk.take({ kind: "opened" }).take(ready).take(fault);
    assert.equal(walk.words.state, "blocked");
    const action = walk.due();
    if (action !== "power-cycle") return action;
    walk.take({ kind: "power-cycled" });
    assert.equal(walk.due(), "open");
    return action;
  });
  const five = Array(5).fill("open");
  assert.deepEqual(after, [...five, "power-cycle", ...five, "power-cycle"]);
});

Deno.test("step() cuts the power of a port that stays away, once at first and then every hour", () => {
  const walk = new Walk(true);
  const cuts: number[] = [];
  for (const _try of Array(300).keys()) {
    if (walk.due() === "power-cycle") {
      cuts.push(walk.now);
      walk.take({ kind: "power-cycled" });
      assert.equal(walk.due(), "open");
    }
    walk.take({ kind: "open-failed", reason: "No such port", missing: true });
  }
  assert.deepEqual(
    cuts.map((at) => Math.round(at / 60_000)),
    [2, 61, 121],
  );
  // One that is busy is helped by nothing of the kind.
  const busy = new Walk(true);
  for (const _try of Array(300).keys()) {
    assert.equal(busy.due(), "open");
    busy.take({ kind: "open-failed", reason: "In use by minicom" });
  }
});

Deno.test("step() waits for a SIM that is out, and restarts a modem that may not notice a new one", () => {
  const walk = Walk.usable().take({ kind: "sim", present: false });
  assert.deepEqual(walk.words, {
    state: "blocked",
    why: "sim",
    detail: "The SIM was removed; sending goes on when one is there",
  });
  const none: RecoveryEvent = {
    kind: "not-ready",
    retry: "sim",
    reason: "No SIM: insert one",
  };
  const waits = Array.from({ length: 5 }, () => {
    const { action, afterMs } = walk.next();
    assert.equal(action, "start");
    walk.take(none);
    return afterMs;
  });
  assert.deepEqual(waits, [5000, 5000, 5000, 30_000, 30_000]);
  const start = walk.now;
  while (walk.due() === "start") walk.take(none);
  assert.equal(walk.due(), "restart");
  assert.ok(walk.now - start < 600_000);
  walk.take({ kind: "reset" });
  assert.equal(walk.due(), "start");
  walk.take(none);
  // The modem says that it is back: no need to wait for the next look.
  walk.take({ kind: "sim", present: true });
  assert.deepEqual(walk.next(), { action: "start", afterMs: 3000 });
  assert.equal(walk.take(ready).phase, "usable");
});

Deno.test("step() restarts a modem at its time of day, and does not hold that against it", () => {
  const walk = Walk.usable().take({ kind: "refresh" });
  assert.equal(
    walk.words.detail,
    "It is the time of its daily restart; the modem is being restarted",
  );
  assert.equal(walk.due(), "restart");
  walk.take({ kind: "reset" });
  assert.deepEqual(walk.next(), { action: "start", afterMs: 3000 });
  walk.take(ready).take(fault);
  assert.equal(walk.due(), "reinitialise");
});

Deno.test("step() looks at a locked modem every ten minutes, and at once when it is replugged", () => {
  const pin: RecoveryEvent = {
    kind: "not-ready",
    retry: "operator",
    reason: "The SIM asks for a PIN: set pin in config.toml",
  };
  const walk = new Walk().take({ kind: "opened" }).take(pin);
  const { reason: detail } = pin;
  assert.deepEqual(walk.words, { state: "blocked", why: "sim", detail });
  assert.deepEqual(walk.next(), { action: "start", afterMs: 600_000 });
  walk.take(pin).take(lost);
  assert.deepEqual(walk.next(), { action: "open", afterMs: 1000 });
});
