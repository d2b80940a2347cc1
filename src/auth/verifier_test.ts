import assert from "node:assert/strict";
import { Secret } from "../model/mod.ts";
import { byClock } from "../../tests/support/by_clock.ts";
import {
  house,
  quickKey,
  textOf,
  user,
  wrong,
} from "../../tests/support/login_house.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { type DeriveKey, hashPassword } from "./password.ts";
import { createVerifier } from "./verifier.ts";

Deno.test("a login is accepted under the operator's spelling, and costs one scrypt in ten minutes", async () => {
  const { clock, derived, told, waits } = await house();
  for (let mail = 0; mail < 50; mail++) {
    assert.deepEqual(await told("ANNA", "correct horse"), {
      kind: "accepted",
      user: "Anna",
    });
  }
  assert.equal(derived.length, 1);
  assert.equal(await waits("anna", "correct horse"), 0);
  await clock.advance(10 * 60_000);
  await told("anna", "correct horse");
  assert.equal(derived.length, 2);
});

Deno.test("logins at the same time with the same words cost one scrypt", async () => {
  const { derived, login } = await house();
  const verdicts = await Promise.all(
    Array.from({ length: 100 }, () => login("anna", "correct horse")),
  );
  assert.ok(verdicts.every(({ kind }) => kind === "accepted"));
  assert.equal(derived.length, 1);
});

Deno.test("whatever is wrong, the client hears the same, after the same work", async () => {
  const { derived, told, of } = await house();
  const attempts = [
    ["anna", "wrong horse"],
    ["nobody", "correct horse"],
    ["", ""],
    ["bert", "battery staple"],
    ["plc", "hall three"],
  ] as const;
  for (const [at, [name, password]] of attempts.entries()) {
    assert.equal(textOf(await told(name, password)), `535 5.7.8 ${wrong}`);
    assert.equal(derived.length, at + 1);
  }
  const address = "192.0.2.7";
  assert.deepEqual(of("loginFailed"), [
    { kind: "loginFailed", address, user: "Anna", fault: "wrong password" },
    { kind: "loginFailed", address, fault: "unknown user" },
    { kind: "loginFailed", address, fault: "unknown user" },
    { kind: "loginFailed", address, user: "bert", fault: "disabled" },
    {
      kind: "loginFailed",
      address,
      user: "plc",
      fault: "outside its networks",
    },
  ]);
});

Deno.test("a right password that gains no entry is not remembered, so the second refusal takes as long", async () => {
  const { derived, told } = await house();
  await told("plc", "hall three");
  await told("plc", "hall three");
  assert.equal(derived.length, 2);
  const inside = await told("plc", "hall three", "10.1.2.3");
  assert.equal(textOf(inside), "accepted plc");
});

Deno.test("a name that nobody has is in no event: it may be a password", async () => {
  const { events, told } = await house();
  await told("correct horse", "anna");
  assert.ok(!JSON.stringify(events).includes("correct horse"));
});

Deno.test("refusals wait longer from the fourth on, by client network", async () => {
  const { waits } = await house();
  const delays: number[] = [];
  for (let guess = 0; guess < 7; guess++) {
    delays.push(await waits("anna", `${guess}`));
  }
  assert.deepEqual(delays, [1000, 1000, 1000, 2000, 4000, 8000, 8000]);
  assert.equal(await waits("anna", "x", "198.51.100.1"), 1000);
  assert.equal(await waits("anna", "correct horse"), 0);
});

Deno.test("ten guesses lock their network out for 15 minutes: every login, without scrypt, told once", async () => {
  const { clock, derived, told, of } = await house();
  for (let guess = 0; guess < 10; guess++) await told("anna", `${guess}`);
  const before = derived.length;
  const lockedOut =
    "535 5.7.8 Too many failed logins from 192.0.2.0/24: correct the password there and wait 15 minutes";
  for (const address of ["192.0.2.7", "192.0.2.200", "::ffff:192.0.2.9"]) {
    const verdict = await told("anna", "correct horse", address);
    assert.equal(textOf(verdict), lockedOut);
  }
  assert.equal(derived.length, before);
  const elsewhere = await told("anna", "correct horse", "192.0.3.7");
  assert.equal(textOf(elsewhere), "accepted Anna");
  assert.deepEqual(of("lockedOut"), [
    { kind: "lockedOut", network: "192.0.2.0/24", failures: 10 },
  ]);
  await clock.advance(15 * 60_000);
  assert.equal(textOf(await told("anna", "correct horse")), "accepted Anna");
});

Deno.test("a lock-out also meets those who were let in before it", async () => {
  const { told } = await house();
  await told("anna", "correct horse");
  for (let guess = 0; guess < 10; guess++) await told("anna", `${guess}`);
  const verdict = await told("anna", "correct horse");
  assert.match(textOf(verdict), /^535 5\.7\.8 Too many failed logins/);
});

Deno.test("one that guesses does not shut out whoever logged in before from an address of its own", async () => {
  const { told, derived } = await house();
  const guard = (name: string, password: string) =>
    told(name, password, "192.0.2.66");
  await told("anna", "correct horse");
  for (let guess = 0; guess < 20; guess++) await guard("anna", `${guess}`);
  assert.match(textOf(await guard("anna", "correct horse")), /Too many/);
  assert.equal(textOf(await told("anna", "correct horse")), "accepted Anna");
  // As somebody else it has never been here.
  assert.match(textOf(await told("plc", "hall three")), /Too many/);
  for (let guess = 0; guess < 10; guess++) await told("anna", `a${guess}`);
  const before = derived.length;
  assert.match(textOf(await told("anna", "correct horse")), /Too many/);
  assert.equal(derived.length, before, "Its own guesses lock it out");
});

Deno.test("a device that goes on with an old password does not shut out its neighbours", async () => {
  const { told, of } = await house();
  for (let mail = 0; mail < 100; mail++) await told("anna", "old password");
  assert.deepEqual(of("lockedOut"), []);
  const neighbour = await told("anna", "correct horse", "192.0.2.8");
  assert.equal(textOf(neighbour), "accepted Anna");
});

Deno.test("this machine waits, but is not locked out", async () => {
  const { told, waits, of } = await house();
  for (const address of ["127.0.0.1", "::1"]) {
    for (let guess = 0; guess < 30; guess++) {
      await told("anna", `${guess}`, address);
    }
    assert.equal(await waits("anna", "x", address), 8000);
    const verdict = await told("anna", "correct horse", address);
    assert.equal(textOf(verdict), "accepted Anna");
  }
  assert.deepEqual(of("lockedOut"), []);
});

Deno.test("a changed or removed user is forgotten at once", async () => {
  const { clock, file, told } = await house();
  assert.equal((await told("anna", "correct horse")).kind, "accepted");
  file.users = [await user("anna", "new password")];
  file.version += 1;
  await clock.advance(1000);
  assert.equal((await told("anna", "correct horse")).kind, "refused");
  assert.equal((await told("anna", "new password")).kind, "accepted");
  file.users = [];
  file.version += 1;
  await clock.advance(1000);
  assert.equal((await told("anna", "new password")).kind, "refused");
});

/** A derivation that ends when told to. */
function heldKeys() {
  const held: (() => void)[] = [];
  const derive: DeriveKey = async (password, salt) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held.push(resolve);
    await promise;
    return await quickKey(password, salt);
  };
  const release = async () => {
    while (held.length > 0) {
      held.shift()?.();
      await settle();
    }
  };
  return { held, derive, release };
}

Deno.test("a user who is removed while its password is checked is not let in", async () => {
  const { held, derive, release } = heldKeys();
  const { clock, file, login, of } = await house({ derive });
  const verdict = login("anna", "correct horse");
  assert.equal(held.length, 1);
  file.users = [];
  file.version += 1;
  await clock.advance(1000);
  await release();
  assert.equal((await byClock(clock, verdict)).kind, "refused");
  assert.deepEqual(of("loginFailed").map(({ fault }) => fault), [
    "unknown user",
  ]);
});

Deno.test("two passwords are checked at a time, a bounded number waits, and the rest shall come back", async () => {
  const { held, derive, release } = heldKeys();
  const line = { atOnce: 2, waiting: 3 };
  const { clock, login, of } = await house({ derive, line });
  const logins = Array.from(
    { length: 6 },
    (_, at) => login("anna", at === 4 ? "correct horse" : `${at}`),
  );
  assert.equal(held.length, 2);
  assert.equal(
    textOf(await logins[5]!),
    "454 4.7.0 Too many logins at once: try later",
  );
  await release();
  const verdicts = await byClock(clock, Promise.all(logins.slice(0, 5)));
  assert.deepEqual(verdicts.map(({ kind }) => kind), [
    ...["refused", "refused", "refused", "refused", "accepted"],
  ]);
  // Whom we had no time for has not failed.
  assert.equal(of("loginFailed").length, 4);
});

Deno.test("those who wait while their network is locked out cost no scrypt any more", async () => {
  const { held, derive, release } = heldKeys();
  const seen: string[] = [];
  const { clock, login } = await house({
    derive: (password, salt) => {
      seen.push(password);
      return derive(password, salt);
    },
  });
  const logins = Array.from({ length: 50 }, (_, at) => login("anna", `${at}`));
  assert.equal(held.length, 2);
  await release();
  const verdicts = await byClock(clock, Promise.all(logins));
  assert.ok(seen.length <= 12, `${seen.length} were checked`);
  assert.ok(verdicts.every(({ kind }) => kind === "refused"));
});

Deno.test("a machine without memory for scrypt makes the client come back", async () => {
  const { told, of } = await house({
    derive: () => Promise.reject(new Error("memory limit exceeded")),
  });
  assert.match(textOf(await told("anna", "correct horse")), /^454 4\.7\.0 /);
  assert.match(String(of("failed")[0]?.error), /memory limit/);
});

Deno.test("once it is disposed of, no refusal waits", async () => {
  const { clock, verifier, login } = await house();
  const waiting = login("anna", "x");
  await settle();
  assert.equal(clock.pending, 1);
  verifier[Symbol.dispose]();
  assert.equal((await waiting).kind, "refused");
  assert.equal((await login("anna", "y")).kind, "refused");
  assert.equal(clock.pending, 0);
});

Deno.test("the real scrypt serves by default", async () => {
  const clock = new ManualClock();
  const passwordHash = await hashPassword(new Secret("correct horse"));
  const anna = { name: "anna", passwordHash, networks: [], disabled: false };
  const verifier = createVerifier({
    clock,
    users: {
      version: () => "",
      load: () => ({ kind: "ok", users: [anna], warnings: [] }),
    },
    inNetworks: () => true,
    onEvent: () => {},
  });
  const verdict = await verifier.login(
    { user: "anna", password: new Secret("correct horse") },
    { client: { address: "192.0.2.7" } },
  );
  assert.deepEqual(verdict, { kind: "accepted", user: "anna" });
});
