import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type LoginVerdict, Secret } from "../model/mod.ts";
import { byClock } from "../../tests/support/by_clock.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import type { AuthEvent } from "./event.ts";
import { type DeriveKey, hashPassword } from "./password.ts";
import type { User } from "./user.ts";
import type { UsersResult } from "./users_file.ts";
import { createVerifier, type VerifierOptions } from "./verifier.ts";

const wrong = "Login failed: check the user name and the password";

/** A stand-in for scrypt that takes no time. */
const quickKey: DeriveKey = (password, salt) =>
  Promise.resolve(
    createHash("sha256").update(password).update(salt).digest(),
  );

async function user(
  name: string,
  password: string,
  more: Partial<User> = {},
): Promise<User> {
  const passwordHash = await hashPassword(new Secret(password), quickKey);
  return { name, passwordHash, networks: [], disabled: false, ...more };
}

/** A verifier with these users, a count of its derivations, and what it told. */
async function house(more: Partial<VerifierOptions> = {}) {
  const clock = new ManualClock();
  const events: AuthEvent[] = [];
  const file = {
    version: 1,
    users: [
      await user("Anna", "correct horse"),
      await user("bert", "battery staple", { disabled: true }),
      await user("plc", "hall three", { networks: ["10.0.0.0/8"] }),
    ],
  };
  const derived: string[] = [];
  const verifier = createVerifier({
    clock,
    users: {
      version: () => `${file.version}`,
      load: (): UsersResult => ({
        kind: "ok",
        users: file.users,
        warnings: [],
      }),
    },
    inNetworks: (address, networks) =>
      networks.includes("10.0.0.0/8") && address.startsWith("10."),
    onEvent: (event) => events.push(event),
    derive: (password, salt) => {
      derived.push(password);
      return quickKey(password, salt);
    },
    ...more,
  });
  const login = (
    name: string,
    password: string,
    address = "192.0.2.7",
  ): Promise<LoginVerdict> =>
    verifier.login(
      { user: name, password: new Secret(password) },
      { client: { address } },
    );
  /** The same, with all waiting done in no time. */
  const told = (...args: Parameters<typeof login>) =>
    byClock(clock, login(...args));
  /** How long the answer takes. */
  const waits = async (...args: Parameters<typeof login>) => {
    const start = clock.monotonic();
    await told(...args);
    return clock.monotonic() - start;
  };
  const of = <K extends AuthEvent["kind"]>(kind: K) =>
    events.filter((it): it is Extract<AuthEvent, { kind: K }> =>
      it.kind === kind
    );
  return { clock, verifier, events, file, derived, login, told, waits, of };
}

function textOf(verdict: LoginVerdict): string {
  if (verdict.kind === "accepted") return `accepted ${verdict.user}`;
  const { code, enhanced, text } = verdict.refusal;
  return `${code} ${enhanced} ${text}`;
}

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

/** Somebody who tries to enter the operator's side. */
async function screenDoor() {
  const rig = await house();
  const { clock, file, verifier } = rig;
  file.users = [
    await user("Anna", "correct horse", { role: "admin" }),
    await user("zabbix", "monitoring"),
  ];
  file.version += 1;
  await clock.advance(1000);
  const enter = (name: string, password: string, address = "192.0.2.7") =>
    byClock(
      clock,
      verifier.enter(
        { user: name, password: new Secret(password) },
        { client: { address } },
      ),
    );
  return { ...rig, enter };
}

Deno.test("only a user with a role enters the operator's side; one without hears what a stranger hears, after as long", async () => {
  const { clock, enter, told, of } = await screenDoor();
  const entered = await enter("anna", "correct horse");
  assert.ok(entered.kind === "entered");
  assert.equal(entered.user.role, "admin");
  const times: number[] = [];
  for (const [name, password] of [["zabbix", "monitoring"], ["no", "body"]]) {
    const start = clock.monotonic();
    assert.deepEqual(await enter(name!, password!), {
      kind: "refused",
      why: "wrong",
      text: wrong,
    });
    times.push(clock.monotonic() - start);
  }
  assert.deepEqual(times, [1000, 1000]);
  assert.deepEqual(of("loginFailed").map(({ fault }) => fault), [
    "no role",
    "unknown user",
  ]);
  assert.equal(textOf(await told("zabbix", "monitoring")), "accepted zabbix");
});

Deno.test("guesses at one user from everywhere lock the operator's side for that user, and no mail", async () => {
  const { enter, told, of } = await screenDoor();
  for (let at = 0; at < 30; at++) {
    await enter("zabbix", `${at}`, `10.1.${at}.1`);
  }
  const verdict = await enter("zabbix", "monitoring", "198.51.100.1");
  assert.deepEqual(verdict, {
    kind: "refused",
    why: "lockedOut",
    text:
      "Too many failed logins as this user: correct the password there and wait 15 minutes",
  });
  assert.deepEqual(of("userLockedOut"), [
    { kind: "userLockedOut", name: "zabbix" },
  ]);
  assert.equal(
    textOf(await told("zabbix", "monitoring", "198.51.100.1")),
    "accepted zabbix",
  );
});

Deno.test("find() gives whoever may come now, and nobodyMayEnter is sure of it", async () => {
  const { clock, file, verifier } = await screenDoor();
  assert.equal(verifier.nobodyMayEnter, false);
  assert.equal(verifier.find("ANNA", "192.0.2.7")?.name, "Anna");
  file.users = [
    await user("zabbix", "monitoring"),
    await user("Anna", "x", {
      disabled: true,
    }),
  ];
  file.version += 1;
  await clock.advance(1000);
  assert.equal(verifier.nobodyMayEnter, true);
  assert.equal(verifier.find("anna", "192.0.2.7"), undefined);
  const unread = await house({
    users: {
      version: () => "",
      load: () => ({ kind: "invalid", problems: ["Broken"] }),
    },
  });
  assert.equal(unread.verifier.nobodyMayEnter, false);
});
