import assert from "node:assert/strict";
import { clientNetwork } from "../model/mod.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { GuessedUsers } from "./guessed_users.ts";

function guess(user: string, address: string, mark = "") {
  return { user, network: clientNetwork(address), mark };
}

/** Thirty guesses from thirty networks; whether each of them was the last straw. */
function attack(users: GuessedUsers, user: string): readonly boolean[] {
  return Array.from(
    { length: 30 },
    (_, at) => users.note(guess(user, `10.0.${at}.1`, `${at}`)),
  );
}

Deno.test("thirty guesses from many networks lock a user out for 15 minutes, told once, however the name is written", async () => {
  const clock = new ManualClock();
  const users = new GuessedUsers(clock);
  assert.equal(attack(users, "anna").indexOf(true), 29);
  assert.equal(users.isLockedOut(guess("ANNA", "192.0.2.7")), true);
  assert.equal(users.isLockedOut(guess("bert", "192.0.2.7")), false);
  assert.equal(users.note(guess("anna", "192.0.2.7", "x")), false);
  await clock.advance(15 * 60_000);
  assert.equal(users.isLockedOut(guess("anna", "192.0.2.7")), false);
});

Deno.test("who has entered of late is not kept out by others who fail on purpose", () => {
  const users = new GuessedUsers(new ManualClock());
  users.entered(guess("anna", "192.0.2.7"));
  attack(users, "anna");
  assert.equal(users.isLockedOut(guess("anna", "192.0.2.200")), false);
  assert.equal(users.isLockedOut(guess("anna", "198.51.100.1")), true);
});

Deno.test("this machine is no place that proves anything: all who come by a proxy come from there", () => {
  const users = new GuessedUsers(new ManualClock());
  users.entered(guess("anna", "127.0.0.1"));
  attack(users, "anna");
  assert.equal(users.isLockedOut(guess("anna", "127.0.0.1")), true);
});
