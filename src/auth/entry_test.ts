import assert from "node:assert/strict";
import { Secret } from "../model/mod.ts";
import { byClock } from "../../tests/support/by_clock.ts";
import { house, textOf, user, wrong } from "../../tests/support/login_house.ts";

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
