import assert from "node:assert/strict";
import { Secret } from "../model/mod.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { VerifiedLogins } from "./verified_logins.ts";

function login(user: string, password: string, hash = "hash") {
  return {
    user,
    password: new Secret(password),
    passwordHash: new Secret(hash),
  };
}

Deno.test("a login is remembered for 10 minutes, whether or not it is used meanwhile", async () => {
  const clock = new ManualClock();
  const verified = new VerifiedLogins(clock);
  const mark = verified.mark(login("anna", "secret"));
  assert.equal(verified.has(mark), false);
  verified.add(mark);
  await clock.advance(9 * 60_000);
  assert.equal(verified.has(mark), true);
  verified.add(mark);
  await clock.advance(60_000);
  assert.equal(verified.has(mark), false);
  verified.add(mark);
  assert.equal(verified.has(mark), true);
});

Deno.test("mark() differs for another name, password or hash, and from process to process", () => {
  const verified = new VerifiedLogins(new ManualClock());
  const marks = [
    login("anna", "secret"),
    login("anna", "secret!"),
    login("anna", "secret", "other"),
    login("bert", "secret"),
    login("annas", "ecret"),
    login("anna", "cret", "hashse"),
  ].map((it) => verified.mark(it));
  assert.equal(new Set(marks).size, marks.length);
  assert.equal(verified.mark(login("ANNA", "secret")), marks[0]);
  const other = new VerifiedLogins(new ManualClock());
  assert.notEqual(other.mark(login("anna", "secret")), marks[0]);
  assert.ok(marks.every((it) => !it.includes("secret")));
});

Deno.test("no more than a bounded number is remembered; the oldest go first", () => {
  const verified = new VerifiedLogins(new ManualClock(), { most: 3 });
  for (let at = 0; at < 10; at++) verified.add(`${at}`);
  assert.equal(verified.size, 3);
  assert.deepEqual(
    ["6", "7", "8", "9"].map((it) => verified.has(it)),
    [false, true, true, true],
  );
});
