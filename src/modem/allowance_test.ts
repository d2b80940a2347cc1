import assert from "node:assert/strict";
import fc from "fast-check";
import { Harbour } from "../../tests/support/harbour.ts";
import { settle } from "../../tests/support/manual_clock.ts";

// The clock of a harbour stands at 08:00 in Greenwich, which is its zone.
const minute = 60_000;
const hour = 60 * minute;

Deno.test("a quota holds until midnight, is told in words, and ends by itself", async () => {
  await using harbour = new Harbour({ limits: { quota: 2 } });
  await harbour.usable();
  for (const text of ["1", "2"]) {
    assert.equal((await harbour.submit(text)).kind, "sent");
  }
  assert.equal(harbour.sender().usable, false);
  const { state, detail } = harbour.status();
  assert.deepEqual([state, detail], [
    "limited",
    "Quota of 2 a day used up; next at 00:00",
  ]);
  await harbour.clock.advance(15 * hour);
  assert.equal(harbour.sender().usable, false);
  await harbour.usable();
  assert.equal(harbour.clock.now(), Date.UTC(2026, 10, 24));
  assert.equal(harbour.status().state, "usable");
  const alarms = harbour.events.flatMap((it) =>
    it.kind === "alarm" ? [[it.about, it.raised, it.text]] : []
  );
  assert.deepEqual(alarms, [
    ["quota", true, "Quota of 2 a day used up; next at 00:00"],
    ["quota", false, "Today's quota is free again"],
  ]);
});

Deno.test("a quota counts what may have gone out, and nothing that certainly did not", async () => {
  await using harbour = new Harbour({
    limits: { quota: 2 },
    faults: [
      { at: "pdu", instead: "\r\n+CMS ERROR: 28\r\n", times: 3 },
      { at: "accepted", instead: "" },
    ],
  });
  await harbour.usable();
  for (const _try of Array(3).keys()) {
    assert.equal((await harbour.submit("Refused")).kind, "rejected");
  }
  assert.equal((await harbour.submit("Perhaps")).kind, "uncertain");
  await harbour.usable();
  assert.equal((await harbour.submit("Surely")).kind, "sent");
  assert.equal(harbour.sender().usable, false);
  const [[sim, times] = []] = harbour.ledger.times;
  assert.match(sim ?? "", /^iccid:8949/);
  assert.equal(times?.length, 2);
});

Deno.test("a quota is the SIM's: what it sent before the start counts, and another SIM has its own", async () => {
  await using harbour = new Harbour(
    { limits: { quota: 1 } },
    { limits: { quota: 1 } },
  );
  const [a, b] = harbour.modems;
  harbour.ledger.times.set(`iccid:${a?.card.iccid}`, [harbour.clock.now()]);
  await harbour.usable("b");
  await harbour.clock.advance(minute);
  assert.equal(harbour.status("a").state, "limited");
  assert.equal((await harbour.submit("By b", "b")).kind, "sent");
  assert.deepEqual(b?.received, ["By b"]);
});

Deno.test("a rate lets so many go in any minute, and wakes who waits exactly then", async () => {
  await using harbour = new Harbour({ limits: { perMinute: 3 } });
  await harbour.usable();
  const start = harbour.clock.now();
  const at: number[] = [];
  for (let sms = 0; sms < 9; sms++) {
    await harbour.usable();
    at.push(Math.round((harbour.clock.now() - start) / 1000));
    assert.equal((await harbour.submit(String(sms))).kind, "sent");
  }
  assert.deepEqual(at, [0, 0, 0, 60, 60, 60, 120, 120, 120]);
  assert.match(
    harbour.status().detail,
    /^Limit of 3 a minute reached; next at 08:03:\d\d$/,
  );
  // It comes and goes with each SMS: no news for the log.
  assert.deepEqual(harbour.states(), ["starting", "usable"]);
});

Deno.test("a gap is kept between SMS, also between those of one message", async () => {
  await using harbour = new Harbour({ limits: { minGapMs: 5000 } });
  await harbour.usable();
  await harbour.submit("1");
  assert.equal(harbour.sender().usable, false);
  const before = harbour.clock.monotonic();
  // As a second segment, which does not wait to be usable.
  await harbour.submit("2");
  assert.equal(harbour.clock.monotonic() - before, 5000);
  await harbour.usable();
  assert.equal(harbour.clock.monotonic() - before, 10_000);
});

Deno.test("quiet hours begin and end by the clock, and urgent messages may pass", async () => {
  const quiet = { fromMinute: 9 * 60, toMinute: 10 * 60, urgent: false };
  await using harbour = new Harbour(
    { limits: { quiet } },
    { limits: { quiet: { ...quiet, urgent: true } } },
  );
  await harbour.usable("a");
  await harbour.usable("b");
  assert.equal(harbour.sender("b").urgentOnly, false);
  await harbour.clock.advance(hour);
  const [a, b] = [harbour.sender("a"), harbour.sender("b")];
  assert.deepEqual([a.usable, b.usable, b.urgentOnly], [false, true, true]);
  assert.equal(harbour.status("a").detail, "Quiet until 10:00");
  assert.equal(
    harbour.status("b").detail,
    "Quiet until 10:00; urgent messages go out",
  );
  await harbour.usable("a");
  assert.equal(harbour.clock.now(), Date.UTC(2026, 10, 23, 10));
  assert.deepEqual([b.usable, b.urgentOnly], [true, false]);
});

Deno.test("a limited modem does nothing while it waits", async () => {
  await using harbour = new Harbour({ limits: { quota: 1 } });
  await harbour.usable();
  await harbour.submit("1");
  let woken = false;
  const signal = new AbortController().signal;
  harbour.sender().whenUsable(signal).then(() => woken = true);
  let steps = 0;
  while (!woken && harbour.clock.nextInMs !== undefined) {
    await harbour.clock.advance(harbour.clock.nextInMs);
    steps += 1;
  }
  // Sixteen hours: a health check a minute with its few timers, a look at the clock every five, and one into the memory every 45 s.
  assert.ok(steps <= 16 * 60 * (4 + 60 / 45), `${steps}`);
});

Deno.test("a clock that is set back or forth lets nobody wait for ever", async () => {
  await using harbour = new Harbour({ limits: { quota: 1, perMinute: 1 } });
  await harbour.usable();
  harbour.clock.jump(Date.UTC(2031, 0, 1));
  await harbour.submit("In the future");
  harbour.clock.jump(Date.UTC(2026, 10, 24, 23, 30));
  await settle();
  assert.equal(harbour.sender().usable, false);
  await harbour.until(() => harbour.sender().usable, hour);
  assert.equal(
    harbour.clock.now() - Date.UTC(2026, 10, 25) < 10 * minute,
    true,
  );
});

Deno.test("a count that cannot be read is read later: until then nothing goes out, and then what was sent counts", async () => {
  await using harbour = new Harbour({ limits: { quota: 1 } });
  const { ledger } = harbour;
  const read = ledger.smsTimes;
  ledger.smsTimes = () => {
    throw new Error("Database is locked");
  };
  await harbour.usable();
  const result = await harbour.submit("Uncounted");
  assert.ok(result.kind === "retry");
  assert.equal(result.reason, "Database is locked");
  const sim = `iccid:${harbour.modem().card.iccid}`;
  ledger.times.set(sim, [harbour.clock.now()]);
  ledger.smsTimes = read;
  await harbour.submit("The one that was begun");
  assert.equal(harbour.sender().usable, false);
  assert.equal(harbour.status().state, "limited");
});

Deno.test("a segment that could not be counted does not go out", async () => {
  await using harbour = new Harbour({ limits: { quota: 5 } });
  await harbour.usable();
  harbour.ledger.recordSms = () => Promise.reject(new Error("Disk full"));
  const result = await harbour.submit("Uncounted");
  assert.ok(result.kind === "retry" && result.fault === "message");
  assert.equal(result.reason, "Disk full");
  assert.deepEqual(harbour.modem().received, []);
});

Deno.test("a clock that is behind at the start does not forgive what its SIM has sent", async () => {
  await using harbour = new Harbour({ limits: { quota: 1, perDay: 2 } });
  const { clock, ledger } = harbour;
  const real = clock.now() + 20 * hour;
  const sim = `iccid:${harbour.modem().card.iccid}`;
  ledger.times.set(sim, [real - hour, real - hour]);
  await clock.advance(minute);
  // As when a machine without a clock of its own has found the time.
  clock.jump(real);
  assert.equal(harbour.sender().usable, false);
  await clock.advance(10 * minute);
  assert.equal(harbour.sender().usable, false);
});

Deno.test("a clock that is ahead at the start forgives nothing either", async () => {
  const nowMs = Date.UTC(2031, 0, 1);
  await using harbour = new Harbour({ limits: { quota: 1 } });
  const real = harbour.clock.now();
  const sim = `iccid:${harbour.modem().card.iccid}`;
  harbour.ledger.times.set(sim, [real - hour]);
  harbour.clock.jump(nowMs);
  await harbour.usable();
  harbour.clock.jump(real);
  await harbour.clock.advance(6 * minute);
  assert.equal(harbour.sender().usable, false);
});

Deno.test("what a clock far ahead has put on record is forgotten in the end, and does not count at each start", async () => {
  await using harbour = new Harbour({ limits: { quota: 9 } });
  const { clock, ledger } = harbour;
  await harbour.usable();
  const real = clock.now();
  const ahead = Date.UTC(2031, 0, 1);
  clock.jump(ahead);
  await harbour.submit("In the future");
  clock.jump(real);
  await clock.advance(25 * hour);
  await harbour.submit("A day later");
  const recorded = () => [...ledger.times.values()].flat();
  assert.equal(recorded().length, 2);
  await clock.advance(2 * hour);
  await harbour.submit("Once more");
  await settle();
  assert.equal(recorded().length, 2);
  assert.ok(recorded().every((it) => it < ahead));
});

Deno.test("who looks at a limit that has just ended does not take the wake-up from who waits", async () => {
  const quiet = { fromMinute: 8 * 60, toMinute: 12 * 60, urgent: false };
  await using harbour = new Harbour({ limits: { quiet } });
  await harbour.clock.advance(minute);
  let woken = false;
  const signal = new AbortController().signal;
  harbour.sender().whenUsable(signal).then(() => woken = true);
  // Between two checks of the modem's health.
  await harbour.clock.advance(10_000);
  assert.equal(woken, false);
  harbour.clock.jump(Date.UTC(2026, 10, 23, 12));
  assert.equal(harbour.sender().usable, true);
  await harbour.clock.advance(1000);
  assert.equal(woken, true);
});

Deno.test("a rate is kept and wakes in time, however often the clock is set", async () => {
  const hourMs = hour;
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          passMs: fc.integer({ min: 0, max: 40_000 }),
          jumpMs: fc.constantFrom(0, 0, 90_000, -90_000, 26 * hourMs, -hourMs),
        }),
        { minLength: 5, maxLength: 20 },
      ),
      async (moves) => {
        await using harbour = new Harbour({ limits: { perMinute: 2 } });
        const { clock } = harbour;
        await harbour.usable();
        const sent: number[] = [];
        for (const { passMs, jumpMs } of moves) {
          await clock.advance(passMs);
          clock.jump(clock.now() + jumpMs);
          if (harbour.sender().usable) {
            const result = await harbour.submit("Alarm");
            if (result.kind === "sent") sent.push(clock.monotonic());
          }
        }
        for (const [index, at] of sent.entries()) {
          assert.ok(at - (sent[index - 2] ?? -Infinity) > minute - 5000);
        }
        const held = clock.monotonic();
        await harbour.usable();
        assert.ok(clock.monotonic() - held <= minute);
      },
    ),
    { numRuns: 25 },
  );
});
