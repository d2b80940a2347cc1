import assert from "node:assert/strict";
import {
  cutAt,
  inserted,
  lateEcho,
  rewritten,
  trickle,
} from "./support/disturbed_port.ts";
import {
  byClock,
  faultAt,
  honest,
  onEachWire,
  stepsOfAGoodRun,
  works,
} from "./support/sim_cases.ts";

// What modem.md §6 wants a simulator to be able to do, each as a test: on an in-memory wire by a clock that is moved, and
// where nothing has to be waited for on a real pseudo-terminal as well. `simulator_case_rows.ts` is the list.

onEachWire("every answer may be cut at any byte", async (wire) => {
  // The longest answer of all is a report with its PDU.
  const places = wire === "memory" ? 90 : 20;
  for (let place = 1; place <= places; place++) {
    const disturb = cutAt(place, wire === "memory" ? 10 : 0);
    await works(wire, { disturb }, `cut at ${place}`);
  }
});

byClock("answers may trickle in at one byte in 10 ms", async () => {
  await works("memory", { disturb: trickle(10) });
});

onEachWire(
  "a URC may come at any boundary of lines, also between prompt and PDU",
  async (wire) => {
    const urcs = [
      "RING",
      "^RSSI: 9",
      '+CMTI: "SM",3',
      "+CREG: 1",
      "NO CARRIER",
    ];
    for (const urc of wire === "memory" ? urcs : urcs.slice(0, 1)) {
      for (let boundary = 0, more = true; more; boundary++) {
        const { disturb, passed } = inserted(`\r\n${urc}\r\n`, boundary);
        await works(wire, { disturb }, `${urc} at ${boundary}`);
        more = passed();
      }
    }
  },
);

byClock("garbage may come at any boundary of lines", async () => {
  for (let boundary = 0, more = true; more; boundary++) {
    const { disturb, passed } = inserted(
      "\x00\xff\xfe~}#\xc0\x13\r\n",
      boundary,
    );
    await works("memory", { disturb }, `garbage at ${boundary}`);
    more = passed();
  }
});

onEachWire("the echo may stay on, and come late", async (wire) => {
  const stubborn = () => faultAt("ATE0", { instead: "\r\nOK\r\n" });
  await works(wire, { plan: stubborn() });
  const { disturb, late } = lateEcho();
  await works(wire, { plan: stubborn(), disturb });
  assert.ok(late() > 20, `${late()} echoes`);
});

onEachWire(
  "NULs may come before an answer, and CR CR LF around lines",
  async (wire) => {
    await works(wire, { disturb: rewritten([/^/g, "\0\0"]) });
    await works(wire, { disturb: rewritten([/\r\n/g, "\r\r\n"]) });
    await works(wire, { disturb: rewritten([/\r\n/g, "\n"]) });
  },
);

onEachWire("the prompt may come without its space", async (wire) => {
  await works(wire, { disturb: rewritten([/> /g, ">"]) });
});

byClock("the prompt may take 20 s", async () => {
  await works("memory", { plan: faultAt("prompt", { delayMs: 20_000 }) });
});

byClock(
  "any answer may take 4 s, and any final result may be missing",
  async () => {
    for (const at of await stepsOfAGoodRun()) {
      await works("memory", { plan: faultAt(at, { delayMs: 4_000 }) }, at);
      await honest({ plan: faultAt(at, { instead: "" }) }, at);
    }
  },
);
