import assert from "node:assert/strict";
import { GsmRig } from "../../tests/support/gsm_rig.ts";
import { Harbour } from "../../tests/support/harbour.ts";
import { deliversOf } from "./simulator_inbound.ts";

const second = 1_000;

function sms(text: string) {
  return deliversOf({ from: "+4917100", text, at: Date.UTC(2026, 10, 23, 8) });
}

Deno.test("a modem that may not send takes in what comes all the same", async () => {
  const quiet = { fromMinute: 10, toMinute: 1_430, urgent: false };
  for (const limits of [{ quiet }, { quota: 1 }, { perDay: 1 }]) {
    await using harbour = new Harbour({ limits });
    if (!("quiet" in limits)) {
      await harbour.usable();
      await harbour.submit("The only one");
    }
    await harbour.until(
      () => harbour.status().state === "limited",
      60 * second,
    );
    harbour.modem().sendTo(...sms("Announced"));
    harbour.modem().card.store(sms("Not announced")[0]!);
    await harbour.clock.advance(60 * second);
    const texts = harbour.received.filter(({ sms }) => sms.kind === "segment");
    assert.equal(texts.length, 2, JSON.stringify(limits));
    assert.equal(harbour.modem().card.messages.size, 0);
  }
});

Deno.test("a stop in the middle of a sweep is quick, and nothing is deleted that is not stored", async () => {
  const harbour = new Harbour({
    faults: [{ at: "AT+CMGD", delayMs: 200, times: Infinity }],
  });
  const { card } = harbour.modem();
  for (let at = 0; at < 8; at++) card.store(sms(`Text ${at}`)[0]!);
  await harbour.usable();
  await harbour.clock.advance(300);
  assert.ok(card.messages.size > 3 && card.messages.size < 8);
  const began = harbour.clock.monotonic();
  await harbour.pass(harbour.fleet.stop());
  assert.ok(harbour.clock.monotonic() - began < second);
  const left = card.messages.size;
  const stored = new Set(
    harbour.received.flatMap(({ sms }) => sms.kind === "report" ? [] : sms.pdu),
  );
  assert.ok(8 - left <= stored.size);
  await harbour.clock.advance(60 * second);
  assert.equal(card.messages.size, left);
  assert.equal(harbour.clock.pending, 0, "A timer is left");
});

Deno.test("a disk that never answers keeps neither the stop waiting nor an SMS from staying in the modem", async () => {
  const harbour = new Harbour({});
  harbour.receive = () => new Promise(() => {});
  harbour.modem().card.store(sms("Hello")[0]!);
  await harbour.usable();
  await harbour.clock.advance(second);
  const began = harbour.clock.monotonic();
  await harbour.pass(harbour.fleet.stop());
  assert.ok(harbour.clock.monotonic() - began < second);
  assert.equal(harbour.modem().card.messages.size, 1);
});

Deno.test("a modem that is being set right is not swept, and is swept when it is well again", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  await harbour.clock.advance(second);
  const modem = harbour.modem();
  modem.modem.setNetwork({ registration: "searching" });
  await harbour.until(() => harbour.status().state !== "usable", 300 * second);
  modem.card.store(sms("Hello")[0]!);
  await harbour.clock.advance(10 * second);
  modem.modem.setNetwork({ registration: "home" });
  await harbour.until(() => harbour.received.length === 1, 900 * second);
  assert.equal(modem.card.messages.size, 0);
});

Deno.test("announcements without end are not followed one by one", async () => {
  using rig = new GsmRig();
  await rig.ready();
  const before = rig.player.heard.length;
  rig.player.say(
    ...Array.from({ length: 301 }, (_, index) => `+CMTI: "ME",${index}`),
  );
  await rig.clock.advance(5_000);
  const heard = rig.player.heard.slice(before);
  assert.ok(heard.includes("AT+CMGL=4"));
  assert.ok(heard.filter((it) => it.startsWith("AT+CMGR")).length < 20);
});
