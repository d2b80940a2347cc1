import assert from "node:assert/strict";
import { FakeModem } from "../../tests/support/fake_modem.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import {
  decodeDeliver,
  decodeSubmit,
  joinSegments,
  type Pdu,
  segmentMessage,
} from "../sms/mod.ts";
import { deliversOf, ServiceCentre } from "./simulator_inbound.ts";

function tpdu({ hex }: Pdu) {
  const decoded = decodeDeliver(hex);
  assert.ok(decoded.kind === "ok");
  return decoded.tpdu;
}

Deno.test("deliversOf() writes what a modem would get", () => {
  const text = "Kessel 3 läuft über. ".repeat(20);
  const at = Date.UTC(2026, 10, 23, 8);
  const [first, ...more] = deliversOf({ from: "ACME", text, at }).map(tpdu);
  assert.equal(first?.originator.text, "ACME");
  assert.equal(first?.serviceCentreTime.epochMs, at);
  assert.equal(more.length, 2);
  const all = [first, ...more].flatMap((it) => it ? [it.userData] : []);
  assert.equal(joinSegments(all), text);
  const [short] = deliversOf({ from: "72404", text: "Hi", at }).map(tpdu);
  assert.deepEqual(short?.originator, { text: "72404", typeOfAddress: 0x81 });
});

Deno.test("the service centre keeps what a modem cannot take, in its order", () => {
  const centre = new ServiceCentre();
  const [a, b, c] = ["a", "b", "c"]
    .flatMap((text) => deliversOf({ from: "+491", text, at: 0 }));
  assert.ok(a && b && c);
  const taken: Pdu[] = [];
  let room = 0;
  const deliver = (pdu: Pdu) => room-- > 0 && taken.push(pdu) > 0;
  centre.send("card", [a, b]);
  centre.attach("card", deliver);
  assert.equal(centre.waiting("card"), 2);
  room = 1;
  centre.retry("card");
  assert.deepEqual(taken, [a]);
  room = 9;
  centre.send("card", [c]);
  assert.deepEqual(taken, [a, b, c]);
  centre.detach("card", deliver);
  centre.send("card", [a]);
  assert.equal(centre.waiting("card"), 1);
});

Deno.test("a segment to a card's own number comes back to it, joined by the same reference", () => {
  const centre = new ServiceCentre();
  const taken: Pdu[] = [];
  centre.attach("card", (pdu) => taken.push(pdu) > 0);
  const number = "+12005550100";
  centre.subscribe("card", number);
  centre.subscribe("other", number);
  const text = "Kessel 3 läuft über. ".repeat(20);
  const options = { reference: 9, referenceBits: 8, flash: false } as const;
  const at = Date.UTC(2026, 10, 23, 8);
  for (const recipient of [number, "+491711234567"]) {
    const segments = segmentMessage(text, {
      ...options,
      recipient,
      statusReport: true,
    });
    for (const { hex } of segments) {
      const decoded = decodeSubmit(hex);
      assert.ok(decoded.kind === "ok");
      centre.forward({ sender: "card", tpdu: decoded.tpdu, at });
    }
  }
  const delivers = taken.map(tpdu);
  assert.equal(joinSegments(delivers.map((it) => it.userData)), text);
  for (const { originator, serviceCentreTime } of delivers) {
    assert.equal(originator.text, number);
    assert.equal(serviceCentreTime.epochMs, at);
  }
});

Deno.test("a simulated modem gets what waited when it is on the air, and says so as AT+CNMI asks", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({
    clock,
    capacity: 2,
    behaviour: { registration: "searching" },
  });
  const { port } = modem;
  let heard = "";
  const listen = async () => {
    for (;;) {
      const read = await port.read();
      if (read.kind === "lost") return;
      heard += new TextDecoder().decode(read.bytes);
    }
  };
  listen();
  const say = async (line: string) => {
    heard = "";
    await port.write(new TextEncoder().encode(`${line}\r`));
    await clock.advance(0);
    return heard;
  };
  const pdus = ["a", "b", "c"]
    .flatMap((text) => deliversOf({ from: "+491", text, at: 0 }));
  modem.sendTo(...pdus);
  await say("AT+CNMI=2,1,0,0,0");
  assert.equal(modem.waiting, 3);
  modem.modem.setNetwork({ registration: "home" });
  await clock.advance(0);
  assert.match(heard, /\+CMTI: "SM",1\r\n\r\n\+CMTI: "SM",2\r\n\r\n\+SMS FULL/);
  assert.match(await say("AT+CPMS?"), /"SM",2,2/);
  assert.match(await say("AT+CMGD=1"), /OK\r\n\r\n\+CMTI: "SM",1/);
  assert.equal(modem.waiting, 0);
  await say("AT+CMGD=1");
  await say("AT+CNMI=2,2,0,0,0");
  modem.sendTo(...deliversOf({ from: "+491", text: "d", at: 0 }));
  await clock.advance(0);
  assert.match(heard, /\+CMT: ,\d+\r\n\r\n00/);
  port.close();
});
