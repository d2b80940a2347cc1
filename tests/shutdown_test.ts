import assert from "node:assert/strict";
import {
  addressOf,
  fileSays,
  runProgram,
  startProgram,
} from "./support/program.ts";
import { sendMail, SmtpClient } from "./support/smtp_client.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const mail = { to: "+491701234567@sms", text: "In flight" };

Deno.test({
  name:
    "SIGTERM finishes the SMS in flight, shows idle clients out, keeps the rest and ends with 0",
  ignore: Deno.build.os === "windows", // it has no SIGTERM
  async fn() {
    using folder = temporaryFolder();
    Deno.writeTextFileSync(folder.file("wire.txt"), "");
    await using serve = startProgram(folder.path, [
      "serve",
      ...["--modem", "sim:latency=1s"],
      ...["--smtp-listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0"],
      ...["--trace-serial", "wire.txt"],
    ]);
    const address = await addressOf(serve);
    using idle = await SmtpClient.connect(address);
    await idle.command("EHLO idle.example");
    const first = await sendMail(address, mail);
    const next = await sendMail(address, { ...mail, text: "Not yet begun" });
    await fileSays(folder.file("wire.txt"), /> [0-9A-F]{20,}/);
    serve.signal("SIGTERM");
    assert.equal((await idle.reply()).code, 421);
    assert.ok(await idle.closedByServer());
    const { code } = await serve.status();
    assert.equal(code, 0, serve.output);
    assert.match(serve.output, new RegExp(`${first.id} to .* sent by modem1`));
    assert.doesNotMatch(serve.output, /uncertain/);
    await assert.rejects(Deno.connect(address), "It still listens");
    await assert.rejects(Deno.stat(folder.file("control.json")));
    const left = await runProgram(folder.path, "queue", "list");
    assert.match(left.stdout, new RegExp(`^${next.id} .* queued `, "m"));
    assert.match(
      left.stdout,
      new RegExp(`^${first.id} .* (sent|delivered) `, "m"),
    );
  },
});

Deno.test("Ctrl-C ends an idle appliance with 0", async () => {
  using folder = temporaryFolder();
  await using serve = startProgram(folder.path, [
    ...[
      "--modem",
      "sim:",
      "--smtp-listen",
      "127.0.0.1:0",
      "--web-listen",
      "127.0.0.1:0",
    ],
  ]);
  await serve.line(/modem1 \(simulated\) usable/);
  serve.signal("SIGINT");
  const { code } = await serve.status();
  assert.equal(code, 0, serve.output);
  assert.match(serve.output, /^Stopping: /m);
});

Deno.test("Ctrl-C while a port cannot be opened ends it as well", async () => {
  using folder = temporaryFolder();
  await using serve = startProgram(folder.path, [
    ...["--modem", "/dev/cellpost-no-such-port"],
    ...["--smtp-listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0"],
  ]);
  await serve.line(/modem1 unplugged: /);
  serve.signal("SIGINT");
  assert.equal((await serve.status()).code, 0, serve.output);
});
