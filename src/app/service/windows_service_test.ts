import assert from "node:assert/strict";
import { ManualClock, settle } from "../../../tests/support/manual_clock.ts";
import { temporaryFolder } from "../../../tests/support/temporary_folder.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { LogFile } from "./log_file.ts";
import { runAsService, type ServiceRun } from "./windows_service.ts";
import {
  serviceControl,
  serviceError,
  serviceState,
} from "./windows_service_abi.ts";
import type { ServiceHandlers, ServiceHost } from "./windows_service_host.ts";
import type { StatusReport } from "./windows_service_state.ts";

/** A service manager that a test plays. */
class PlayedManager implements ServiceHost {
  readonly reports: StatusReport[] = [];
  readonly events: string[] = [];
  readonly #over = Promise.withResolvers<boolean>();
  handlers: ServiceHandlers | undefined;

  dispatch(handlers: ServiceHandlers): Promise<boolean> {
    this.handlers = handlers;
    return this.#over.promise;
  }

  report(status: StatusReport): void {
    this.reports.push(status);
  }

  lastReport(status: StatusReport): Promise<void> {
    this.reports.push(status);
    this.#over.resolve(true);
    return Promise.resolve();
  }

  event(kind: "error" | "information", text: string): void {
    this.events.push(`${kind}: ${text}`);
  }

  refuse(): void {
    this.#over.resolve(false);
  }

  [Symbol.dispose](): void {}

  get states(): number[] {
    return this.reports.map(({ currentState }) => currentState);
  }
}

const {
  SERVICE_START_PENDING,
  SERVICE_RUNNING,
  SERVICE_STOP_PENDING,
  SERVICE_STOPPED,
} = serviceState;

interface Story {
  readonly manager: PlayedManager;
  readonly clock: ManualClock;
  readonly ended: Promise<number>;
  readonly log: () => string;
}

async function story(
  program: (run: ServiceRun) => Promise<number>,
  play: (story: Story) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  const [manager, clock] = [new PlayedManager(), new ManualClock()];
  using log = new LogFile(folder.file("cellpost.log"));
  const options = { name: "cellpost", host: manager, clock, log };
  const ended = runAsService(program, options);
  const read = () => Deno.readTextFileSync(log.path);
  await play({ manager, clock, ended, log: read });
}

async function begin({ manager, clock }: Story): Promise<void> {
  manager.handlers?.main();
  await clock.advance(0);
  await settle();
}

Deno.test("a service starts, is asked to stop, says that it is at it, and stops", async () => {
  const sms = Promise.withResolvers<void>();
  const program = async ({ notifier, stop, screen }: ServiceRun) => {
    notifier.ready();
    await new Promise((done) => stop.addEventListener("abort", done));
    notifier.stopping();
    screen.note("one in flight");
    await sms.promise;
    return exitCode.done;
  };
  await story(program, async (it) => {
    const { manager, clock, ended } = it;
    await begin(it);
    assert.deepEqual(manager.states, [SERVICE_START_PENDING, SERVICE_RUNNING]);
    const stop = serviceControl.SERVICE_CONTROL_STOP;
    assert.equal(manager.handlers?.control(stop), serviceError.NO_ERROR);
    // The manager is answered before anything else happens.
    assert.equal(manager.states.at(-1), SERVICE_STOP_PENDING);
    await clock.advance(20_000);
    const pending = manager.reports.filter(({ currentState }) =>
      currentState === SERVICE_STOP_PENDING
    );
    assert.deepEqual(
      pending.map(({ checkPoint }) => checkPoint),
      pending.map((_, at) => at + 1),
    );
    assert.equal(pending.length, 11);
    sms.resolve();
    assert.equal(await ended, exitCode.done);
    assert.equal(manager.states.at(-1), SERVICE_STOPPED);
    assert.equal(manager.reports.at(-1)?.exitCode, 0);
    assert.equal(it.log(), "one in flight\n");
    assert.deepEqual(manager.events, [
      "information: cellpost takes mail",
      "information: cellpost has stopped",
    ]);
  });
});

Deno.test("why a start failed stands in the log and in Windows' log, and the service manager gets the exit code", async () => {
  const reason = "config.toml:3: [smtp] listen: not an address";
  const program = () =>
    Promise.reject(new CommandError(exitCode.notDone, reason));
  await story(program, async (it) => {
    await begin(it);
    assert.equal(await it.ended, exitCode.notDone);
    const { exitCode: code, specificExitCode } = it.manager.reports.at(-1) ??
      {};
    assert.equal(code, serviceError.ERROR_SERVICE_SPECIFIC_ERROR);
    assert.equal(specificExitCode, exitCode.notDone);
    assert.match(it.log(), /^[-\d]+ [:\d]+ ERR config\.toml:3: .*\n$/);
    assert.deepEqual(it.manager.events, [
      `error: cellpost has stopped: ${reason}`,
    ]);
  });
});

Deno.test("a bug ends the service with its trace in the log", async () => {
  const program = () => Promise.reject(new TypeError("Not a function"));
  await story(program, async (it) => {
    await begin(it);
    assert.equal(await it.ended, exitCode.bug);
    assert.match(it.log(), /ERR Bug, please report it: TypeError: Not a fun/);
    assert.equal(it.manager.reports.at(-1)?.specificExitCode, exitCode.bug);
  });
});

Deno.test("a program's last words are in the log, since a service has no console", async () => {
  const before = console.error;
  const program = ({ notifier }: ServiceRun) => {
    notifier.ready();
    // As main.ts does with what nobody has caught.
    console.error(new RangeError("Out of bounds"));
    return Promise.resolve(exitCode.bug);
  };
  await story(program, async (it) => {
    await begin(it);
    assert.equal(await it.ended, exitCode.bug);
    assert.match(it.log(), /ERR Bug, please report it: RangeError: Out of b/);
    assert.match(it.manager.events.join("\n"), /error: .* RangeError/);
    assert.equal(console.error, before);
  });
});

Deno.test("a start that takes long is told to go on, checkpoint by checkpoint", async () => {
  const open = Promise.withResolvers<void>();
  const program = async ({ notifier }: ServiceRun) => {
    await open.promise;
    notifier.ready();
    return exitCode.done;
  };
  await story(program, async (it) => {
    await begin(it);
    await it.clock.advance(6_000);
    assert.deepEqual(
      it.manager.reports.map(({ checkPoint }) => checkPoint),
      [1, 2, 3, 4],
    );
    open.resolve();
    await it.ended;
    assert.deepEqual(it.manager.states.slice(-2), [
      SERVICE_RUNNING,
      SERVICE_STOPPED,
    ]);
    await it.clock.advance(60_000);
    assert.equal(it.manager.states.at(-1), SERVICE_STOPPED);
  });
});

Deno.test("a changed config is read after the service manager has its answer", async () => {
  let reloads = 0;
  const program = async ({ notifier, stop, onReload }: ServiceRun) => {
    onReload(() => reloads += 1);
    notifier.ready();
    await new Promise((done) => stop.addEventListener("abort", done));
    return exitCode.done;
  };
  await story(program, async (it) => {
    await begin(it);
    const { handlers } = it.manager;
    const changed = serviceControl.SERVICE_CONTROL_PARAMCHANGE;
    assert.equal(handlers?.control(changed), serviceError.NO_ERROR);
    assert.equal(reloads, 0);
    await it.clock.advance(0);
    assert.equal(reloads, 1);
    handlers?.control(serviceControl.SERVICE_CONTROL_SHUTDOWN);
    await it.clock.advance(0);
    assert.equal(await it.ended, exitCode.done);
  });
});

Deno.test("by hand a service does not start: it says what to type", async () => {
  const program = () => Promise.resolve(exitCode.done);
  await story(program, async ({ manager, ended }) => {
    manager.refuse();
    await assert.rejects(
      ended,
      /type "cellpost service start", or "cellpost serve"/,
    );
    assert.deepEqual(manager.reports, []);
  });
});
