import assert from "node:assert/strict";
import fc from "fast-check";
import { roles } from "../model/mod.ts";
import { begin, endOf, type SessionEnd } from "./session.ts";

const anna = { name: "anna", role: "operator", mark: "1" } as const;
const lengths = { idleMs: 1_000, mostMs: 5_000 };

Deno.test("a session ends by time, and with whatever changes about its user", () => {
  const session = begin(anna, 100);
  const rows: readonly [
    Partial<Parameters<typeof endOf>[1]>,
    SessionEnd | undefined,
  ][] = [
    [{}, undefined],
    [{ now: 1_099 }, undefined],
    [{ now: 1_100 }, "idle"],
    [{ now: 5_100 }, "expired"],
    [{ account: undefined }, "gone"],
    [{ account: { ...anna, role: "admin" } }, "role changed"],
    [{ account: { ...anna, role: "viewer" } }, "role changed"],
    [{ account: { ...anna, mark: "2" } }, "password changed"],
  ];
  for (const [more, end] of rows) {
    const at = { now: 100, account: anna, lengths, ...more };
    assert.equal(endOf(session, at), end, JSON.stringify(more));
  }
});

Deno.test("a session that is over stays over, whenever it is looked at later", () => {
  const account = fc.option(
    fc.record({
      name: fc.constant("anna"),
      role: fc.constantFrom(...roles),
      mark: fc.constantFrom("1", "2"),
    }),
    { nil: undefined },
  );
  const times = fc.tuple(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000));
  fc.assert(fc.property(account, times, (account, [idle, gone, later]) => {
    const session = { ...begin(anna, 0), seenAt: idle };
    const at = (now: number) => endOf(session, { now, account, lengths });
    if (at(idle + gone) !== undefined) {
      assert.notEqual(at(idle + gone + later), undefined);
    }
  }));
});

Deno.test("a session never outlives its longest time, however busy it is", () => {
  fc.assert(fc.property(fc.array(fc.nat(999)), (gaps) => {
    let session = begin(anna, 0);
    let now = 0;
    for (const gap of gaps) {
      now += gap;
      const end = endOf(session, { now, account: anna, lengths });
      assert.equal(end, now >= 5_000 ? "expired" : undefined);
      if (end !== undefined) return;
      session = { ...session, seenAt: now };
    }
  }));
});
