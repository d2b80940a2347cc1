import assert from "node:assert/strict";
import {
  addressOf,
  encodeDeliver,
  encodeStatusReport,
  timestampOf,
  userDataOf,
} from "../src/sms/mod.ts";
import { Secret } from "../src/model/mod.ts";
import { RigMemory } from "./support/gsm_rig.ts";
import {
  byClock,
  faultAt,
  honest,
  onEachWire,
  stepsOfAGoodRun,
  works,
} from "./support/sim_cases.ts";
import { SimRig } from "./support/sim_rig.ts";

// What modem.md §6 wants a simulator to be able to do, each as a test: on an in-memory wire by a clock that is moved, and
// where nothing has to be waited for on a real pseudo-terminal as well. `simulator_case_rows.ts` is the list.

// ── what answers say ───────────────────────────────────────────────────────

byClock("OK without +CMGS is no success", async () => {
  await using rig = await SimRig.open("memory", {
    plan: faultAt("accepted", { instead: "\r\nOK\r\n" }),
  });
  await rig.ready();
  assert.equal((await rig.submit()).kind, "uncertain");
});

byClock("+CMGS without OK is success", async () => {
  await works("memory", {
    plan: faultAt("accepted", { instead: "\r\n+CMGS: 17\r\n" }),
  });
});

byClock(
  "a CMS or CME error may come at any step, and no SMS is lied about",
  async () => {
    for (const error of ["+CMS ERROR: 500", "+CME ERROR: 100", "ERROR"]) {
      for (const at of await stepsOfAGoodRun()) {
        // The network has taken it: an error from here on would be the modem's lie.
        if (at === "accepted") continue;
        const instead = `\r\n${error}\r\n`;
        await honest({ plan: faultAt(at, { instead }) }, `${error} at ${at}`);
      }
    }
  },
);

onEachWire(
  "a modem may restart or go away at any step, and no SMS is lied about",
  async (wire) => {
    for (const then of ["restart", "unplug"] as const) {
      for (const at of await stepsOfAGoodRun()) {
        // A restart that nobody hears of is waited out, which only the clock can do.
        if (wire === "pty" && then === "restart" && at === "AT") continue;
        const plan = faultAt(at, { instead: "", then });
        await honest({ plan }, `${then} at ${at}`, wire);
      }
    }
  },
);

byClock("a SIM may be busy several times", async () => {
  const instead = "\r\n+CMS ERROR: 314\r\n";
  await works("memory", { plan: faultAt("AT+CMGS", { instead }, 4) });
});

byClock(
  "a modem in text mode after a silent restart is put back into PDU mode",
  async () => {
    await using rig = await SimRig.open("memory");
    await rig.ready();
    await rig.near.write(new TextEncoder().encode("AT+CMGF=1\r"));
    await rig.clock?.advance(10);
    assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
  },
);

onEachWire(
  "a modem that restarts without a word gets no PDU before it is set up again",
  async (wire) => {
    await using rig = await SimRig.open(wire);
    await rig.ready();
    // Echo on and text mode: what most modems are like after power-up.
    await rig.near.write(new TextEncoder().encode("ATE1\r"));
    const result = await rig.submit();
    assert.ok(result.kind === "retry" && result.fault === "modem");
    assert.match(result.reason, /restarted \(its echo is on again\) before/);
    assert.deepEqual(rig.arrived, []);
    await rig.ready();
    assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
  },
);

byClock(
  "CNMI, CPMS and CSMS may be refused, and SMS go out all the same",
  async () => {
    for (const at of ["AT+CNMI", "AT+CPMS", "AT+CSMS", "AT+CMMS"]) {
      const instead = "\r\n+CMS ERROR: 303\r\n";
      await using rig = await SimRig.open("memory", {
        plan: faultAt(at, { instead }, 100),
      });
      await rig.ready();
      assert.equal((await rig.submit()).kind, "sent", at);
      const told = at === "AT+CNMI" || at === "AT+CPMS";
      assert.equal(rig.notices.length, told ? 1 : 0, rig.notices.join());
    }
  },
);

byClock("a full storage is emptied", async () => {
  await using rig = await SimRig.open("memory");
  for (let place = 1; place <= rig.card.capacity; place++) {
    rig.card.store(encodeDeliver({
      originator: addressOf("+491711234567"),
      serviceCentreTime: timestampOf(0),
      userData: userDataOf(`Number ${place}`),
    }));
  }
  await rig.ready();
  await rig.collect();
  assert.equal(rig.card.messages.size, 0);
  assert.equal((await rig.submit()).kind, "sent");
});

byClock("the network may go and come back", async () => {
  await using rig = await SimRig.open("memory");
  await rig.ready();
  rig.modem.setNetwork({ registration: "searching" });
  const { signal } = new AbortController();
  const away = await rig.pass(rig.driver.check(signal));
  assert.equal(away?.registration, "searching");
  const refused = await rig.submit();
  assert.ok(refused.kind === "retry" && refused.fault === "modem");
  rig.modem.setNetwork({ registration: "roaming" });
  const back = await rig.pass(rig.driver.check(signal));
  assert.equal(back?.registration, "roaming");
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
});

// ── the SIM's lock ─────────────────────────────────────────────────────────

byClock(
  "a right PIN unlocks the SIM, a wrong one is tried once, ever",
  async () => {
    const behaviour = { pin: "4711" };
    await using right = await SimRig.open("memory", {
      behaviour,
      pin: new Secret("4711"),
    });
    await right.ready();
    const memory = new RigMemory();
    const first = await SimRig.open("memory", {
      behaviour,
      memory,
      pin: new Secret("1234"),
    });
    const { card } = first;
    assert.equal(card.pinTriesLeft, 3);
    for (const _start of Array(3).keys()) {
      await using rig = await SimRig.open("memory", {
        card,
        memory,
        pin: new Secret("1234"),
      });
      const result = await rig.start();
      assert.ok(result.kind === "not-ready" && result.retry === "operator");
      assert.equal(card.pinTriesLeft, 2);
    }
    await first[Symbol.asyncDispose]();
  },
);

byClock(
  "a SIM with too few tries left, and one that asks for its PUK, are left alone",
  async () => {
    for (const [wrongBefore, why] of [[2, /tries left/], [3, /PUK/]] as const) {
      await using rig = await SimRig.open("memory", {
        behaviour: { pin: "4711" },
        pin: new Secret("4711"),
      });
      for (const _try of Array(wrongBefore).keys()) rig.card.enterPin("0000");
      const result = await rig.start();
      assert.ok(result.kind === "not-ready" && result.retry === "operator");
      assert.match(result.reason, why);
      assert.equal(rig.card.pinTriesLeft, 3 - wrongBefore);
    }
  },
);

// ── reports ────────────────────────────────────────────────────────────────

/** The two lines of a report: TP-ST 0 delivered, 0x30 still trying. */
function reportLines(messageReference: number, status: number): string {
  const { hex, length } = encodeStatusReport({
    messageReference,
    recipient: addressOf("+491711234567"),
    serviceCentreTime: timestampOf(0),
    dischargeTime: timestampOf(0),
    status,
  });
  return `\r\n+CDS: ${length}\r\n\r\n${hex}\r\n`;
}

onEachWire("a report may come before its +CMGS", async (wire) => {
  await using rig = await SimRig.open(wire, {
    behaviour: { reports: false },
    plan: faultAt("accepted", { before: reportLines(17, 0) }),
  });
  await rig.ready();
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 });
  assert.deepEqual(rig.reports, ["17 delivered"]);
});

onEachWire(
  "reports may come out of order, temporary ones before final ones",
  async (wire) => {
    await using rig = await SimRig.open(wire, {
      behaviour: { reports: false },
      plan: faultAt("AT+CSQ", {
        before: reportLines(18, 0) + reportLines(17, 0x30),
        after: reportLines(17, 0),
      }, 2),
    });
    await rig.ready();
    const before = rig.reports.length;
    await rig.submit();
    await rig.submit();
    await rig.pass(rig.driver.check(new AbortController().signal));
    await rig.until(() => rig.reports.length >= before + 3);
    assert.deepEqual(rig.reports.slice(before), [
      "18 delivered",
      "17 trying",
      "17 delivered",
    ]);
  },
);
