import assert from "node:assert/strict";
import type { ModemStatus } from "../modem/mod.ts";
import { durationText, goneLooks, houseLooks, sizeText } from "./looks.ts";
import { modemLooks } from "./modem_looks.ts";
import type { Observation } from "./observation.ts";

const roof: ModemStatus = {
  name: "roof",
  port: "/dev/ttyUSB0",
  simulated: false,
  state: "usable",
  detail: "",
  identity: undefined,
  network: undefined,
  since: 0,
  sent: 0,
  errors: 0,
};

/** What is said of each thing, without the words. */
function kinds(observations: readonly Observation[]): readonly string[] {
  return observations.map((it) =>
    `${it.key} ${it.kind === "wrong" ? it.condition : it.kind}`
  );
}

Deno.test("modemLooks() reads a modem's state, balance and quota", () => {
  const rows: readonly (readonly [Partial<ModemStatus>, string, string])[] = [
    [{}, "modem:roof well", "quota:roof well"],
    [{ state: "starting" }, "modem:roof unknown", "quota:roof unknown"],
    [{ state: "stopped" }, "modem:roof unknown", "quota:roof unknown"],
    [{ state: "limited" }, "modem:roof well", "quota:roof well"],
    [
      { state: "limited", why: "quota" },
      "modem:roof well",
      "quota:roof quota",
    ],
    [
      { state: "limited", why: "quiet" },
      "modem:roof well",
      "quota:roof unknown",
    ],
    [{ state: "unplugged" }, "modem:roof modem", "quota:roof unknown"],
    [
      { state: "recovering", why: "registration" },
      "modem:roof registration",
      "quota:roof unknown",
    ],
    [
      { state: "blocked", why: "sim" },
      "modem:roof sim",
      "quota:roof unknown",
    ],
  ];
  for (const [changes, modem, quota] of rows) {
    const statuses = [{ ...roof, ...changes }];
    assert.deepEqual(kinds(modemLooks({ statuses, waiting: 0 })), [
      modem,
      "balance:roof unknown",
      quota,
    ]);
  }
  const balance = { amount: 3, text: "", at: 0, low: true };
  const low = modemLooks({ statuses: [{ ...roof, balance }], waiting: 0 });
  assert.equal(kinds(low)[1], "balance:roof balance");
});

Deno.test("modemLooks() says that no modem works only when none of several does", () => {
  const of = (...states: readonly ModemStatus["state"][]) =>
    modemLooks({
      statuses: states.map((state, at) => ({ ...roof, name: `m${at}`, state })),
      waiting: 7,
    })[0];
  assert.equal(of("unplugged")?.key, "modem:m0");
  assert.equal(of("unplugged", "usable")?.kind, "well");
  assert.equal(of("unplugged", "starting")?.kind, "unknown");
  const none = of("unplugged", "blocked");
  assert.ok(none?.kind === "wrong" && none.condition === "modems");
  assert.match(none.text, /m0 is unplugged, m1 is blocked; 7 SMS wait$/);
});

const house = {
  now: 1_000_000,
  waiting: 3,
  oldestDueAt: undefined,
  queueAfterMs: 60_000,
  resting: false,
  freeBytes: 2e9,
  leastFreeBytes: 1e9,
  trouble: undefined,
  breaker: undefined,
} as const;

Deno.test("houseLooks() reads queue, disk, database and breaker", () => {
  const rows = [
    [{}, "queue well", "disk well", "database well", "breaker unknown"],
    [{ oldestDueAt: 2_000_000 }, "queue well"],
    [{ oldestDueAt: 940_001 }, "queue well"],
    [{ oldestDueAt: 940_000 }, "queue queue"],
    [{ oldestDueAt: 940_000, resting: true }, "queue unknown"],
    [{ freeBytes: undefined }, "queue well", "disk unknown"],
    [{ freeBytes: 1e9 - 1 }, "queue well", "disk disk"],
    [{ freeBytes: 1.05e9 }, "queue well", "disk unknown"],
    [{ freeBytes: 1.1e9 }, "queue well", "disk well"],
    [
      { trouble: { text: "Full", since: 5 } },
      ...["queue well", "disk well", "database database"],
    ],
    [
      { breaker: { open: true, text: "Open" } },
      ...["queue well", "disk well", "database well", "breaker breaker"],
    ],
    [
      { breaker: { open: false, text: "SMS go out again" } },
      ...["queue well", "disk well", "database well", "breaker well"],
    ],
  ] as const;
  for (const [changes, ...expected] of rows) {
    const said = kinds(houseLooks({ ...house, ...changes }));
    assert.deepEqual(said.slice(0, expected.length), expected);
  }
});

Deno.test('houseLooks() says of a closed breaker what "after 5 minutes" can go on behind', () => {
  const breaker = { open: false, text: "Closed: SMS leave, 7 were gathered" };
  const [look] = houseLooks({ ...house, breaker }).slice(-1);
  assert.deepEqual(look, {
    kind: "well",
    key: "breaker",
    text: "SMS leave again: the breaker is closed",
    waiting: 0,
  });
});

Deno.test("goneLooks() closes what nothing is said of", () => {
  const record = {
    condition: "modem",
    phase: "pending",
    since: 0,
    calmSince: undefined,
    flaps: 0,
  } as const;
  const keys = ["disk", "modem:roof", "modem:a:b"];
  const book = new Map(keys.map((key) => [key, { ...record, key }]));
  const seen: Observation = { kind: "unknown", key: "disk" };
  assert.deepEqual(
    goneLooks(book, [seen]).map((it) => it.kind === "gone" && it.text),
    ["Modem roof is not here any more", "Modem a:b is not here any more"],
  );
});

Deno.test("durations and sizes are rounded to what matters", () => {
  const second = 1_000;
  const rows = [
    [0, "0 seconds"],
    [second, "1 second"],
    [119 * second, "119 seconds"],
    [120 * second, "2 minutes"],
    [119 * 60 * second, "119 minutes"],
    [120 * 60 * second, "2 hours"],
    [48 * 3_600 * second, "2 days"],
  ] as const;
  for (const [ms, text] of rows) assert.equal(durationText(ms), text);
  assert.equal(sizeText(180_900_000), "180 MB");
  assert.equal(sizeText(1_250_000_000), "1.3 GB");
});
