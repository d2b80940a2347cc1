import assert from "node:assert/strict";
import fc from "fast-check";
import { type FakeFault } from "../../tests/support/fake_modem.ts";
import { Harbour } from "../../tests/support/harbour.ts";
import { deliversOf } from "./simulator_inbound.ts";

const minute = 60_000;

const at = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "AT",
      "AT+CPMS",
      "AT+CMGL",
      "AT+CMGR",
      "AT+CMGD",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "AT+CMGF",
      "AT+CNMI",
      "AT+CMGS",
      "prompt",
      "pdu",
    ),
  },
);

/** Answers that come when nobody waits for them any more, or just not yet; an OK that nobody can place. */
const fault: fc.Arbitrary<FakeFault> = fc.oneof(
  fc.record({
    at,
    times: fc.integer({ min: 1, max: 30 }),
    delayMs: fc.integer({ min: 400, max: 4_000 }),
  }),
  fc.record({
    at,
    times: fc.integer({ min: 1, max: 3 }),
    delayMs: fc.integer({ min: 4_000, max: 40_000 }),
  }),
  fc.record({
    at,
    times: fc.integer({ min: 1, max: 3 }),
    before: fc.constantFrom("\r\nOK\r\n", "\r\nOK\r\n\r\nOK\r\n"),
  }),
);

/** How long it goes well until the port is taken away while the modem is busy. */
const stretch = fc.record({
  forMs: fc.integer({ min: 100, max: 60_000 }),
  faults: fc.array(fault, { maxLength: 4 }),
  more: fc.integer({ min: 0, max: 4 }),
  cut: fc.boolean(),
  sends: fc.boolean(),
});

const calm = { forMs: 100, faults: [], more: 0, cut: false, sends: false };

/** The search for the modem's rhythm is given up, and leaves OKs behind. */
const lateToKnocks = [
  {
    ...calm,
    faults: [{ at: "AT+CMGR", times: 1, before: "\r\nOK\r\n" }],
  },
  { ...calm, faults: [{ at: "AT", times: 8, delayMs: 2_000 }], more: 2 },
  { ...calm, forMs: 14_500, more: 1 },
];

/** Two OKs that are none let it end too early. */
const twoTooMany = [
  calm,
  {
    ...calm,
    faults: [
      { at: "AT", times: 2, before: "\r\nOK\r\n" },
      { at: "AT", times: 2, delayMs: 400 },
    ],
  },
  { ...calm, more: 2 },
  { ...calm, forMs: 800 },
];

Deno.test("what a modem answers to those who had its port before costs no SMS", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(stretch, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 18 }),
      async (stretches, count) => {
        await using harbour = new Harbour({ runsOn: true, capacity: 30 });
        const modem = harbour.modem();
        let last = 0;
        const next = () =>
          deliversOf({
            from: "+4917100",
            text: `Text ${++last}`,
            at: harbour.clock.now(),
          });
        const sent = Array.from({ length: count }, next).flat();
        for (const pdu of sent) modem.card.store(pdu);
        const have = () =>
          new Set(
            harbour.received.flatMap(({ sms }) =>
              sms.kind === "segment" ? [sms.pdu] : []
            ),
          );
        const lost = () => {
          const kept = [...modem.card.messages.values()]
            .map(({ pdu }) => pdu.hex);
          const known = new Set([...have(), ...kept]).size;
          return sent.length - modem.waiting - known;
        };
        for (const { cut, faults, forMs, more, sends } of stretches) {
          for (const each of faults) modem.plan(each);
          for (let at = 0; at < more; at++) {
            const pdus = next();
            sent.push(...pdus);
            modem.sendTo(...pdus);
          }
          if (sends) void harbour.begin("Alarm");
          await harbour.clock.advance(forMs);
          if (cut) modem.cut();
          assert.equal(lost(), 0, "deleted before it was stored");
        }
        modem.heal();
        await harbour.until(
          () => modem.card.messages.size === 0 && modem.waiting === 0,
          60 * minute,
        );
        assert.deepEqual(have(), new Set(sent.map(({ hex }) => hex)));
      },
    ),
    { numRuns: 300, examples: [[lateToKnocks, 1], [twoTooMany, 1]] },
  );
});
