import assert from "node:assert/strict";
import { join } from "node:path";
import { addressOf, startProgram } from "./support/program.ts";
import { sendMail } from "./support/smtp_client.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

Deno.test({
  name:
    "a mail goes through serve, a pseudo-terminal and a simulated modem in another process",
  ignore: Deno.build.os !== "linux", // pseudo-terminals are Linux only
  async fn() {
    using folder = temporaryFolder();
    const pty = folder.file("modem0");
    await using simulate = startProgram(folder.path, [
      "simulate",
      ...["--pty", pty, "--options", "pin=90817263", "--log", "sms.jsonl"],
    ]);
    await simulate.line(/^Simulated modem at /);
    Deno.writeTextFileSync(
      folder.file("config.toml"),
      `[[modem]]\nname = "roof"\nport = "${pty}"\npin = "90817263"\n`,
    );
    await using serve = startProgram(folder.path, [
      "serve",
      ...["--smtp-listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0"],
      ...["--trace-serial", "serial.txt", "--trace-smtp", "smtp.txt"],
    ]);
    const text = "Kessel 3 läuft über. ".repeat(10).trim();
    const { id, reply } = await sendMail(await addressOf(serve), {
      to: "+491701234567@sms",
      text,
    });
    assert.equal(reply.code, 250);
    await serve.line(new RegExp(`${id} to \\+491701234567 delivered by roof`));
    await serve.stop();
    await simulate.stop();
    assertArrived(folder.file("sms.jsonl"), text);
    assert.match(simulate.output, /^SMS to \+491701234567 \(simulated by /m);
    // A modem behind a port is taken for a real one, whatever it is.
    assert.doesNotMatch(serve.output, /simulated/);
    assertTraces(folder.path, id);
    await assert.rejects(Deno.lstat(pty), "The link is left behind");
  },
});

function assertArrived(path: string, text: string): void {
  const log = Deno.readTextFileSync(path).trimEnd().split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
  assert.deepEqual(log.map(({ event }) => event), [
    "segment",
    "segment",
    "message",
  ]);
  assert.equal(log[2]?.["text"], text);
  assert.equal(log[2]?.["recipient"], "+491701234567");
}

function assertTraces(folder: string, id: string): void {
  const serial = Deno.readTextFileSync(join(folder, "serial.txt"));
  assert.match(serial, /^\S+ \S+Z \S+modem0 > .*AT\\r$/m);
  assert.match(serial, /AT\+CPIN="?\*+/);
  assert.match(serial, /< .*\+CMGS: 1/);
  assert.doesNotMatch(serial, /90817263/);
  const smtp = Deno.readTextFileSync(join(folder, "smtp.txt"));
  assert.match(smtp, /^\S+Z 127\.0\.0\.1#1 > 220 /m);
  assert.match(smtp, /127\.0\.0\.1#1 < RCPT TO:<\+491701234567@sms>$/m);
  assert.match(smtp, new RegExp(`> 250 2\\.0\\.0 Queued as ${id}$`, "m"));
  assert.doesNotMatch(smtp, /Kessel/);
  for (const name of ["serial.txt", "smtp.txt"]) {
    const { mode } = Deno.statSync(join(folder, name));
    assert.equal((mode ?? 0) & 0o777, 0o600, name);
  }
}
