import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { Account } from "./accounts.ts";
import { SeldomTold } from "./seldom_told.ts";
import { Sessions } from "./sessions.ts";

const anna = { name: "anna", role: "admin", mark: "1" } as const;
const address = "192.0.2.7";

function house() {
  const clock = new ManualClock();
  const found: { account: Account | undefined } = { account: anna };
  const sessions = new Sessions({
    clock,
    accounts: {
      nobody: false,
      find: () => found.account,
      login: () => Promise.reject(new Error("Nobody asks")),
    },
    lengths: { idleMs: 1_000, mostMs: 5_000 },
  });
  return { clock, found, sessions };
}

Deno.test("a session is known by 256 bits that nothing here holds", () => {
  const { sessions } = house();
  const id = sessions.open(anna);
  assert.match(id, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(sessions.use(id, address)?.name, "anna");
  assert.equal(sessions.use(id.slice(1), address), undefined);
  assert.equal(sessions.use("", address), undefined);
  assert.ok(
    !Deno.inspect(sessions, { depth: 9, showHidden: true }).includes(id),
  );
});

Deno.test("a request keeps a session awake, a look does not, and it ends at its longest time", async () => {
  const { clock, sessions } = house();
  const [busy, idle] = [sessions.open(anna), sessions.open(anna)];
  for (let step = 0; step < 5; step++) {
    await clock.advance(900);
    assert.ok(sessions.use(busy, address), `${step}`);
    assert.equal(sessions.goesOn(idle, address), step === 0);
  }
  await clock.advance(500);
  assert.equal(sessions.use(busy, address), undefined);
  assert.equal(sessions.size, 0);
});

Deno.test("a session whose user has changed is over for good", () => {
  const { found, sessions } = house();
  const id = sessions.open(anna);
  found.account = { ...anna, mark: "2" };
  assert.equal(sessions.use(id, address), undefined);
  found.account = anna;
  assert.equal(sessions.use(id, address), undefined);
});

Deno.test("so many logins push out the session that was used longest ago", () => {
  const { sessions } = house();
  const [first, second] = [sessions.open(anna), sessions.open(anna)];
  for (let at = 0; at < 1_022; at++) sessions.open(anna);
  assert.ok(sessions.use(first, address));
  sessions.open(anna);
  assert.equal(sessions.size, 1_024);
  assert.equal(sessions.use(second, address), undefined);
  assert.ok(sessions.use(first, address));
});

Deno.test("what anybody can cause is told once a minute, and what is remembered is bounded", async () => {
  const clock = new ManualClock();
  const told = new SeldomTold(clock);
  assert.deepEqual([told.now("a"), told.now("a"), told.now("b")], [
    ...[true, false, true],
  ]);
  await clock.advance(60_000);
  assert.equal(told.now("a"), true);
  for (let at = 0; at < 1_024; at++) told.now(`${at}`);
  assert.equal(told.now("a"), true, "The oldest is forgotten");
});
