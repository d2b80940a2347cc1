import assert from "node:assert/strict";
import { claimOf, Desk } from "../../tests/support/hand_over_desk.ts";

const request = { turn: 1, urgentOnly: false };

Deno.test("what was seen ahead is reserved without another look", () => {
  const { desk, looks, records } = lookingDesk();
  records.lookAhead(request, 7);
  assert.equal(desk.reserved.size, 0, "others may still take it");
  assert.equal(records.reserve(request, 7)?.deliveryId, 1);
  assert.equal(looks(), 1);
  assert.deepEqual([...desk.reserved], [1]);
});

Deno.test("it is looked for again when something has come, when the modem may be given other things, and when another has it", () => {
  const looksAgain = [
    { arrivals: 8 },
    { request: { ...request, turn: 2 } },
    { request: { ...request, urgentOnly: true } },
    { request: { ...request, routes: { urgent: none, others: none } } },
    { taken: true },
  ];
  for (const change of looksAgain) {
    const { desk, looks, records } = lookingDesk();
    records.lookAhead(request, 7);
    if (change.taken) desk.reserved.add(claimOf(1).deliveryId);
    const { arrivals = 7 } = change;
    const claim = records.reserve(change.request ?? request, arrivals);
    assert.equal(claim?.deliveryId, 2);
    assert.equal(looks(), 2, JSON.stringify(change));
  }
});

Deno.test("a look ahead is good for 10 ms and for one reservation", async () => {
  for (
    const { afterMs, expected } of [
      { afterMs: 10, expected: 1 },
      { afterMs: 10.1, expected: 2 },
    ]
  ) {
    const { desk, records } = lookingDesk();
    records.lookAhead(request, 7);
    await desk.clock.advance(afterMs);
    const claim = records.reserve(request, 7);
    assert.equal(claim?.deliveryId, expected);
    if (claim) records.giveBack(claim);
    assert.notEqual(records.reserve(request, 7)?.deliveryId, expected);
  }
});

Deno.test("a look ahead that finds nothing keeps nobody from looking", () => {
  const desk = new Desk([]);
  desk.records.lookAhead(request, 7);
  assert.equal(desk.records.reserve(request, 7), undefined);
  desk.arrive(claimOf(4));
  assert.equal(desk.records.reserve(request, 7)?.deliveryId, 4);
});

const none = { open: [], kept: [] };

function lookingDesk() {
  const desk = new Desk([claimOf(1), claimOf(2), claimOf(3)]);
  const { records } = desk;
  return { desk, records, looks: () => desk.looks };
}
