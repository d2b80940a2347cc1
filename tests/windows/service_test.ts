import assert from "node:assert/strict";
import { join } from "node:path";
import type { Child } from "../support/child.ts";
import { fileSays } from "../support/program.ts";
import { sendMail } from "../support/smtp_client.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { cellpost, plugIn } from "./support/cellpost.ts";
import { inside, Wine } from "./support/wine.ts";

const config = (listen: string) => `
[smtp]
listen = ["${listen}"]

[web]
enabled = false

[[modem]]
name = "north"
port = "COM5"
`;

/** `cellpost service …` on Windows, to its end. */
async function service(
  wine: Wine,
  folder: string,
  ...args: string[]
): Promise<{ readonly code: number; readonly output: string }> {
  await using child = cellpost(wine, folder, "service", ...args);
  const { code } = await child.status();
  return { code, output: child.output };
}

async function done(
  ...args: Parameters<typeof service>
): Promise<string> {
  const { code, output } = await service(...args);
  assert.equal(code, 0, output);
  return output;
}

/** What Windows' own program says of a service, without its blanks: such as `STATE : 4 RUNNING`. */
async function queried(wine: Wine, name: string): Promise<string> {
  const printed = await wine.windowsProgram("sc", ["query", name]);
  return printed.replaceAll(/[ \t\r]+/g, " ");
}

/** Takes away what a test that failed has left: it would start with the next Windows. */
async function forget(wine: Wine, name: string): Promise<void> {
  for (const verb of ["stop", "delete"]) {
    await wine.windowsProgram("sc", [verb, name]).catch(() => undefined);
  }
}

/** The command line by which Windows starts a service. */
async function commandLineOf(wine: Wine, name: string): Promise<string> {
  const key = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}`;
  const query = ["query", key, "/v", "ImagePath"];
  const printed = await wine.windowsProgram("reg", query);
  return /REG_\w+ +([^\r\n]+)/.exec(printed)?.[1] ?? printed;
}

function freshFolder(path: string): string {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  Deno.mkdirSync(path, { recursive: true });
  return path;
}

/** Where the service listens by its log, which it writes anew at each start. */
function smtpOf(log: string) {
  const ports = [...log.matchAll(/^ {2}SMTP {4}127\.0\.0\.1:(\d+)$/gm)];
  return { hostname: "127.0.0.1", port: Number(ports.at(-1)?.[1]) };
}

interface Arrived {
  readonly event: string;
  readonly text: string;
  readonly segments: number;
}

function arrivedIn(path: string): Arrived[] {
  return Deno.readTextFileSync(path).trim().split("\n")
    .map((line): Arrived => JSON.parse(line))
    .filter(({ event }) => event === "message");
}

/** A Windows with a slow modem, and what the service "cellpost" is tried with. */
interface Bench {
  readonly wine: Wine;
  readonly modem: Child;
  /** `cellpost service …`, which must succeed. */
  readonly own: (...args: string[]) => Promise<string>;
  readonly mail: (to: string, text: string) => Promise<string>;
  readonly log: () => string;
  /** Where the modem notes what it has sent. */
  readonly sms: string;
}

const long = "Pumpe 3 steht. ".repeat(55).trim();

/** One SMS is on its way and one waits; the first one's first segment has gone out. */
async function stopsInFlight({ wine, own, mail, log, sms }: Bench) {
  const cut = await mail("+4917012345679@sms", long);
  await mail("+4917012345670@sms", "Pumpe 3 geht wieder");
  await fileSays(sms, /"segment".*4917012345679/);
  assert.match(await own("stop"), /has stopped/);
  assert.match(await queried(wine, "cellpost"), /EXIT_CODE : 0 /);
  assert.match(log(), /INF Stopping: what is in flight is finished/);
  assert.match(log(), new RegExp(`${cut} to .* sent`));
  assert.equal(arrivedIn(sms).filter(({ text }) => text === long).length, 1);
}

async function storyOf({ wine, own, mail, modem, ...bench }: Bench) {
  assert.match(await own("install"), /is installed[^]*runs \(process \d+\)/);
  // Windows starts what is in the quotes, and nothing before the first blank.
  assert.match(
    await commandLineOf(wine, "cellpost"),
    /^"Z:[^"]*deno\.exe" run .* serve --service cellpost /,
  );
  assert.match(await queried(wine, "cellpost"), /STATE : 4 RUNNING/);
  assert.match(await own("start"), /runs already/);
  await mail("+4917012345678@sms", "Pumpe 3 läuft");
  await modem.line(/\| Pumpe 3 läuft/);
  await stopsInFlight({ wine, own, mail, modem, ...bench });
  await own("start");
  await modem.line(/\| Pumpe 3 geht wieder/);
  assert.match(await own("restart"), /has stopped\n.*runs \(process/);
  assert.match(await own("logs", "--lines", "1"), /^\S+ \S+ INF .+$/m);
  assert.match(await own("uninstall"), /is removed/);
  await assert.rejects(queried(wine, "cellpost"), /sc ended by/);
  assert.deepEqual(
    arrivedIn(bench.sms).map(({ text }) => text),
    ["Pumpe 3 läuft", long, "Pumpe 3 geht wieder"],
  );
}

Deno.test("on Windows a service is installed, turns mail into SMS, finishes the SMS in flight when it is stopped, and goes", async () => {
  using folder = temporaryFolder();
  await using wine = await Wine.start();
  await forget(wine, "cellpost");
  const data = freshFolder(wine.programData);
  const sms = folder.file("sms.jsonl");
  Deno.writeTextFileSync(join(data, "config.toml"), config("127.0.0.1:0"));
  // Slow enough that most of the segments are still to go while the service is told to stop.
  const slow = ["--options", "latency=1s", "--log", sms];
  await using modem = await plugIn(wine, folder.path, 5, ...slow);
  const log = () => Deno.readTextFileSync(join(data, "cellpost.log"));
  await storyOf({
    ...{ wine, modem, log, sms },
    own: (...args) => done(wine, folder.path, ...args),
    mail: async (to, text) => {
      const { reply, id } = await sendMail(smtpOf(log()), { to, text });
      assert.equal(reply.code, 250);
      return id;
    },
  });
  await modem.stop();
});

Deno.test("on Windows a service whose config is wrong says why it does not start, and starts with Windows once it is right", async () => {
  using folder = temporaryFolder();
  const place = folder.file("my config");
  Deno.mkdirSync(place);
  const path = join(place, "config.toml");
  {
    await using wine = await Wine.start();
    await forget(wine, "second");
    const own = (...args: string[]) =>
      service(wine, folder.path, ...args, "--name", "second");
    const data = freshFolder(join(wine.programData, "../second"));
    Deno.writeTextFileSync(path, config("127.0.0.1:x"));
    const { code, output } = await own("install", "--config", inside(path));
    assert.equal(code, 1, output);
    assert.match(output, /icacls "Z:.*my config"/);
    assert.match(output, /\(exit code 1\).*\[smtp\] listen, entry 1/);
    const state = await queried(wine, "second");
    assert.match(state, /STATE : 1 STOPPED/);
    assert.match(state, /WIN32_EXIT_CODE : 1066 /);
    assert.match(state, /SERVICE_EXIT_CODE : 1 /);
    const log = Deno.readTextFileSync(join(data, "cellpost.log"));
    assert.match(log, /^\S+ \S+ ERR Z:.*config\.toml:3: \[smtp\] listen/);
    Deno.writeTextFileSync(path, config("127.0.0.1:0"));
  }
  // The machine starts anew.
  await using wine = await Wine.start();
  const own = (...args: string[]) =>
    service(wine, folder.path, ...args, "--name", "second");
  assert.match((await own("start")).output, /runs already/);
  const gone = await own("uninstall", "--purge");
  assert.match(
    gone.output,
    /has stopped\n[^]*is removed\n[^]*Removed .*second/,
  );
  assert.match((await own("start")).output, /There is no service "second"/);
  const data = join(wine.programData, "../second");
  await assert.rejects(Deno.stat(data), Deno.errors.NotFound);

  // Only now: Wine would take this one for the service that it is about to start.
  const byHand = ["serve", "--service", "second", "--service-log"];
  const log = inside(folder.file("by_hand.log"));
  await using served = cellpost(wine, folder.path, ...byHand, log);
  assert.equal((await served.status()).code, 2, served.output);
  assert.match(served.output, /type "cellpost service start", or "cellpost se/);
});
