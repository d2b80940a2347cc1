import assert from "node:assert/strict";
import fc from "fast-check";
import { type FakeFault } from "../../tests/support/fake_modem.ts";
import { Harbour } from "../../tests/support/harbour.ts";
import { deliversOf } from "./simulator_inbound.ts";

const minute = 60_000;

const commands = [
  "AT+CPMS?",
  "AT+CPMS=",
  "AT+CMGL",
  "AT+CMGR",
  "AT+CMGD",
  "AT+CMGF",
  "AT+CNMI",
  "AT+CMGS",
  "pdu",
] as const;

const answers = [
  "",
  "\r\nOK\r\n",
  "\r\nERROR\r\n",
  "\r\n+CMS ERROR: 314\r\n",
  "\r\n+CMS ERROR: 320\r\n",
  "\r\n+CMS ERROR: 321\r\n",
  "\r\n+CMTI: ,-1\r\n\r\nOK\r\n",
  '\r\n+CMTI: "SM",7\r\n',
  "\x00\xff#~",
  '\r\n+CMGL: 4,"REC UNREAD","+49",,""\r\nHello\r\n\r\nOK\r\n',
  "\r\n+CMGR: 0,,0\r\n\r\nOK\r\n",
  "\r\n+CMGL: 3,1,,24\r\n\r\nOK\r\n",
] as const;

/** An answer that comes when nobody waits for it any more, or just not yet. */
const delay: fc.Arbitrary<FakeFault> = fc.record({
  at: fc.constantFrom(...commands),
  times: fc.integer({ min: 1, max: 3 }),
  delayMs: fc.integer({ min: 4_000, max: 90_000 }),
});

const lie: fc.Arbitrary<FakeFault> = fc.record({
  at: fc.constantFrom(...commands),
  times: fc.integer({ min: 1, max: 3 }),
  instead: fc.constantFrom(...answers),
  then: fc.constantFrom(undefined, undefined, "restart", "unplug"),
}).map((
  { then, ...rest },
) => ({ ...rest, ...(then && { then }) } as FakeFault));

const fault = fc.oneof({ weight: 2, arbitrary: lie }, {
  weight: 1,
  arbitrary: delay,
});

Deno.test("whatever a modem answers, and however late, every SMS comes in, and nothing is deleted that did not", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 25 }),
      async (faults, count) => {
        await using harbour = new Harbour({ faults, capacity: 30 });
        const modem = harbour.modem();
        const texts = Array.from({ length: count }, (_, at) => `Text ${at}`);
        const sent = texts.flatMap((text) =>
          deliversOf({ from: "+4917100", text, at: harbour.clock.now() })
        );
        for (const pdu of sent.slice(0, count / 2)) modem.card.store(pdu);
        modem.sendTo(...sent.slice(count / 2));
        const have = () =>
          new Set(
            harbour.received.flatMap(({ sms }) =>
              sms.kind === "segment" ? [sms.pdu] : []
            ),
          );
        const lost = () => {
          const kept = [...modem.card.messages.values()]
            .map(({ pdu }) => pdu.hex);
          return sent.length - modem.waiting -
            new Set([...have(), ...kept]).size;
        };
        for (let each = 0; each < 6; each++) {
          void harbour.begin(`Alarm ${each}`);
          await harbour.clock.advance(20_000);
          modem.plug();
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
    { numRuns: 100 },
  );
});
