import assert from "node:assert/strict";
import {
  certificate,
  otherCertificate,
} from "../../tests/support/certificates.ts";
import { loopback, started, Wire } from "../../tests/support/wire.ts";
import type { SmtpServerOptions } from "./server.ts";

const startTls = { ...loopback, tls: "starttls" } as const;
const implicit = { ...loopback, tls: "implicit" } as const;

function startedTls(changed: Partial<SmtpServerOptions> = {}) {
  return started({ listeners: [startTls], certificate, ...changed });
}

Deno.test("STARTTLS makes the connection secret and the session new", async () => {
  const { server, receiver } = startedTls();
  const wire = await Wire.to(server);
  await wire.reply();
  assert.match(await wire.ask("EHLO before"), /^250.STARTTLS$/m);
  await wire.ask("MAIL FROM:<spy@b>");
  await wire.ask("RCPT TO:<+4670123456>");
  await wire.startTls();
  assert.match(await wire.ask("MAIL FROM:<a@b>"), /^503 5\.5\.1/);
  assert.doesNotMatch(await wire.ask("EHLO plc"), /STARTTLS/);
  assert.match(await wire.ask("STARTTLS"), /^503 5\.5\.1/);
  assert.match(await wire.ask("RCPT TO:<+4670123456>"), /^503/);
  await wire.ask("MAIL FROM:<a@b>");
  await wire.ask("RCPT TO:<+4670123456>");
  await wire.ask("DATA");
  assert.match(await wire.ask("hi\r\n."), /^250 2\.0\.0/);
  assert.match(await wire.ask("QUIT"), /^221/);
  assert.equal(await wire.reply(), "");
  wire.close();
  const [mail] = receiver.mails;
  assert.equal(mail?.envelope.reversePath, "a@b");
  assert.deepEqual(mail?.envelope.client, {
    address: "127.0.0.1",
    helo: "plc",
    encrypted: true,
  });
  await server.stop(1_000);
});

Deno.test("what came with STARTTLS is not obeyed behind it", async () => {
  const { server } = startedTls();
  const wire = await Wire.to(server);
  await wire.reply();
  await wire.ask("EHLO a");
  assert.match(
    await wire.ask("STARTTLS\r\nEHLO spy\r\nMAIL FROM:<spy@b>\r\nNO"),
    /^220 /,
  );
  await wire.handshake();
  assert.match(await wire.ask("NOOP"), /^250 2\.0\.0 OK$/);
  assert.match(await wire.ask("RCPT TO:<1>"), /^503/);
  assert.match(await wire.ask("MAIL FROM:<a@b>"), /^503 5\.5\.1 Say HELO/);
  wire.close();
  await server.stop(1_000);
});

Deno.test("a listener for TLS alone speaks it from the first byte", async () => {
  const { server, receiver } = startedTls({ listeners: [implicit] });
  const wire = await Wire.to(server);
  await wire.handshake();
  assert.match(await wire.reply(), /^220 gw/);
  assert.doesNotMatch(await wire.ask("EHLO plc"), /STARTTLS/);
  assert.match(await wire.ask("STARTTLS"), /^503/);
  await wire.ask("MAIL FROM:<a@b>");
  await wire.ask("RCPT TO:<+4670123456>");
  await wire.ask("DATA");
  assert.match(await wire.ask("hi\r\n."), /^250 2\.0\.0/);
  assert.match(await wire.ask("QUIT"), /^221/);
  assert.equal(await wire.reply(), "");
  wire.close();
  assert.equal(receiver.mails[0]?.envelope.client.encrypted, true);
  await server.stop(1_000);
});

Deno.test("a password may be sent over TLS where it may not be without", async () => {
  for (const tls of ["starttls", "implicit"] as const) {
    const listeners = [{ ...loopback, tls, auth: "required" }] as const;
    const { server } = startedTls({ listeners });
    const wire = await Wire.to(server);
    if (tls === "implicit") await wire.handshake();
    await wire.reply();
    if (tls === "starttls") {
      assert.doesNotMatch(await wire.ask("EHLO a"), /AUTH/);
      assert.match(await wire.ask("AUTH PLAIN"), /^538/);
      await wire.startTls();
    }
    assert.match(await wire.ask("EHLO a"), /^250.AUTH PLAIN LOGIN$/m);
    assert.match(await wire.ask("AUTH PLAIN AGFubmEAczNjcmV0"), /^235/);
    wire.close();
    await server.stop(1_000);
  }
});

Deno.test("a long mail over STARTTLS comes in as it was sent", async () => {
  const { server, receiver } = startedTls({ maxSize: 2_000_000 });
  const wire = await Wire.to(server);
  await wire.reply();
  await wire.startTls();
  await wire.send(
    "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<+4670123456>\r\nDATA\r\n",
  );
  for (let n = 0; n < 4; n++) await wire.reply();
  const text = Array.from({ length: 20_000 }, (_, n) => `line ${n}\r\n`).join(
    "",
  );
  assert.match(await wire.ask(`${text}.`), /^250/);
  assert.equal(receiver.mails[0]?.text, text);
  wire.close();
  await server.stop(1_000);
});

Deno.test("a new certificate is for those who come, who is there stays", async () => {
  const { server } = startedTls({ listeners: [startTls, implicit] });
  const [first, second] = server.addresses;
  const old = await Wire.to(server);
  await old.reply();
  await old.startTls();
  const oldImplicit = new Wire(
    await Deno.connect({ ...second!, transport: "tcp" }),
  );
  await oldImplicit.handshake();
  await oldImplicit.reply();

  server.useCertificate(otherCertificate);
  assert.match(await old.ask("NOOP"), /^250/);
  assert.match(await oldImplicit.ask("NOOP"), /^250/);
  const next = await Wire.to(server);
  await next.reply();
  await next.startTls(otherCertificate.cert);
  assert.match(await next.ask("NOOP"), /^250/);
  const distrustful = await Wire.to(server);
  await distrustful.reply();
  await assert.rejects(distrustful.startTls(certificate.cert));
  const nextImplicit = new Wire(
    await Deno.connect({ ...second!, transport: "tcp" }),
  );
  await nextImplicit.handshake(otherCertificate.cert);
  assert.match(await nextImplicit.reply(), /^220/);
  assert.deepEqual(server.addresses, [first, second]);
  for (const wire of [old, oldImplicit, next, distrustful, nextImplicit]) {
    wire.close();
  }
  await server.stop(1_000);
});

Deno.test("a certificate that is none changes nothing", async () => {
  const { server } = startedTls();
  const bad = { cert: certificate.cert, key: otherCertificate.key };
  for (const wrong of [bad, { cert: "", key: "" }]) {
    assert.throws(() => server.useCertificate(wrong), {
      name: "SmtpError",
      code: "bad-certificate",
      message: /tls_cert, or its key in tls_key, is no good: \w/,
    });
  }
  assert.throws(() => startedTls({ certificate: bad }), {
    code: "bad-certificate",
  });
  const wire = await Wire.to(server);
  await wire.reply();
  await wire.startTls();
  assert.match(await wire.ask("NOOP"), /^250/);
  wire.close();
  await server.stop(1_000);
});

Deno.test("without a certificate STARTTLS waits for one, and TLS alone is not listened for", async () => {
  const { server } = started({ listeners: [startTls] });
  const wire = await Wire.to(server);
  await wire.reply();
  assert.doesNotMatch(await wire.ask("EHLO a"), /STARTTLS/);
  assert.match(await wire.ask("STARTTLS"), /^454 4\.7\.0/);
  server.useCertificate(certificate);
  assert.match(await wire.ask("EHLO a"), /^250.STARTTLS$/m);
  await wire.startTls();
  assert.match(await wire.ask("NOOP"), /^250/);
  wire.close();
  server.useCertificate(undefined);
  const late = await Wire.to(server);
  await late.reply();
  assert.match(await late.ask("STARTTLS"), /^454 4\.7\.0/);
  late.close();
  await server.stop(1_000);
  assert.throws(() => started({ listeners: [implicit] }), {
    code: "no-certificate",
  });
});

Deno.test("STARTTLS is hidden from those whose TLS is too old, and theirs alone", async () => {
  const shown = async (hideStartTls: (address: string) => boolean) => {
    const { server } = startedTls({ hideStartTls });
    const wire = await Wire.to(server);
    await wire.reply();
    const said = await wire.ask("EHLO a");
    await wire.startTls();
    assert.match(await wire.ask("NOOP"), /^250/);
    wire.close();
    await server.stop(1_000);
    return said.includes("STARTTLS");
  };
  assert.equal(await shown((address) => address === "127.0.0.1"), false);
  assert.equal(await shown((address) => address !== "127.0.0.1"), true);
});
