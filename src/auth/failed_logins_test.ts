import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { clientNetwork } from "../model/mod.ts";
import { FailedLogins } from "./failed_logins.ts";

function lockOut(failed: FailedLogins, address: string): readonly boolean[] {
  return Array.from(
    { length: 11 },
    (_, at) => failed.note(clientNetwork(address), `${at}`).justLockedOut,
  );
}

Deno.test("a lock-out is told once, and ends by itself", async () => {
  const clock = new ManualClock();
  const failed = new FailedLogins(clock);
  const told = lockOut(failed, "192.0.2.1");
  assert.deepEqual(told.map((it, at) => it ? at : -1).filter((it) => it >= 0), [
    9,
  ]);
  const network = clientNetwork("192.0.2.99");
  assert.equal(failed.standing(network)?.kind, "lockedOut");
  assert.equal(failed.standing(clientNetwork("192.0.3.1")), undefined);
  await clock.advance(15 * 60_000);
  assert.equal(failed.standing(network), undefined);
  assert.equal(failed.size, 0);
});

Deno.test("this machine itself is never locked out", () => {
  const failed = new FailedLogins(new ManualClock());
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    assert.ok(!lockOut(failed, address).includes(true), address);
  }
});

Deno.test("memory is bounded, and the locked out are forgotten last", () => {
  const failed = new FailedLogins(new ManualClock(), { most: 3 });
  lockOut(failed, "192.0.2.1");
  for (let net = 0; net < 50; net++) {
    failed.note(clientNetwork(`10.0.${net}.1`), "guess");
    assert.ok(failed.size <= 3);
  }
  assert.equal(
    failed.standing(clientNetwork("192.0.2.1"))?.kind,
    "lockedOut",
  );
  for (let net = 0; net < 3; net++) lockOut(failed, `10.1.${net}.1`);
  assert.equal(failed.size, 3);
  assert.equal(failed.standing(clientNetwork("192.0.2.1")), undefined);
});
