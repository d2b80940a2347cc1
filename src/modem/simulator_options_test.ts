import assert from "node:assert/strict";
import {
  isSimulated,
  parseSimOptions,
  type SimBehaviour,
  wellBehaved,
} from "./simulator_options.ts";

const readable: Readonly<Record<string, Partial<SimBehaviour>>> = {
  "sim:": {},
  "sim:latency=3s&fail=0.01": { latencyMs: 3000, fail: 0.01 },
  "sim:latency=50ms&jitter=1.5s&boot=2m": {
    latencyMs: 50,
    jitterMs: 1500,
    bootMs: 120_000,
  },
  "sim:error=500&fail=1": { error: 500, fail: 1 },
  "sim:reports=off&report_delay=1h": {
    reports: false,
    reportDelayMs: 3_600_000,
  },
  "sim:pin=1234&seed=7": { pin: "1234", seed: 7 },
  "sim:signal=-113": { signalDbm: -113 },
  "sim:signal=unknown": { signalDbm: undefined },
  "sim:registration=none": { registration: "not registered" },
};

for (const [port, expected] of Object.entries(readable)) {
  Deno.test(`parseSimOptions() reads "${port}"`, () => {
    assert.deepEqual(parseSimOptions(port), {
      kind: "ok",
      options: { ...wellBehaved, ...expected },
    });
  });
}

const unreadable: Readonly<Record<string, string>> = {
  "/dev/ttyUSB0":
    'Port "/dev/ttyUSB0" is no simulated one: it begins with "sim:"',
  "sim:speed=3":
    'Option "speed" of "sim:speed=3" is unknown: use one of latency, jitter, fail, error, reports, report_delay, pin, signal, registration, boot, seed',
  "sim:latency=3":
    'Option latency="3" of "sim:latency=3" must be a duration such as "50ms" or "3s"',
  "sim:fail=2": 'Option fail="2" of "sim:fail=2" must be a number from 0 to 1',
  "sim:reports": 'Option reports="" of "sim:reports" must be "on" or "off"',
  "sim:registration=toString":
    'Option registration="toString" of "sim:registration=toString" must be one of home, roaming, searching, denied, none, emergency',
};

for (const [port, reason] of Object.entries(unreadable)) {
  Deno.test(`parseSimOptions() says what is wrong with "${port}"`, () => {
    assert.deepEqual(parseSimOptions(port), { kind: "invalid", reason });
  });
}

Deno.test("isSimulated() tells simulated ports from real ones", () => {
  assert.equal(isSimulated("sim:"), true);
  assert.equal(isSimulated("/dev/serial/by-id/sim:"), false);
});
