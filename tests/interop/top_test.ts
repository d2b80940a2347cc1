/** `cellpost top` in a real terminal, tmux's. */
import assert from "node:assert/strict";
import { writeEndpoint } from "../../src/control/mod.ts";
import { eventually } from "./support/eventually.ts";
import { inFolder } from "./support/paths.ts";
import { program, serve } from "./support/served_appliance.ts";
import { SmtpClient } from "./support/smtp_client.ts";
import { Tmux } from "./support/tmux.ts";

const wide = { columns: 100, rows: 30 };
const restored = { alternate: false, cursor: true, wrap: true };

/** Starts `cellpost top` from a shell that notes the terminal's settings before and after. */
async function startTop(tmux: Tmux, folder: string): Promise<void> {
  const words = [...program, "top", "--config", `${folder}/config.toml`];
  const quoted = words.map((it) => `'${it}'`).join(" ");
  await Deno.writeTextFile(
    `${folder}/top.sh`,
    `stty -g > before
sh -c 'echo $$ > pid; exec "$@"' top ${quoted}
echo "ended with $?"
stty -g > after
`,
  );
  await tmux.line(". ./top.sh");
}

async function isRestored(tmux: Tmux, folder: string): Promise<void> {
  assert.deepEqual(await tmux.modes(), restored);
  await eventually(
    () => isWritten(`${folder}/after`),
    "settings after the end",
  );
  assert.equal(
    await Deno.readTextFile(`${folder}/after`),
    await Deno.readTextFile(`${folder}/before`),
  );
  await tmux.line("echo typed $((6 * 7))");
  await tmux.shows(/^typed 42$/m);
}

function isWritten(path: string): boolean {
  try {
    return Deno.readTextFileSync(path).endsWith("\n");
  } catch {
    return false;
  }
}

Deno.test("counters rise in a terminal as mails come; one scrolls, reads, resizes and leaves it as it was", async () => {
  await inFolder(async (folder) => {
    await using appliance = await serve({ folder });
    await using tmux = await Tmux.start(folder, wide);
    await startTop(tmux, folder);
    await tmux.shows(/^today +0 +0 /m);
    assert.deepEqual(await tmux.modes(), {
      alternate: true,
      cursor: false,
      wrap: false,
    });
    using client = await SmtpClient.connect(appliance.port);
    const texts = ["Pump 3 stopped", "水位过高 \u001b[2J\u001b]0;owned\u0007"];
    for (const text of texts) {
      const data = `Content-Type: text/plain; charset=utf-8\n\n${text}`;
      await client.mail({ to: "+919812345678", data });
    }
    const full = await tmux.shows(/^today +2 +2 +2 /m);
    assert.match(full, /^All is well: the modem is usable/m);
    assert.match(full, /^m1 +Simulated +▂▄▆█ -71 dBm +simulated +2 +0$/m);
    assert.match(full, /^› .*\+919812345678 +delivered 水位过高 /m);
    await tmux.keys("Down");
    await tmux.shows(/^› .*Pump 3 stopped$/m);
    await tmux.keys("Enter");
    await tmux.shows(
      /^Message +\w{16}, accepted[^]*\| Pump 3 stopped\n[^]*taken by the network/m,
    );
    await tmux.resize(40, 10);
    await tmux.shows(/^ {2}\| Pump 3 stopped$/m);
    await tmux.keys("Escape");
    const small = await tmux.shows(
      /^› \d\d:\d\d \+919812345678 delivered Pump/m,
    );
    assert.match(small, /^in 2 sent 2 failed 0$/m);
    await tmux.resize(100, 30);
    await tmux.keys("/");
    await tmux.line("pump");
    await tmux.shows(/^MESSAGES {2}with "pump"\n› .*Pump 3 stopped\n\n/m);
    await tmux.keys("q");
    await tmux.shows(/^ended with 0$/m);
    await isRestored(tmux, folder);
  });
});

Deno.test("who restarts the appliance sees it go and come back; SIGTERM gives the terminal back", async () => {
  await inFolder(async (folder) => {
    await using appliance = await serve({ folder });
    await using tmux = await Tmux.start(folder, wide);
    await startTop(tmux, folder);
    await tmux.shows(/^All is well/m);
    await appliance.stop();
    await tmux.shows(
      /^No cellpost runs with the queue [^]*What\s+you\s+see\s+is/m,
    );
    await using _again = await serve({ folder });
    await tmux.shows(/^All is well/m);
    Deno.kill(Number(await Deno.readTextFile(`${folder}/pid`)), "SIGTERM");
    await tmux.shows(/^ended with 0$/m);
    await isRestored(tmux, folder);
  });
});

Deno.test("a bug ends it with its trace on the terminal, which is as it was", async () => {
  await inFolder(async (folder) => {
    // Whatever it is asked it answers with what no view looks like.
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => Response.json({ result: [1] }),
    );
    const address = `127.0.0.1:${server.addr.port}`;
    await writeEndpoint(`${folder}/control.json`, {
      pid: 1,
      address,
      token: "x",
    });
    await Deno.writeTextFile(
      `${folder}/config.toml`,
      `[queue]\npath = "${folder}/queue.db"\n`,
    );
    await using tmux = await Tmux.start(folder, wide);
    await startTop(tmux, folder);
    const seen = await tmux.shows(/^ended with 70$/m);
    assert.match(seen, /TypeError/);
    await isRestored(tmux, folder);
  });
});
