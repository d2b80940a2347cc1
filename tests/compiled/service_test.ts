import assert from "node:assert/strict";
import { join } from "node:path";
import { Child } from "../support/child.ts";
import { NotifyReader } from "../support/notify_socket.ts";
import { fileSays } from "../support/program.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

// What only the executable can show: its permissions let it speak to systemd and journald, and run systemd's programs.
const binary = join(import.meta.dirname ?? ".", "../../dist/cellpost");
const listen = ["--smtp-listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0"];

Deno.test("the executable tells systemd and journald how it is", async () => {
  using folder = temporaryFolder();
  await using systemd = new NotifyReader(folder.file("notify"));
  const log = folder.file("log.txt");
  await Deno.writeTextFile(log, "");
  const { dev, ino } = await Deno.stat(log);
  const shell = ["sh", "-c", 'exec "$@" 2>"$0"', log, binary];
  await using served = new Child(
    [...shell, "--modem", "sim:", ...listen],
    {
      cwd: folder.path,
      env: {
        NOTIFY_SOCKET: systemd.name,
        WATCHDOG_USEC: "200000",
        JOURNAL_STREAM: `${dev}:${ino}`,
      },
    },
  );
  const ready = await systemd.message(/^READY=1$/);
  await systemd.message(/^WATCHDOG=1$/, ready);
  await fileSays(log, /^<6>modem1 .* usable/m);
  served.signal("SIGTERM");
  await systemd.message(/^STOPPING=1$/, ready);
  assert.equal((await served.status()).code, 0);
});

Deno.test("the executable prints how it would install itself", async () => {
  using folder = temporaryFolder();
  await using child = new Child([binary, "service", "install", "--dry-run"], {
    cwd: folder.path,
  });
  assert.equal((await child.status()).code, 0, child.output);
  assert.match(child.output, /^# copy .* to \/usr\/local\/bin\/cellpost/m);
  assert.match(
    child.output,
    /^ExecStart=\/usr\/local\/bin\/cellpost serve --config \/etc\/cellpost/m,
  );
});
