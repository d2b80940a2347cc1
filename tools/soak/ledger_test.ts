import assert from "node:assert/strict";
import type {
  StoredDelivery,
  StoredSms,
} from "../../tests/interop/support/dead_queue.ts";
import { balance, type SoakBooks, type Violations } from "./ledger.ts";
import type { LogLine } from "./log.ts";

const number = "+46701234510";
const text = "#00001 #00001";
const mail = `#00001 ${number}`;
const stored: StoredDelivery = {
  text,
  recipient: number,
  state: "delivered",
  attempts: 1,
  possibleDuplicate: false,
  inFlight: false,
  wasUncertain: false,
};
const segment: LogLine = { event: "segment", mail, part: 1, modem: "tty0" };
const shown: LogLine = { event: "message", mail, text };
const report: LogLine = {
  event: "report",
  mail,
  part: 1,
  outcome: "delivered",
};

const received: StoredSms = {
  from: "+46705550010",
  text: "@3/1 @3/1",
  segmentCount: 2,
  missing: 0,
};
const called: LogLine = {
  event: "inbound",
  sms: "@3/1",
  from: received.from,
  text: received.text,
  segments: 2,
};
const handed = [1, 2].map((part): LogLine => ({
  event: "handed",
  sms: "@3/1",
  part,
}));
const incoming = [called, ...handed];

/** One mail that was accepted, sent, shown and reported, and one SMS that came in. */
const good: SoakBooks = {
  tried: new Map([[mail, text]]),
  promised: new Set([mail]),
  stored: [stored],
  inbox: [received],
  log: [segment, shown, report, ...incoming],
};

Deno.test("books in which all is well have no violations, and the states sum up to what was accepted", () => {
  const { violations, accepted, states } = balance(good);
  assert.deepEqual(wrongIn(violations), []);
  assert.deepEqual({ accepted, states }, {
    accepted: 1,
    states: { delivered: 1 },
  });
});

Deno.test("a mail whose 250 nobody heard may be in the queue, or not", () => {
  const books = { ...good, promised: new Set<string>() };
  const there = balance(books);
  assert.deepEqual(wrongIn(there.violations), []);
  assert.deepEqual([there.accepted, there.unheard], [0, 1]);
  const gone = balance({ ...books, stored: [], log: incoming });
  assert.deepEqual(wrongIn(gone.violations), []);
  assert.deepEqual([gone.accepted, gone.unheard], [0, 0]);
});

Deno.test("a second arrival that is marked, and a failure with a reason, are no violations", () => {
  for (
    const books of [
      {
        ...good,
        stored: [{ ...stored, possibleDuplicate: true }],
        log: [...good.log, segment, shown],
      },
      failed({ event: "refused", mail, class: "permanent" }),
      failed({ event: "report", mail, part: 1, outcome: "failed" }),
    ]
  ) assert.deepEqual(wrongIn(balance(books).violations), []);
});

Deno.test("segments that are handed over again, and doubts that a report settles, are counted", () => {
  const { inbound, settledByReport, violations } = balance({
    ...good,
    stored: [{ ...stored, wasUncertain: true }],
    log: [...good.log, ...handed],
  });
  assert.deepEqual(wrongIn(violations), []);
  assert.deepEqual({ inbound, settledByReport }, {
    inbound: { handed: 1, repeated: 2 },
    settledByReport: 1,
  });
});

const planted: readonly (readonly [keyof Violations, SoakBooks])[] = [
  ["unaccounted", { ...good, stored: [] }],
  ["strange", { ...good, stored: [stored, stored] }],
  ["strange", { ...good, stored: [stored, { ...stored, text: "#00002" }] }],
  ["unfinished", { ...good, stored: [{ ...stored, state: "uncertain" }] }],
  ["unfinished", { ...good, stored: [{ ...stored, state: "expired" }] }],
  ["lost", { ...good, log: [segment, report] }],
  ["lost", { ...good, stored: [{ ...stored, state: "sent" }], log: [] }],
  ["garbled", {
    ...good,
    log: [segment, { ...shown, text: "#00001" }, report],
  }],
  ["invented", {
    ...good,
    log: [...good.log, { ...shown, mail: `#00002 ${number}` }],
  }],
  ["unmarked", { ...good, log: [...good.log, segment] }],
  ["failedForNothing", failed(segment)],
  ["failedForNothing", failed({ event: "refused", mail, class: "network" })],
  ["deliveredForNothing", { ...good, log: [segment, shown] }],
  ["deliveredForNothing", {
    ...good,
    log: [segment, { ...segment, part: 2 }, shown, report],
  }],
  ["notHanded", { ...good, log: [...good.log.slice(0, -1)] }],
  ["notReceived", { ...good, inbox: [] }],
  ["receivedTwice", { ...good, inbox: [received, received] }],
  ["receivedGarbled", { ...good, inbox: [{ ...received, text: "@3/1" }] }],
  ["receivedGarbled", { ...good, inbox: [{ ...received, from: "+4670" }] }],
  ["receivedGarbled", { ...good, inbox: [{ ...received, missing: 1 }] }],
  ["receivedGarbled", { ...good, inbox: [{ ...received, segmentCount: 1 }] }],
  ["receivedForNothing", {
    ...good,
    inbox: [received, { ...received, text: "@3/2" }],
  }],
  ["receivedForNothing", { ...good, log: [...good.log.slice(0, -1)] }],
];

Deno.test("what is wrong in the books is found, by name and by mail", () => {
  for (const [name, books] of planted) {
    const wrong = wrongIn(balance(books).violations);
    assert.ok(wrong.includes(name), `${name} not in ${wrong}`);
  }
});

function failed(line: LogLine): SoakBooks {
  return {
    ...good,
    stored: [{ ...stored, state: "failed" }],
    log: [line, ...incoming],
  };
}

function wrongIn(violations: Violations): readonly string[] {
  return Object.entries(violations)
    .filter(([, list]) => list.length > 0).map(([name]) => name);
}
