import assert from "node:assert/strict";
import { certificate } from "../../tests/support/certificates.ts";
import { loopback, started } from "../../tests/support/wire.ts";
import { Secret } from "../model/mod.ts";
import { relayMailer, type RelayOptions } from "./relay.ts";

// The mail client's own timer for a socket that it has closed may end a little later than the test.
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

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

test("a mail goes to the relay as it is, from the null sender, and with our name", async () => {
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

test("STARTTLS is used where it is offered, whatever the certificate", async () => {
  for (const tls of ["auto", "required"] as const) {
    const listeners = [{ ...loopback, tls: "starttls" as const }];
    const relay = started({ listeners, certificate });
    const result = await mailerTo(relay, { tls })(mail, never);
    await relay.server.stop(1_000);
    assert.deepEqual(result, { kind: "done" });
    assert.equal(relay.receiver.mails[0]?.envelope.client.encrypted, true);
  }
});

test("implicit TLS speaks TLS from the first byte", async () => {
  const listeners = [{ ...loopback, tls: "implicit" as const }];
  const relay = started({ listeners, certificate });
  const result = await mailerTo(relay, { tls: "implicit" })(mail, never);
  await relay.server.stop(1_000);
  assert.deepEqual(result, { kind: "done" });
  assert.equal(relay.receiver.mails[0]?.envelope.client.encrypted, true);
});

test("a certificate that must be good and is not keeps every mail here", async () => {
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

test("where STARTTLS is required and not offered, nothing goes", async () => {
  const relay = started();
  const result = await mailerTo(relay, { tls: "required" })(mail, never);
  await relay.server.stop(1_000);
  assert.equal(result.kind, "unreachable");
  assert.deepEqual(relay.receiver.mails, []);
});

test("a login comes before the mail", async () => {
  const listeners = [
    { ...loopback, tls: "starttls", auth: "required" } as const,
  ];
  const relay = started({ listeners, certificate });
  const result = await mailerTo(relay, { tls: "required", login })(mail, never);
  await relay.server.stop(1_000);
  assert.deepEqual(result, { kind: "done" });
  assert.equal(relay.receiver.mails[0]?.envelope.client.user, "anna");
});

test("a login that is not taken loses no mail, and shows no password", async () => {
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

test("what is refused for good, and what for now", async () => {
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

test("a relay that is not there is unreachable", async () => {
  const relay = started();
  await relay.server.stop(1_000);
  const result = await mailerTo(relay)(mail, never);
  assert.equal(result.kind, "unreachable");
  assert.match(
    "reason" in result ? result.reason : "",
    /^127\.0\.0\.1:\d+ cannot be reached/,
  );
});

test("an attempt ends when it is broken off, also before it has begun", async () => {
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

/** A relay that says what it is told to, one line for each of ours; what it got, once the other end is closed. */
async function scripted(
  answer: (line: string) => string | undefined,
): Promise<{ readonly result: string; readonly got: readonly string[] }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const got: string[] = [];
  const served = (async () => {
    using connection = await listener.accept();
    const say = (text: string) =>
      connection.write(new TextEncoder().encode(`${text}\r\n`));
    await say("220 relay.example");
    const buffer = new Uint8Array(4_096);
    for (;;) {
      const size = await connection.read(buffer);
      if (size === null) return;
      const line = new TextDecoder().decode(buffer.subarray(0, size));
      got.push(line);
      const reply = answer(line);
      if (reply === "") return;
      if (reply !== undefined) await say(reply);
    }
  })();
  const { port } = listener.addr as Deno.NetAddr;
  const options = { host: "127.0.0.1", port, tls: "off" } as const;
  const rest = { verify: false, hostname: "gw.example" };
  const { kind } = await relayMailer({ ...options, ...rest })(mail, never);
  await served;
  return { result: kind, got };
}

test(
  "a relay that has taken a mail and says no more holds no connection",
  async () => {
    const { result, got } = await scripted((line) =>
      line.startsWith("QUIT")
        ? undefined
        : line === "DATA\r\n"
        ? "354 Go on"
        : "250 OK"
    );
    assert.equal(result, "done");
    assert.equal(got.at(-1), "QUIT\r\n");
  },
);

test(
  "a relay that hangs up on a mail instead of taking it is asked again",
  async () => {
    const { result } = await scripted((line) =>
      line === "DATA\r\n" ? "354 Go on" : line.endsWith(".\r\n") ? "" : "250 OK"
    );
    assert.equal(result, "unreachable");
  },
);
