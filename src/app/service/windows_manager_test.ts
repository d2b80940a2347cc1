import assert from "node:assert/strict";
import { ManualClock } from "../../../tests/support/manual_clock.ts";
import { loadConfig } from "../../config/mod.ts";
import { temporaryFolder } from "../../../tests/support/temporary_folder.ts";
import { FakeWindowsServices } from "./fake_windows_services.ts";
import { folderDescriptor, serviceSid } from "./windows_account.ts";
import { WindowsServiceManager } from "./windows_manager.ts";
import type { WindowsPlaces } from "./windows_places.ts";
import { programWords } from "./windows_program.ts";
import { serviceError } from "./windows_service_abi.ts";
import { serviceFailure } from "./windows_service_words.ts";

const data = "C:\\ProgramData\\cellpost";
const configPath = `${data}\\config.toml`;
const options = { name: "cellpost", configPath };

interface Bench {
  readonly services: FakeWindowsServices;
  readonly manager: WindowsServiceManager;
  readonly clock: ManualClock;
  readonly made: string[];
  readonly removed: string[];
  readonly written: Map<string, string>;
}

function bench(places: Partial<WindowsPlaces> = {}): Bench {
  const [services, clock] = [new FakeWindowsServices(), new ManualClock()];
  const [made, removed]: [string[], string[]] = [[], []];
  const written = new Map<string, string>();
  const manager = new WindowsServiceManager({
    services,
    clock,
    places: {
      program: ["C:\\Program Files\\cellpost\\cellpost.exe"],
      folderOf: (name) => `C:\\ProgramData\\${name}`,
      logPathOf: (name) => `C:\\ProgramData\\${name}\\cellpost.log`,
      descriptorOf: folderDescriptor,
      exists: () => true,
      write: (path, text) => written.set(path, text),
      makeFolder: (path) => made.push(path),
      removeFolder: (path) => removed.push(path),
      ...places,
    },
  });
  return { services, manager, clock, made, removed, written };
}

/** Lets time pass until it is done. */
async function inTime<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let over = false;
  const watched = work.finally(() => over = true);
  watched.catch(() => undefined);
  for (let at = 0; !over && at < 1_000; at++) await clock.advance(250);
  return await watched;
}

Deno.test("install makes a service that starts by itself and again, of a quoted path, in a folder for nobody else", async () => {
  const { services, manager, made, clock } = bench();
  const lines = await inTime(clock, manager.install(options));
  assert.deepEqual(services.made.get("cellpost"), {
    name: "cellpost",
    displayName: "cellpost",
    description: "Takes mail by SMTP and sends it as SMS",
    commandLine: '"C:\\Program Files\\cellpost\\cellpost.exe" serve ' +
      `--service cellpost --service-log ${data}\\cellpost.log ` +
      `--config ${configPath}`,
    account: "NT SERVICE\\cellpost",
    dependencies: ["Tcpip"],
    restartAfterMs: [5_000, 30_000, 60_000],
    forgetFailuresAfterS: 86_400,
    shutdownMs: 40_000,
  });
  assert.deepEqual(made, [data]);
  assert.match(services.rights.get(data) ?? "", /^O:BAD:P\(A;OICI;FA;;;SY\)/);
  assert.ok(services.rights.get(data)?.includes(serviceSid("cellpost")));
  assert.deepEqual([...services.sources], ["cellpost"]);
  assert.deepEqual(lines, [
    'Service "cellpost" is installed: it starts with Windows, as NT SERVICE\\cellpost',
    'Service "cellpost" runs (process 7)',
  ]);
});

Deno.test("install says what the operator still has to see to", async () => {
  const { services, manager, clock, written } = bench({
    exists: () => false,
    program: ["C:\\Users\\anna\\Downloads\\cellpost.exe"],
  });
  services.untaken = [{ setting: "the description", code: 124 }];
  const second = { name: "second", configPath: "D:\\sms\\config.toml" };
  const lines = await inTime(clock, manager.install(second));
  const text = lines.join("\n");
  assert.match(text, /did not take the description \(ERROR_INVALID_LEVEL, 124/);
  assert.match(text, /Wrote D:\\sms\\config.toml:/);
  using folder = temporaryFolder();
  const file = folder.file("config.toml");
  Deno.writeTextFileSync(file, written.get(second.configPath) ?? "x");
  const { kind } = loadConfig({ configPath: file, cwd: folder.path });
  assert.equal(kind, "ok");
  assert.match(text, /icacls "D:\\sms" \/grant "NT SERVICE\\second:/);
  assert.match(text, /copy it to a folder for all/);
  const beside = await manager.plan({
    name: "third",
    configPath: "C:\\ProgramData\\THIRD\\sub\\config.toml",
  });
  assert.doesNotMatch(beside.join("\n"), /icacls/);
});

Deno.test("what would be done is said without doing it", async () => {
  const { services, manager, made } = bench();
  const text = (await manager.plan({ ...options, user: "LocalSystem" }))
    .join("\n");
  assert.match(text, /command +"C:\\Program Files\\cellpost\\cellpost.exe" s/);
  assert.match(text, /account +LocalSystem\n/);
  assert.equal(services.made.size + made.length + services.sources.size, 0);
  const anna = await manager.plan({ ...options, user: "OFFICE\\anna" });
  assert.match(anna.join("\n"), /rights +of .* stay as they are/);
});

Deno.test("a name that would not stand in paths and commands is refused", async () => {
  const { manager } = bench();
  for (const name of ["", "a b", 'a"b', "..\\x", "-x", "a".repeat(65)]) {
    await assert.rejects(
      manager.install({ name, configPath }),
      /cannot be the name of a service/,
    );
  }
});

Deno.test("a service is started and stopped, each time waited for, and a second time is no mistake", async () => {
  const { services, manager, clock } = bench();
  services.behaviour = { looks: 20 };
  const installed = await inTime(clock, manager.install(options));
  assert.equal(installed.at(-1), 'Service "cellpost" runs (process 7)');
  assert.deepEqual(await manager.start("cellpost"), [
    'Service "cellpost" runs already',
  ]);
  const { state, automatic, pid } = await manager.status("cellpost");
  assert.deepEqual([state, automatic, pid], ["running", true, 7]);
  const restarted = await inTime(clock, manager.restart("cellpost"));
  assert.deepEqual(restarted, [
    'Service "cellpost" has stopped',
    'Service "cellpost" runs (process 7)',
  ]);
  await inTime(clock, manager.stop("cellpost"));
  assert.deepEqual(await manager.stop("cellpost"), [
    'Service "cellpost" does not run',
  ]);
  assert.equal((await manager.status("cellpost")).state, "stopped");
  const started = await inTime(clock, manager.restart("cellpost"));
  assert.deepEqual(started, ['Service "cellpost" runs (process 7)']);
});

Deno.test("install may be done again: what is new holds after a restart", async () => {
  const { services, manager, clock } = bench();
  await inTime(clock, manager.install(options));
  const again = { ...options, user: "LocalSystem" };
  const lines = await inTime(clock, manager.install(again));
  assert.equal(services.made.get("cellpost")?.account, "LocalSystem");
  assert.deepEqual(lines.slice(1), [
    'Service "cellpost" has stopped',
    'Service "cellpost" runs (process 7)',
  ]);
});

Deno.test("a start that fails is told with its exit code and the last line of the log", async () => {
  using folder = temporaryFolder();
  const log = folder.file("cellpost.log");
  Deno.writeTextFileSync(log, "old\n2026-11-26 ERR config.toml:3: bad\n");
  const { services, manager, clock } = bench({ logPathOf: () => log });
  services.behaviour = { fails: 1 };
  for (const deed of ["install", "start"] as const) {
    const work = deed === "install"
      ? manager.install(options)
      : manager.start("cellpost");
    await assert.rejects(
      inTime(clock, work),
      /Service "cellpost" did not start \(exit code 1\); the last line .*: 2026-11-26 ERR confi.*$/m,
    );
  }
  const { state, detail } = await manager.status("cellpost");
  assert.equal(state, "failed");
  assert.match(detail, /^exit code 1;/);
});

Deno.test("a service that does not stop is given up after a while", async () => {
  const { services, manager, clock } = bench();
  await inTime(clock, manager.install(options));
  services.behaviour = { looks: 10_000 };
  await assert.rejects(
    inTime(clock, manager.stop("cellpost")),
    /has not stopped within 90 s/,
  );
});

Deno.test("uninstall stops the service and leaves the data, unless it shall be purged", async () => {
  const { services, manager, clock, removed } = bench();
  await inTime(clock, manager.install(options));
  const gone = manager.uninstall({ ...options, purge: false });
  assert.deepEqual(await inTime(clock, gone), [
    'Service "cellpost" has stopped',
    'Service "cellpost" is removed',
    `Config, queue and log stay in ${data}`,
  ]);
  assert.equal(services.sources.size, 0);
  assert.equal((await manager.status("cellpost")).state, "not installed");
  await inTime(clock, manager.install(options));
  await inTime(clock, manager.uninstall({ ...options, purge: true }));
  assert.deepEqual(removed, [data]);
});

Deno.test("what is none of cellpost's services is left alone", async () => {
  const { services, manager, removed } = bench();
  services.add("Spooler", "C:\\Windows\\System32\\spoolsv.exe");
  const spooler = { ...options, name: "Spooler" };
  const none = /"Spooler" is none of cellpost's \(C:/;
  await assert.rejects(manager.install(spooler), none);
  await assert.rejects(manager.start("Spooler"), none);
  await assert.rejects(manager.stop("Spooler"), none);
  await assert.rejects(manager.restart("Spooler"), none);
  const purged = manager.uninstall({ ...spooler, purge: true });
  await assert.rejects(purged, none);
  assert.equal((await manager.status("Spooler")).state, "running");
  assert.deepEqual(removed, []);
});

Deno.test("what Windows refuses is told in words, with what to do", async () => {
  const { services, manager } = bench();
  services.failure = serviceError.ERROR_ACCESS_DENIED;
  await assert.rejects(manager.install(options), /"Run as administrator"/);
  await assert.rejects(manager.start("cellpost"), /only administrators start/);
  services.failure = 0;
  await assert.rejects(manager.start("cellpost"), /There is no service "cell/);
  for (const [name, code] of Object.entries(serviceError)) {
    const { message } = serviceFailure(code, { name: "c", deed: "start" });
    assert.match(message, /^[A-Z]/, name);
    assert.doesNotMatch(message, /\.$/, name);
  }
  const words = { name: "c", deed: "start" };
  assert.match(serviceFailure(4711, words).message, /\(Windows error 4711\)/);
});

Deno.test("the service runs what the command was run by", () => {
  const execPath = "C:\\tools\\deno.exe";
  const compiled = {
    standalone: true,
    execPath: "C:\\c.exe",
    main: "file:///x",
  };
  assert.deepEqual(programWords(compiled), ["C:\\c.exe"]);
  const main = "file:///C:/My%20Data/cellpost.js";
  assert.deepEqual(programWords({ standalone: false, execPath, main }), [
    ...[execPath, "run", "-A", "--no-prompt", "--no-config", "--no-lock"],
    "C:\\My Data\\cellpost.js",
  ]);
  const source = { standalone: false, execPath, main: "file:///D:/c/main.ts" };
  assert.deepEqual(programWords(source).slice(1), [
    ...["run", "-A", "--no-prompt", "D:\\c\\main.ts"],
  ]);
});
