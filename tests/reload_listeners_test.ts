import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { certificate } from "./support/certificates.ts";
import { usersFile } from "./support/front_door.ts";
import { change, edit } from "./support/reload_story.ts";
import { sendMail, SmtpClient } from "./support/smtp_client.ts";

const to = "+46701234567@sms";

Deno.test("a listener with logins comes beside the first, and users are asked for from then on", async () => {
  const password = "correct horse";
  await using cellpost = await Cellpost.start({
    files: { "users.toml": usersFile([{ name: "plc", password }]) },
  });
  const [first] = [cellpost.address];
  using client = await SmtpClient.connect(first);
  await client.command("EHLO plc");
  const view = await change(cellpost, {
    smtp: {
      hostname: "gw2.example",
      listener: [{
        address: "localhost:0",
        auth: "required",
        auth_plaintext: true,
      }],
    },
  });
  assert.deepEqual(view.live.map(({ path }) => path), [
    "[smtp] hostname",
    "[[smtp.listener]] localhost:0",
  ]);
  assert.equal(cellpost.address.port, first.port);
  // Who was connected is still there.
  assert.equal((await client.command("NOOP")).code, 250);
  const second = cellpost.addressOf(1);
  using other = await SmtpClient.connect(second);
  assert.match(other.greeting.lines.join(), /gw2\.example/);
  await other.command("EHLO plc");
  const refused = await other.command("MAIL FROM:<a@b.c>");
  assert.equal(refused.code, 530);
  const login = btoa(`\0plc\0${password}`);
  assert.equal((await other.command(`AUTH PLAIN ${login}`)).code, 235);
  assert.equal((await other.command("MAIL FROM:<a@b.c>")).code, 250);
});

Deno.test("TLS comes with its certificate, and a certificate that is no good changes nothing", async () => {
  await using cellpost = await Cellpost.start({
    files: { "cert.pem": certificate.cert, "key.pem": certificate.key },
  });
  const tls = {
    tls_cert: "cert.pem",
    tls_key: "key.pem",
    listen: [],
    listener: [{ address: "127.0.0.1:0", tls: "starttls" }],
  };
  cellpost.write("bad.pem", "no certificate");
  edit(cellpost, { smtp: { ...tls, tls_cert: "bad.pem" } });
  const kept = await cellpost.reload();
  assert.ok(kept.kind === "kept");
  assert.match(kept.problems.join(), /bad\.pem/);
  assert.notEqual((await sendMail(cellpost.address, { to, text: "a" })).id, "");
  await change(cellpost, { smtp: tls });
  using client = await SmtpClient.connect(cellpost.address);
  const { lines } = await client.command("EHLO plc");
  assert.ok(lines.some((it) => it.includes("STARTTLS")));
});

Deno.test("the networks that may send change for clients of the first listener", async () => {
  await using cellpost = await Cellpost.start();
  await change(cellpost, { smtp: { allow: ["10.0.0.0/8"] } });
  const { reply } = await cellpost.send({ to, text: "a" });
  assert.equal(reply.code, 550);
  await change(cellpost, { smtp: { allow: ["127.0.0.1"] } });
  await cellpost.queue({ to, text: "a" });
});
