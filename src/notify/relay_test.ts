import assert from "node:assert/strict";
import { certificate } from "../../tests/support/certificates.ts";
import { loopback, started } from "../../tests/support/wire.ts";
import { Secret } from "../model/mod.ts";
import { relayMailer, type RelayOptions } from "./relay.ts";

const never = new AbortController().signal;
const mail = {
  from: "",
  to: ["+4670123456@sms.example"],
  body: "Subject: Report\r\n\r\nOne\r\n.\r\n.dot\r\n",
};
const login = { user: "anna", password: new Secret("s3cret") };

type Started = ReturnType<typeof started>;

function mailerTo(
  { server }: Started,
  options: Partial<RelayOptions> = {},
) {
  const [address] = server.addresses;
  return relayMailer({
    host: "127.0.0.1",
    port: address?.port ?? 0,
    tls: "auto",
    verify: false,
    hostname: "gw.example",
    ...options,
  });
}

Deno.test("a mail goes to the relay as it is, from the null sender, and with our name", async () => {
  const relay = started();
  const result = await mailerTo(relay)(mail, never);
  await relay.server.stop(1_000);
  assert.deepEqual(result, { kind: "done" });
  const [taken, ...others] = relay.receiver.mails;
  assert.deepEqual(others, []);
  assert.equal(taken?.envelope.reversePath, "");
  assert.equal(taken?.envelope.client.helo, "gw.example");
  assert.equal(taken?.text, mail.body);
});

Deno.test("STARTTLS is used where it is offered, whatever the certificate", async () => {
  for (const tls of ["auto", "required"] as const) {
    const listeners = [{ ...loopback, tls: "starttls" as const }];
    const relay = started({ listeners, certificate });
    const result = await mailerTo(relay, { tls })(mail, never);
    await relay.server.stop(1_000);
    assert.deepEqual(result, { kind: "done" });
    assert.equal(relay.receiver.mails[0]?.envelope.client.encrypted, true);
  }
});

Deno.test("implicit TLS speaks TLS from the first byte", async () => {
  const listeners = [{ ...loopback, tls: "implicit" as const }];
  const relay = started({ listeners, certificate });
  const result = await mailerTo(relay, { tls: "implicit" })(mail, never);
  await relay.server.stop(1_000);
  assert.deepEqual(result, { kind: "done" });
  assert.equal(relay.receiver.mails[0]?.envelope.client.encrypted, true);
});

Deno.test("a certificate that must be good and is not keeps every mail here", async () => {
  for (const tls of ["required", "implicit"] as const) {
    const rules = tls === "required" ? "starttls" : "implicit";
    const listeners = [{ ...loopback, tls: rules } as const];
    const relay = started({ listeners, certificate });
    const result = await mailerTo(relay, { tls, verify: true })(mail, never);
    await relay.server.stop(1_000);
    assert.equal(result.kind, "unreachable");
    assert.match("reason" in result ? result.reason : "", /cannot be reached/);
    assert.deepEqual(relay.receiver.mails, []);
  }
});

Deno.test("where STARTTLS is required and not offered, nothing goes", async () => {
  const relay = started();
  const result = await mailerTo(relay, { tls: "required" })(mail, never);
  await relay.server.stop(1_000);
  assert.equal(result.kind, "unreachable");
  assert.deepEqual(relay.receiver.mails, []);
});

Deno.test("a login comes before the mail", async () => {
  const listeners = [
    { ...loopback, tls: "starttls", auth: "required" } as const,
  ];
  const relay = started({ listeners, certificate });
  const result = await mailerTo(relay, { tls: "required", login })(mail, never);
  await relay.server.stop(1_000);
  assert.deepEqual(result, { kind: "done" });
  assert.equal(relay.receiver.mails[0]?.envelope.client.user, "anna");
});

Deno.test("a login that is not taken loses no mail, and shows no password", async () => {
  const listeners = [
    { ...loopback, tls: "starttls", auth: "required" } as const,
  ];
  const relay = started({ listeners, certificate });
  const wrong = { user: "anna", password: new Secret("hunter2") };
  const given = { tls: "required", login: wrong } as const;
  const result = await mailerTo(relay, given)(mail, never);
  const without = await mailerTo(relay, { tls: "required" })(mail, never);
  await relay.server.stop(1_000);
  for (const one of [result, without]) {
    assert.equal(one.kind, "unreachable");
    const reason = "reason" in one ? one.reason : "";
    assert.match(reason, /: check \[mail\] user and password$/);
    assert.ok(!reason.includes("hunter2"));
  }
});

Deno.test("what is refused for good, and what for now", async () => {
  const relay = started();
  const mailer = mailerTo(relay);
  const unknown = await mailer({ ...mail, to: ["nobody@x.example"] }, never);
  assert.equal(unknown.kind, "refused");
  assert.match(
    "reason" in unknown ? unknown.reason : "",
    /said to RCPT TO: 550 5\.1\.1/,
  );
  const full = await mailer({ ...mail, body: "\r\nDISK FULL\r\n" }, never);
  assert.equal(full.kind, "later");
  assert.match("reason" in full ? full.reason : "", /452 4\.3\.1/);
  await relay.server.stop(1_000);
});

Deno.test("a relay that is not there is unreachable", async () => {
  const relay = started();
  await relay.server.stop(1_000);
  const result = await mailerTo(relay)(mail, never);
  assert.equal(result.kind, "unreachable");
  assert.match(
    "reason" in result ? result.reason : "",
    /^127\.0\.0\.1:\d+ cannot be reached/,
  );
});

Deno.test("an attempt ends when it is broken off, also before it has begun", async () => {
  const relay = started();
  const release = relay.receiver.hold();
  const ending = new AbortController();
  const connected = relay.next("connected");
  const result = mailerTo(relay)(mail, ending.signal);
  await connected;
  ending.abort();
  assert.equal((await result).kind, "unreachable");
  const before = await mailerTo(relay)(mail, AbortSignal.abort());
  assert.equal(before.kind, "unreachable");
  release();
  await relay.server.stop(1_000);
  assert.deepEqual(relay.receiver.mails, []);
});
