import assert from "node:assert/strict";
import { join } from "node:path";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { runProgram } from "./support/program.ts";

const to = "+46701234567";

Deno.test("status is one line for Nagios, and an exit code, through good days and bad", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({ clock });
  await cellpost.usable();
  const id = await cellpost.queue({ to: `${to}@sms`, text: "Pump" });
  await cellpost.reaches(id, "delivered");
  const well = await runProgram(cellpost.folder, "status");
  assert.match(
    well.stdout,
    /^CELLPOST OK - 1 of 1 modems usable, 0 SMS wait \| accepted=1;;;0 sent=1;;;0 delivered=1;;;0 failed=0;;;0 /,
  );
  assert.deepEqual([well.code, well.stderr], [0, ""]);
  const few = await runProgram(
    cellpost.folder,
    ...["status", "--modems-warning", "2", "--waiting-critical", "5"],
  );
  assert.equal(few.code, 1);
  assert.match(few.stdout, /^CELLPOST WARNING - 1 modems are usable/);
  const json = await runProgram(cellpost.folder, "status", "--json");
  const { level, status, stats } = JSON.parse(json.stdout);
  assert.deepEqual(
    [level, status.ready, status.modems, stats.hour.delivered],
    ["OK", true, { usable: 1, total: 1 }, 1],
  );
  await cellpost.stop();
  const gone = await runProgram(cellpost.folder, "status");
  assert.equal(gone.code, 2);
  assert.match(gone.stdout, /^CELLPOST CRITICAL - No cellpost runs on /);
});

Deno.test("status is unknown where the config is broken or a flag is wrong", async () => {
  const folder = await Deno.makeTempDir();
  try {
    Deno.writeTextFileSync(join(folder, "config.toml"), "[smtp]\nx = 1\n");
    const broken = await runProgram(folder, "status");
    assert.equal(broken.code, 3);
    assert.match(broken.stdout, /^CELLPOST UNKNOWN - .*config\.toml/);
    const json = await runProgram(folder, "status", "--json");
    assert.equal(JSON.parse(json.stdout).level, "UNKNOWN");
    const flag = await runProgram(folder, "status", "--waiting-warning", "x");
    assert.equal(flag.code, 3);
    assert.match(flag.stdout, /--waiting-warning "x" must be a whole number/);
    const stray = await runProgram(folder, "status", "--waitng-warning", "5");
    assert.equal(stray.code, 3, "2 would be CRITICAL");
    assert.match(stray.stderr, /unknown option/);
    assert.equal((await runProgram(folder, "status", "now")).code, 3);
    assert.equal((await runProgram(folder, "status", "--help")).code, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an appliance that has died is told as gone, though its file is still there", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({ clock });
  const path = join(cellpost.folder, "control.json");
  const file = await Deno.readTextFile(path);
  await cellpost.stop();
  await Deno.writeTextFile(path, file, { mode: 0o600 });
  const gone = await runProgram(cellpost.folder, "status");
  assert.equal(gone.code, 2);
  assert.match(gone.stdout, /^CELLPOST CRITICAL - .*does not answer at/);
});

Deno.test("readyz follows the modems and the age of the queue, and says why without saying more", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({
    clock,
    modems: ["sim:pin=1234"],
    config: { admin: { queue_after: "10m" } },
  });
  const ask = async (path: string) => {
    const response = await fetch(`${cellpost.url}${path}`);
    return [response.status, await response.text()] as const;
  };
  assert.deepEqual(await ask("/healthz"), [200, "ok\n"]);
  await cellpost.until(() => cellpost.status().state === "blocked");
  assert.deepEqual(await ask("/readyz"), [
    503,
    "not ready\nno modem of 1 is usable\n",
  ]);
  await cellpost.queue({ to: `${to}@sms`, text: "Secret" });
  const end = clock.monotonic() + 11 * 60_000;
  await cellpost.until(() => clock.monotonic() >= end);
  const [status, text] = await ask("/readyz");
  assert.equal(status, 503);
  assert.match(
    text,
    /^not ready\nno modem of 1 is usable\nan SMS has been due for 6\d\d s\n$/,
  );
  assert.ok(!text.includes("Secret") && !text.includes(to));
});

Deno.test("after a restart the counters know the last day, and when the clock is set they are as old as before", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({ clock });
  await cellpost.usable();
  for (const text of ["a", "b", "c"]) {
    await cellpost.reaches(
      await cellpost.queue({ to: `${to}@sms`, text }),
      "delivered",
    );
  }
  const stats = async () =>
    (await fetch(`${cellpost.url}/api/v1/stats`)).json();
  const { hour } = await stats();
  assert.deepEqual([hour.accepted, hour.sent, hour.delivered], [3, 3, 3]);
  await clock.advance(60_000);
  await cellpost.restart();
  await cellpost.usable();
  const again = await stats();
  assert.deepEqual(again.hour, hour);
  assert.deepEqual(again.today.delivered, 3);
  clock.jump(clock.now() - 3 * 3_600_000);
  assert.deepEqual((await stats()).hour, hour);
});
