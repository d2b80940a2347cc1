import assert from "node:assert/strict";
import { Child } from "./support/child.ts";
import { NotifyReader } from "./support/notify_socket.ts";
import {
  addressOf,
  fileSays,
  programCommand,
  runProgram,
} from "./support/program.ts";
import { sendMail } from "./support/smtp_client.ts";
import {
  type TemporaryFolder,
  temporaryFolder,
} from "./support/temporary_folder.ts";

// systemd runs in no test: a socket stands for it, which gets what systemd would.
const onLinux = { ignore: Deno.build.os !== "linux" };

const listen = ["--smtp-listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0"];

/** Starts `serve` as systemd does, with these variables. */
function startService(
  folder: TemporaryFolder,
  modem: string,
  env: Readonly<Record<string, string>>,
): Child {
  const serve = [
    "serve",
    ...["--modem", modem],
    ...listen,
    ...["--trace-serial", "wire.txt"],
  ];
  return new Child(programCommand(serve), { cwd: folder.path, env });
}

function smsOf(child: Child): readonly string[] {
  return child.lines.filter(({ from, text }) =>
    from === "stdout" && text.startsWith("  | ")
  ).map(({ text }) => text.slice(4));
}

const to = "+491701234567@sms";

Deno.test(
  "install --dry-run tells each step and the whole unit, and does none of it",
  onLinux,
  async () => {
    using folder = temporaryFolder();
    const config = folder.file("roof/config.toml");
    const { code, stdout } = await runProgram(
      folder.path,
      ...["service", "install", "--dry-run", "--name", "roof"],
      ...["--config", config, "--user", "nobody"],
    );
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^# write \/etc\/systemd\/system\/roof\.service/m);
    assert.match(stdout, new RegExp(`^# write ${config} `, "m"));
    assert.match(stdout, /^# run systemctl daemon-reload$/m);
    assert.match(stdout, /^\[Unit\]\n[^]*^\[Service\]\n[^]*^\[Install\]\n/m);
    assert.match(stdout, /^User=nobody$/m);
    assert.match(stdout, /^StateDirectory=roof$/m);
    await assert.rejects(Deno.stat(folder.file("roof")));
    await assert.rejects(Deno.stat("/etc/systemd/system/roof.service"));
  },
);

Deno.test(
  "a service from the source is refused in one line",
  onLinux,
  async () => {
    using folder = temporaryFolder();
    const { code, stdout, stderr } = await runProgram(
      folder.path,
      ...["service", "install", "--name", "cellpost-story"],
    );
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^This cellpost runs from its source: .*$/);
  },
);

Deno.test(
  "a service says READY once mail is taken, finishes its SMS after STOPPING, and goes on where it was",
  onLinux,
  async () => {
    using folder = temporaryFolder();
    Deno.writeTextFileSync(folder.file("wire.txt"), "");
    await using systemd = new NotifyReader(folder.file("notify"));
    const env = { NOTIFY_SOCKET: systemd.name };
    const texts = ["First", "Second", "Third"];
    await using served = startService(folder, "sim:latency=2s", env);
    await systemd.message(/^READY=1$/);
    // It listens by now: the banner is there, and a mail is taken at once.
    const address = await addressOf(served);
    for (const text of texts) {
      assert.equal((await sendMail(address, { to, text })).reply.code, 250);
    }
    await fileSays(folder.file("wire.txt"), /> [0-9A-F]{20,}/);
    served.signal("SIGTERM");
    const stopping = await systemd.message(/^STOPPING=1$/);
    await systemd.message(/^EXTEND_TIMEOUT_USEC=\d+$/, stopping);
    assert.equal((await served.status()).code, 0, served.output);
    // Otherwise nothing was in flight, or nothing was left.
    assert.ok([1, 2].includes(smsOf(served).length), served.output);

    await using again = startService(folder, "sim:", env);
    await systemd.message(/^READY=1$/, stopping);
    await again.line(/^ {2}\| Third$/);
    await again.stop();
    assert.deepEqual([...smsOf(served), ...smsOf(again)], texts);
    const { stdout } = await runProgram(folder.path, "queue", "list");
    assert.doesNotMatch(stdout, /queued|uncertain|failed|duplicate/);
    assert.equal(stdout.match(/ (sent|delivered) /g)?.length, texts.length);
  },
);

Deno.test(
  "the watchdog of systemd is answered, by an abstract name too, with the counters",
  onLinux,
  async () => {
    using folder = temporaryFolder();
    await using systemd = new NotifyReader(`@cellpost-story-${Deno.pid}`);
    await using served = startService(folder, "sim:", {
      NOTIFY_SOCKET: systemd.name,
      WATCHDOG_USEC: "200000",
    });
    let at = await systemd.message(/^READY=1$/);
    for (let ping = 0; ping < 3; ping++) {
      at = await systemd.message(/^WATCHDOG=1$/, at) + 1;
    }
    await sendMail(await addressOf(served), { to, text: "Counted" });
    await systemd.message(/^STATUS=accepted 1 · queued 0 · sent 1 /, at);
    await served.stop();
  },
);

Deno.test(
  "what goes to journald has priorities and no times, and what does not has times",
  onLinux,
  async () => {
    using folder = temporaryFolder();
    const log = folder.file("log.txt");
    await Deno.writeTextFile(log, "");
    const { dev, ino } = await Deno.stat(log);
    for (const journal of [`${dev}:${ino}`, "1:2"]) {
      await Deno.writeTextFile(log, "");
      const shell = ["sh", "-c", 'exec "$@" 2>"$0"', log];
      const serve = ["--modem", "sim:", ...listen];
      await using served = new Child([...shell, ...programCommand(serve)], {
        cwd: folder.path,
        env: { JOURNAL_STREAM: journal },
      });
      await fileSays(
        log,
        journal === "1:2"
          ? /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INF modem1 .* usable/m
          : /^<6>modem1 .* usable/m,
      );
      await served.stop();
    }
  },
);

Deno.test("what ends a service is an error for journald", onLinux, async () => {
  using folder = temporaryFolder();
  const log = folder.file("log.txt");
  await Deno.writeTextFile(log, "");
  const { dev, ino } = await Deno.stat(log);
  const shell = ["sh", "-c", 'exec "$@" 2>"$0"', log];
  await using served = new Child([...shell, ...programCommand(["serve"])], {
    cwd: folder.path,
    env: { JOURNAL_STREAM: `${dev}:${ino}` },
  });
  assert.notEqual((await served.status()).code, 0);
  assert.match(await Deno.readTextFile(log), /^<3>No config yet: /);
});
