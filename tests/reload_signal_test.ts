import assert from "node:assert/strict";
import { addressOf, runProgram, startProgram } from "./support/program.ts";
import { sendMail } from "./support/smtp_client.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const config = (rest: string) => `
[smtp]
listen = ["127.0.0.1:0"]
[web]
enabled = false
[[modem]]
port = "sim:"
${rest}`;

Deno.test({
  name:
    "SIGHUP and cellpost reload have a served appliance read its config anew",
  ignore: Deno.build.os === "windows", // it has no SIGHUP
  async fn() {
    using folder = temporaryFolder();
    const write = (rest: string) =>
      Deno.writeTextFileSync(folder.file("config.toml"), config(rest));
    write("");
    await using serve = startProgram(folder.path, ["serve"]);
    const address = await addressOf(serve);
    const sendTo = (to: string) => sendMail(address, { to, text: "a" });
    assert.equal((await sendTo("anna@sms")).id, "");

    write('[contacts]\nanna = "+46701234567"\n[log]\nlevel = "debug"');
    serve.signal("SIGHUP");
    await serve.line(/Config read anew: \[contacts\] anna not set → .*debug/);
    assert.notEqual((await sendTo("anna@sms")).id, "");
    await serve.line(/DBG .*127\.0\.0\.1/);

    write('[contacts]\nanna = "+46701234567"\n[log]\nlevel = "loud"');
    serve.signal("SIGHUP");
    await serve.line(/Config not taken, .*config\.toml:11: \[log\] level is/);
    const broken = await runProgram(folder.path, "reload");
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /config\.toml:11: \[log\] level is "loud"/);

    write('[policy]\ndeny_numbers = ["+46"]\n[queue]\nkeep_for = "10d"');
    const done = await runProgram(folder.path, "reload");
    assert.equal(done.code, 0, done.stderr);
    assert.equal(
      done.stdout,
      `Holds now:
  [policy] deny_numbers [] → ["+46"]
  [contacts] anna "+46701234567" → not set
  [queue] keep_for "90d" → "10d"
  [log] level "debug" → "info"`,
    );
    const { reply } = await sendTo("+46701234567@sms");
    assert.equal(reply.code, 550);
    const again = await runProgram(folder.path, "reload", "--json");
    assert.deepEqual(JSON.parse(again.stdout), {
      kind: "applied",
      live: [],
      restart: [],
    });
    await serve.stop();
  },
});

Deno.test("the flags of serve hold for a config that is read anew", async () => {
  using folder = temporaryFolder();
  const path = folder.file("config.toml");
  const args = ["--config", "config.toml"];
  const flags = ["--modem", "sim:", "--smtp-listen", "127.0.0.1:0"];
  Deno.writeTextFileSync(path, "[web]\nenabled = false\n");
  await using serve = startProgram(folder.path, ["serve", ...args, ...flags]);
  const address = await addressOf(serve);
  Deno.writeTextFileSync(
    path,
    `[web]\nenabled = false\n[smtp]\nlisten = ["127.0.0.1:1"]\n[[modem]]\nname = "roof"\nport = "/dev/none"\n[policy]\ndeny_numbers = ["+46"]`,
  );
  const done = await runProgram(folder.path, "reload", ...args);
  assert.equal(done.code, 0, done.stderr);
  assert.equal(
    done.stdout,
    'Holds now:\n  [policy] deny_numbers [] → ["+46"]',
  );
  const { reply } = await sendMail(address, { to: "+4670123456@x", text: "a" });
  assert.equal(reply.code, 550);
  Deno.removeSync(path);
  const gone = await runProgram(folder.path, "reload");
  assert.equal(gone.code, 1);
  await serve.line(/Config not taken, .*There is no such file/);
  await serve.stop();
});

Deno.test("without a running cellpost there is nothing to reload, and who has changed the path of its queue is told what to do", async () => {
  using folder = temporaryFolder();
  const without = await runProgram(folder.path, "reload");
  assert.equal(without.code, 1);
  assert.match(
    without.stderr,
    /^No cellpost runs with the queue .*cellpost\.db/,
  );

  const path = folder.file("config.toml");
  Deno.writeTextFileSync(path, config(""));
  await using serve = startProgram(folder.path, ["serve"]);
  await addressOf(serve);
  Deno.writeTextFileSync(path, config('[queue]\npath = "other.db"'));
  const moved = await runProgram(folder.path, "reload");
  assert.equal(moved.code, 1);
  assert.match(
    moved.stderr,
    /other\.db: .*where \[queue\] path was changed, restart the one that runs/,
  );
  await serve.stop();
});
