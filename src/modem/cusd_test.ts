import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { CusdCollector, parseCusd } from "./cusd.ts";

Deno.test("parseCusd() reads what modems write", () => {
  const table: readonly (readonly [string, number, string, number])[] = [
    ['+CUSD: 0,"Balance 5",15', 0, "Balance 5", 15],
    ['+CUSD:0,"Balance 5"', 0, "Balance 5", 15],
    ['+CUSD: 2,"D4F29C0E",72', 2, "D4F29C0E", 72],
    ["+CUSD: 4", 4, "", 15],
    ["+CUSD: 2,,", 2, "", 15],
    ['+CUSD: 1,"Say "yes"\nor "no"",15', 1, 'Say "yes"\nor "no"', 15],
    ["+CUSD: 0,Balance 5,15", 0, "Balance 5", 15],
    ['+CUSD: 0,"A, 3",15', 0, "A, 3", 15],
    ['+CUSD: 0,"",0', 0, "", 0],
    ["+CUSD: nonsense", -1, "", 15],
  ];
  for (const [line, m, text, dcs] of table) {
    assert.deepEqual(parseCusd(line), { kind: "answer", m, text, dcs }, line);
  }
});

Deno.test("a collector joins the lines of a text, and leaves all others alone", async () => {
  const collector = new CusdCollector(new ManualClock());
  const taken = [
    "+CREG: 1",
    '+CUSD: 1,"1 Balance',
    "2 Number",
    '+CMTI: "SM",1 is how it looks',
    '3 End",15',
    "RING",
  ].map((it) => collector.take(it));
  assert.deepEqual(taken, [false, true, true, true, true, false]);
  assert.deepEqual(await collector.answer, {
    kind: "answer",
    m: 1,
    text: '1 Balance\n2 Number\n+CMTI: "SM",1 is how it looks\n3 End',
    dcs: 15,
  });
});

Deno.test("a collector waits a second for what may follow a quote", async () => {
  const clock = new ManualClock();
  const collector = new CusdCollector(clock);
  collector.take('+CUSD: 0,"Say "yes"');
  await clock.advance(500);
  collector.take('or "no"');
  await clock.advance(1000);
  const answer = await collector.answer;
  assert.ok(answer.kind === "answer");
  assert.equal(answer.text, 'Say "yes"\nor "no');
  assert.equal(clock.pending, 0);
});

Deno.test("a collector takes a text that never ends as it is", async () => {
  const collector = new CusdCollector(new ManualClock());
  collector.take('+CUSD: 0,"');
  for (const _line of Array(60).keys()) collector.take("x".repeat(50));
  const answer = await collector.answer;
  assert.ok(answer.kind === "answer" && answer.text.length < 2200);
});
