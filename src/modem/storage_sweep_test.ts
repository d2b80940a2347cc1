import assert from "node:assert/strict";
import { Harbour } from "../../tests/support/harbour.ts";
import { deliversOf } from "./simulator_inbound.ts";
import { portionSize } from "./storage_sweep.ts";

const second = 1_000;

function sms(text: string) {
  return deliversOf({ from: "+4917100", text, at: Date.UTC(2026, 10, 23, 8) });
}

/** Stores SMS in a card, unannounced. */
function fill(harbour: Harbour, count: number): void {
  for (let at = 0; at < count; at++) {
    for (const pdu of sms(`Text ${at}`)) harbour.modem().card.store(pdu);
  }
}

function pdus(harbour: Harbour): readonly string[] {
  return harbour.received.flatMap(({ sms }) =>
    sms.kind === "report" ? [] : [sms.pdu]
  );
}

/** The commands by which SMS are looked for, read and deleted. */
function shelfWork(harbour: Harbour): readonly string[] {
  const { commands } = harbour.modem();
  // Behind AT+CSCA? it is asked for those who look at the modem.
  return commands.filter((it, at) =>
    /^AT\+CM?(?:PMS\?|GL|GR|GD)/.test(it) && commands[at - 1] !== "AT+CSCA?"
  );
}

Deno.test("an SMS that comes is handed on under the modem's name, and its copy deleted", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  const [pdu] = sms("Hello");
  assert.ok(pdu);
  harbour.modem().sendTo(pdu);
  await harbour.clock.advance(100);
  assert.deepEqual(pdus(harbour), [pdu.hex]);
  assert.equal(harbour.received[0]?.modem, "a");
  assert.equal(harbour.modem().card.messages.size, 0);
});

Deno.test("what came while nobody listened is found at the start", async () => {
  await using harbour = new Harbour({});
  fill(harbour, 7);
  await harbour.usable();
  await harbour.clock.advance(second);
  assert.equal(pdus(harbour).length, 7);
  assert.equal(harbour.modem().card.messages.size, 0);
});

Deno.test("what nobody announced is found within a minute", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  await harbour.clock.advance(second);
  fill(harbour, 2);
  await harbour.clock.advance(60 * second);
  assert.equal(pdus(harbour).length, 2);
});

Deno.test("looking into an empty memory is one question, and now and then a list", async () => {
  await using harbour = new Harbour({});
  await harbour.usable();
  await harbour.clock.advance(second);
  const before = shelfWork(harbour).length;
  await harbour.clock.advance(45 * second * 20);
  const work = shelfWork(harbour).slice(before);
  assert.equal(work.filter((it) => it === "AT+CPMS?").length, 20);
  assert.equal(work.filter((it) => it === "AT+CMGL=4").length, 2);
  assert.equal(work.length, 22);
});

Deno.test("a hundred SMS are taken in portions, between which the modem sends", async () => {
  await using harbour = new Harbour({
    capacity: 120,
    // A SIM takes its time.
    faults: ["R", "D"].map((which) => ({
      at: `AT+CMG${which}`,
      delayMs: 50,
      times: Infinity,
    })),
  });
  fill(harbour, 100);
  await harbour.usable();
  const modem = harbour.modem();
  assert.ok(modem.card.messages.size > 90, "the sweep has hardly begun");
  for (let each = 0; each < 5; each++) {
    const asked = shelfWork(harbour).length;
    const began = harbour.clock.monotonic();
    assert.equal((await harbour.submit(`Alarm ${each}`)).kind, "sent");
    const waited = harbour.clock.monotonic() - began;
    assert.ok(waited <= 2 * portionSize * 50 + 50, `waited ${waited} ms`);
    const ahead = shelfWork(harbour).length - asked;
    assert.ok(ahead <= 2 * portionSize + 1, `${ahead} commands ahead`);
    await harbour.clock.advance(100);
  }
  await harbour.clock.advance(20 * second);
  assert.equal(new Set(pdus(harbour)).size, 100);
  assert.equal(pdus(harbour).length, 100);
  assert.equal(modem.card.messages.size, 0);
});

Deno.test("a list of a hundred SMS is taken in whole, from a modem that does not say how many it has", async () => {
  await using harbour = new Harbour({
    capacity: 120,
    faults: [{ at: "AT+CPMS?", instead: "\r\nERROR\r\n", times: Infinity }],
  });
  fill(harbour, 100);
  await harbour.usable();
  await harbour.clock.advance(20 * second);
  assert.ok(shelfWork(harbour).includes("AT+CMGL=4"));
  assert.ok(!shelfWork(harbour).some((it) => it.startsWith("AT+CMGR")));
  assert.equal(new Set(pdus(harbour)).size, 100);
  assert.equal(pdus(harbour).length, 100);
  assert.equal(harbour.modem().card.messages.size, 0);
});

Deno.test("a list that shows a place twice loses neither SMS", async () => {
  const [one, two] = [...sms("One"), ...sms("Two")];
  assert.ok(one && two);
  const shown = [one, two].map(({ hex, length }) =>
    `\r\n+CMGL: 1,0,,${length}\r\n${hex}\r\n`
  );
  await using harbour = new Harbour({
    faults: [{ at: "AT+CMGL", instead: `${shown.join("")}\r\nOK\r\n` }],
  });
  const { card } = harbour.modem();
  card.store(one);
  card.store(two);
  await harbour.usable();
  await harbour.clock.advance(120 * second);
  assert.deepEqual(new Set(pdus(harbour)), new Set([one.hex, two.hex]));
  assert.equal(card.messages.size, 0);
});

Deno.test("no command comes between an SMS and its answer", async () => {
  await using harbour = new Harbour({ behaviour: { latencyMs: 5_000 } });
  await harbour.usable();
  await harbour.clock.advance(second);
  const sending = harbour.begin("Alarm");
  await harbour.clock.advance(second);
  harbour.modem().sendTo(...sms("Hello"));
  await harbour.clock.advance(second);
  const { commands } = harbour.modem();
  assert.match(commands.at(-1) ?? "", /^AT\+CMGS/);
  await harbour.clock.advance(5 * second);
  assert.equal((await sending).kind, "sent");
  assert.equal(pdus(harbour).length, 1);
  assert.ok(commands.lastIndexOf("AT+CMGR=1") > 0);
});

Deno.test("SMS that wait because the memory is full come in as it is emptied", async () => {
  await using harbour = new Harbour({ capacity: 3 });
  const modem = harbour.modem();
  await harbour.usable();
  fill(harbour, 3);
  const more = Array.from({ length: 10 }, (_, at) => sms(`More ${at}`)).flat();
  modem.sendTo(...more);
  assert.equal(modem.waiting, 10);
  await harbour.clock.advance(second);
  assert.equal(modem.waiting, 0);
  assert.equal(new Set(pdus(harbour)).size, 13);
  assert.match(JSON.stringify(harbour.events), /The modem says ..\+SMS FULL/);
});

Deno.test("drafts and sent SMS stay, are not read again and again, and are told of when they fill the memory", async () => {
  await using harbour = new Harbour({ capacity: 20 });
  const { card } = harbour.modem();
  for (let at = 0; at < 16; at++) card.store(sms(`Mine ${at}`)[0]!, true);
  fill(harbour, 1);
  await harbour.usable();
  await harbour.clock.advance(5 * second);
  assert.equal(pdus(harbour).length, 1);
  assert.equal(card.messages.size, 16);
  const before = shelfWork(harbour).length;
  await harbour.clock.advance(45 * second * 8);
  assert.equal(shelfWork(harbour).length - before, 8, "one question a sweep");
  fill(harbour, 1);
  await harbour.clock.advance(45 * second);
  assert.equal(pdus(harbour).length, 2);
  const notices = harbour.events.flatMap((it) =>
    it.kind === "notice" ? [it.text] : []
  );
  assert.deepEqual(notices, [
    'Message memory "SM" is filled by 16 drafts and sent SMS of 20: delete some, or no SMS will come in',
  ]);
});

Deno.test("what nobody can read is handed on as it is, and deleted", async () => {
  await using harbour = new Harbour({});
  harbour.modem().card.store({ hex: "0791FF", length: 1 });
  await harbour.usable();
  await harbour.clock.advance(second);
  const [{ sms } = { sms: undefined }] = harbour.received;
  assert.ok(sms?.kind === "unreadable");
  assert.equal(sms.pdu, "0791FF");
  assert.equal(harbour.modem().card.messages.size, 0);
});

Deno.test("an SMS that cannot be stored stays in the modem until it can", async () => {
  await using harbour = new Harbour({});
  const well = harbour.receive;
  harbour.receive = () => Promise.reject(new Error("Disk full"));
  await harbour.usable();
  harbour.modem().sendTo(...sms("Hello"));
  await harbour.clock.advance(100 * second);
  assert.equal(harbour.modem().card.messages.size, 1);
  assert.deepEqual(
    harbour.events.flatMap((it) => it.kind === "notice" ? [it.text] : []),
    ["A received SMS could not be stored and is tried again: Disk full"],
  );
  harbour.receive = well;
  await harbour.clock.advance(60 * second);
  assert.equal(pdus(harbour).length, 1);
  assert.equal(harbour.modem().card.messages.size, 0);
});

Deno.test("an SMS that is never stored does not keep the others from coming in", async () => {
  await using harbour = new Harbour({});
  const well = harbour.receive;
  const [poison] = sms("Text 0");
  harbour.receive = (modem, sms) =>
    sms.kind === "segment" && sms.pdu === poison?.hex
      ? Promise.reject(new Error("A bug"))
      : well(modem, sms);
  fill(harbour, 14);
  await harbour.usable();
  await harbour.clock.advance(5 * second);
  assert.equal(new Set(pdus(harbour)).size, 13);
  assert.equal(harbour.modem().card.messages.size, 1);
});

Deno.test("an SMS that cannot be deleted is not read for ever, whatever the modem says", async () => {
  for (const answer of ["+CMS ERROR: 500", "OK"]) {
    await using harbour = new Harbour({
      faults: [{
        at: "AT+CMGD",
        instead: `\r\n${answer}\r\n`,
        times: Infinity,
      }],
    });
    await harbour.usable();
    harbour.modem().sendTo(...sms("Hello"));
    await harbour.clock.advance(45 * second * 5);
    const times = pdus(harbour).length;
    assert.equal(times, answer === "OK" ? 4 : 1);
    await harbour.clock.advance(45 * second * 4);
    assert.equal(pdus(harbour).length, times);
    assert.match(JSON.stringify(harbour.events), /cannot be deleted/);
  }
});

Deno.test("one that is gone already counts as deleted", async () => {
  await using harbour = new Harbour({
    faults: [{ at: "AT+CMGD", instead: "\r\n+CMS ERROR: 321\r\n" }],
  });
  await harbour.usable();
  harbour.modem().sendTo(...sms("Hello"));
  await harbour.clock.advance(second);
  assert.doesNotMatch(JSON.stringify(harbour.events), /cannot be deleted/);
});

Deno.test("a modem that does not answer the list loses no SMS and is asked again later", async () => {
  await using harbour = new Harbour({
    faults: [{ at: "AT+CMGL", instead: "" }],
  });
  fill(harbour, 3);
  await harbour.usable();
  assert.equal((await harbour.submit("Alarm")).kind, "sent");
  await harbour.clock.advance(120 * second);
  assert.equal(pdus(harbour).length, 3);
  assert.equal(harbour.modem().card.messages.size, 0);
});

Deno.test("an OK of something else is not taken for a free place, nor what comes late for the SMS in the next one", async () => {
  await using harbour = new Harbour({
    faults: [
      { at: "AT+CMGR=1", instead: "\r\nOK\r\n" },
      { at: "AT+CMGR=2", delayMs: 500 },
    ],
  });
  await harbour.usable();
  await harbour.clock.advance(second);
  const modem = harbour.modem();
  const [one, two] = [...sms("One"), ...sms("Two")];
  assert.ok(one && two);
  modem.sendTo(one, two);
  await harbour.clock.advance(100);
  modem.modem.say(`+CMGR: 0,,${one.length}\r\n${one.hex}\r\n\r\nOK`);
  await harbour.clock.advance(120 * second);
  assert.deepEqual(new Set(pdus(harbour)), new Set([one.hex, two.hex]));
  assert.equal(modem.card.messages.size, 0);
});

Deno.test("an OK of something else is no empty list, nor what comes late an SMS in the place that is asked for next", async () => {
  await using harbour = new Harbour({
    faults: [
      { at: "AT+CMGL", instead: "\r\nOK\r\n" },
      { at: "AT+CMGR=2", delayMs: 500 },
    ],
  });
  const modem = harbour.modem();
  const [one, two] = [...sms("One"), ...sms("Two")];
  assert.ok(one && two);
  modem.card.store(one);
  await harbour.usable();
  modem.sendTo(two);
  await harbour.clock.advance(100);
  modem.modem.say(`+CMGL: 1,0,,${one.length}\r\n${one.hex}\r\n\r\nOK`);
  await harbour.clock.advance(120 * second);
  assert.deepEqual(new Set(pdus(harbour)), new Set([one.hex, two.hex]));
  assert.equal(modem.card.messages.size, 0);
});

Deno.test("unplugged in the middle of a sweep, the rest comes after the replug", async () => {
  await using harbour = new Harbour({
    capacity: 40,
    faults: [{ at: "AT+CMGD=9", instead: "", then: "unplug" }],
  });
  fill(harbour, 30);
  await harbour.usable();
  await harbour.clock.advance(second);
  harbour.modem().plug();
  await harbour.usable();
  await harbour.clock.advance(10 * second);
  assert.equal(new Set(pdus(harbour)).size, 30);
  assert.equal(harbour.modem().card.messages.size, 0);
});

Deno.test("an SMS that takes the place of a listed one, which was announced and deleted meanwhile, is not deleted unread", async () => {
  await using harbour = new Harbour({
    faults: [{ at: "AT+CMGD", delayMs: 50, times: Infinity }],
  });
  const modem = harbour.modem();
  fill(harbour, 10);
  await harbour.usable();
  await passUntil(harbour, () => modem.card.messages.size === 5);
  // It was stored before the list, and told of behind it.
  modem.modem.say('+CMTI: "SM",7');
  await passUntil(harbour, () => !modem.card.messages.has(7));
  for (let at = 1; at <= 6; at++) modem.card.store(sms(`New ${at}`)[0]!);
  assert.ok(modem.card.messages.has(7));
  await harbour.clock.advance(60 * second);
  assert.equal(new Set(pdus(harbour)).size, 16);
  assert.equal(modem.card.messages.size, 0);
});

Deno.test("a modem that never answers the list is asked for one once, and then for each place", async () => {
  await using harbour = new Harbour({
    faults: [{ at: "AT+CMGL", instead: "", times: Infinity }],
  });
  fill(harbour, 3);
  await harbour.usable();
  await harbour.clock.advance(120 * second);
  assert.equal(pdus(harbour).length, 3);
  fill(harbour, 3);
  const before = shelfWork(harbour).length;
  await harbour.clock.advance(10 * 45 * second);
  assert.ok(!shelfWork(harbour).slice(before).includes("AT+CMGL=4"));
  assert.equal(harbour.modem().card.messages.size, 0);
  assert.deepEqual(harbour.status().state, "usable");
});

async function passUntil(
  { clock }: Harbour,
  isSo: () => boolean,
): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    assert.ok(tries < 1_000, "Never so");
    await clock.advance(5);
  }
}
