import assert from "node:assert/strict";
import fc from "fast-check";
import type { NetworkStatus } from "./driver.ts";
import {
  type Moment,
  newRecovery,
  type RecoveryStep,
  step,
} from "./recovery.ts";
import { type RecoveryEvent, recoveryTimes } from "./recovery_state.ts";
import { inWords } from "./recovery_words.ts";

const home: NetworkStatus = {
  operator: "Test",
  registration: "home",
  signalDbm: -71,
};
const nowhere: NetworkStatus = { ...home, registration: "searching" };
const ready: RecoveryEvent = { kind: "ready", network: home };
const fault: RecoveryEvent = { kind: "fault", reason: "+CMS ERROR: 38" };
const lost: RecoveryEvent = { kind: "lost", reason: "Unplugged" };

/** A recovery on which time passes only as its waits ask for it. */
class Walk {
  now = 0;
  #last: RecoveryStep = newRecovery(0);

  get phase() {
    return this.#last.state.phase;
  }

  get words() {
    return inWords(this.#last.state);
  }

  take(event: RecoveryEvent, chance = 1): this {
    const moment: Moment = { now: this.now, chance };
    this.#last = step(this.#last.state, event, moment);
    return this;
  }

  /** Waits until something must be done, and says what. */
  due(): string {
    const { action } = this.#last;
    switch (action.kind) {
      case "wait":
        assert.ok(action.delayMs > 0);
        this.now += action.delayMs;
        return this.take({ kind: "elapsed" }).due();
      case "reset":
        return action.rung;
      default:
        return action.kind;
    }
  }

  /** The next thing to do, the wait before it told in milliseconds. */
  next(): { action: string; afterMs: number } {
    const before = this.now;
    return { action: this.due(), afterMs: this.now - before };
  }

  static usable(): Walk {
    return new Walk().take({ kind: "opened" }).take(ready);
  }
}

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
    walk.take({ kind: "open-failed", reason: "No such port" });
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

Deno.test("step() switches the radio off and on every ten minutes without network, and never blocks for it", () => {
  const walk = new Walk().take({ kind: "opened" });
  walk.take({ kind: "ready", network: nowhere });
  for (const _hour of Array(6).keys()) {
    const start = walk.now;
    while (walk.due() === "check") {
      walk.take({ kind: "checked", network: nowhere });
    }
    assert.equal(walk.due(), "radio-cycle");
    assert.equal(walk.now - start, 600_000);
    walk.take({ kind: "reset" }).take({ kind: "ready", network: nowhere });
    assert.equal(walk.phase, "searching");
  }
});

Deno.test("step() looks at a locked modem every ten minutes, and at once when it is replugged", () => {
  const pin: RecoveryEvent = {
    kind: "not-ready",
    retry: "operator",
    reason: "The SIM asks for a PIN: set pin in config.toml",
  };
  const walk = new Walk().take({ kind: "opened" }).take(pin);
  assert.deepEqual(walk.words, { state: "blocked", detail: pin.reason });
  assert.deepEqual(walk.next(), { action: "start", afterMs: 600_000 });
  walk.take(pin).take(lost);
  assert.deepEqual(walk.next(), { action: "open", afterMs: 1000 });
});

// ── laws ───────────────────────────────────────────────────────────────────

const events: fc.Arbitrary<RecoveryEvent> = fc.oneof(
  fc.constantFrom<RecoveryEvent>(
    { kind: "opened" },
    { kind: "open-failed", reason: "missing" },
    { kind: "not-ready", retry: "later", reason: "silent" },
    { kind: "not-ready", retry: "operator", reason: "PIN" },
    { kind: "reset" },
    { kind: "restarted", by: "RDY" },
    { kind: "elapsed" },
    fault,
    lost,
  ),
  fc.constantFrom(home, nowhere, undefined)
    .map((network) => ({ kind: "checked", network }) as const),
  fc.constantFrom(home, nowhere)
    .map((network) => ({ kind: "ready", network }) as const),
  fc.nat(1e6).map((at) => ({ kind: "sent", at }) as const),
);
const moments = fc.array(
  fc.record({
    event: events,
    passedMs: fc.nat(400_000),
    chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  { maxLength: 60 },
);

/** Where any history at all leaves a modem. */
function after(history: ReturnType<typeof moments.generate>["value"]) {
  let now = 0;
  let last = newRecovery(now);
  for (const { event, passedMs, chance } of history) {
    now += passedMs;
    last = step(last.state, event, { now, chance });
  }
  return { last, now };
}

Deno.test("step() always has a next action, no further away than the longest rest", () => {
  fc.assert(fc.property(moments, (history) => {
    const { last } = after(history);
    if (last.action.kind !== "wait") return;
    assert.ok(last.action.delayMs > 0);
    assert.ok(last.action.delayMs <= recoveryTimes.longestBlockMs + 1e6);
  }));
});

Deno.test("step() makes a modem usable from anywhere once it is well again", () => {
  fc.assert(fc.property(moments, (history) => {
    const { last, now } = after(history);
    const walk = healthy(last, now);
    assert.equal(walk.state.phase, "usable");
    assert.equal(inWords(walk.state).state, "usable");
  }));
});

/** Follows the actions of a modem that answers each as it should, until it is usable: at most four actions. */
function healthy(from: RecoveryStep, at: number): RecoveryStep {
  let last = from;
  let now = at;
  for (let actions = 0; actions < 4 && last.state.phase !== "usable";) {
    const { action } = last;
    if (action.kind === "wait") now += action.delayMs;
    else actions += 1;
    last = step(last.state, wellAnswer(action.kind), { now, chance: 0.5 });
  }
  return last;
}

function wellAnswer(kind: RecoveryStep["action"]["kind"]): RecoveryEvent {
  switch (kind) {
    case "wait":
      return { kind: "elapsed" };
    case "open":
      return { kind: "opened" };
    case "start":
      return ready;
    case "check":
      return { kind: "checked", network: home };
    case "reset":
      return { kind: "reset" };
    default:
      return kind satisfies never;
  }
}
