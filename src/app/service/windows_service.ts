import type { Clock, Timer } from "../../model/mod.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { localTime } from "../local_time.ts";
import { bugLine } from "../log_line.ts";
import { Screen } from "../screen.ts";
import type { LogFile } from "./log_file.ts";
import type { ServiceNotifier } from "./notifier.ts";
import type { ServiceHost } from "./windows_service_host.ts";
import {
  firstStep,
  type ServiceEvent,
  type ServicePhase,
  step,
} from "./windows_service_state.ts";

/** What a program is given that runs as a service of Windows. */
export interface ServiceRun {
  /** Writes to the service's log. */
  readonly screen: Screen;
  /** Aborts when the service is to stop, or the machine is. */
  readonly stop: AbortSignal;
  readonly notifier: ServiceNotifier;
  /** Calls the listener when the service is told that its config has changed (`sc control NAME paramchange`). */
  readonly onReload: (listener: () => void) => void;
}

/** While it starts or stops, a service says so this often, milliseconds. */
const busyMs = 2_000;
/** How long the service manager may take to let a stopped service go, milliseconds. */
const farewellMs = 3_000;

/**
 * Runs a program as the service that Windows has started this process for, and returns its exit code. Problems go into the log and
 * into Windows' own log of events, for nobody sees what a service prints.
 *
 * @throws {CommandError} when it was not Windows' service manager that started this process.
 */
export async function runAsService(
  program: (run: ServiceRun) => Promise<number>,
  { name, host, clock, log }: {
    readonly name: string;
    readonly host: ServiceHost;
    readonly clock: Clock;
    readonly log: LogFile;
  },
): Promise<number> {
  const service = new Service({ name, host, clock, log });
  const { promise: begun, resolve: begin } = Promise.withResolvers<true>();
  const over = host.dispatch({
    main: () => service.begin(begin),
    control: (control) => service.heed({ kind: "control", control }),
  });
  if (await Promise.race([begun, over]) === false) {
    throw new CommandError(
      exitCode.usage,
      `This is how Windows starts the service "${name}": type "cellpost service start", or "cellpost serve" to run it in this window`,
    );
  }
  const code = await service.run(program);
  const gone = service.end(code).then(() => over);
  const late = new AbortController();
  const tooLong = clock.sleep(farewellMs, late.signal).catch(() => false);
  await Promise.race([gone, tooLong]);
  late.abort();
  return code;
}

class Service {
  readonly #name: string;
  readonly #host: ServiceHost;
  readonly #clock: Clock;
  readonly #screen: Screen;
  readonly #stop = new AbortController();
  #phase: ServicePhase = firstStep.phase;
  #busy: Timer | undefined;
  #reload: (() => void) | undefined;

  constructor(
    { name, host, clock, log }: {
      readonly name: string;
      readonly host: ServiceHost;
      readonly clock: Clock;
      readonly log: LogFile;
    },
  ) {
    this.#name = name;
    this.#host = host;
    this.#clock = clock;
    this.#screen = new Screen(log, log);
  }

  /** The manager's first call. */
  begin(begun: (yes: true) => void): void {
    if (firstStep.report) this.#host.report(firstStep.report);
    this.#later(() => begun(true));
  }

  /** Takes what happens; returns the answer for a control. */
  heed(event: ServiceEvent): number {
    const { phase, report, answer, wish } = step(this.#phase, event);
    this.#phase = phase;
    if (report !== undefined) this.#host.report(report);
    if (wish === "stop") this.#later(() => this.#stop.abort());
    if (wish === "reload") this.#later(() => this.#reloadNow());
    this.#keepBusy();
    return answer;
  }

  async run(program: (run: ServiceRun) => Promise<number>): Promise<number> {
    using _console = this.#logConsole();
    this.#keepBusy();
    try {
      const code = await program({
        screen: this.#screen,
        stop: this.#stop.signal,
        notifier: this.#notifier(),
        onReload: (listener) => {
          this.#reload = listener;
        },
      });
      this.#host.event("information", `${this.#name} has stopped`);
      return code;
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** The last report. */
  async end(exitCode: number): Promise<void> {
    const { phase, report } = step(this.#phase, { kind: "ended", exitCode });
    this.#phase = phase;
    this.#busy?.cancel();
    if (report !== undefined) await this.#host.lastReport(report);
  }

  #notifier(): ServiceNotifier {
    return {
      ready: () => {
        if (this.#phase.phase !== "starting") return;
        this.heed({ kind: "ready" });
        this.#host.event("information", `${this.#name} takes mail`);
      },
      stopping: () => {
        this.heed({ kind: "stopping" });
      },
      reloading: () => {}, // a service of Windows has no such state
      status: () => {}, // nor a line for it
      close: () => {}, // the last report is ours
    };
  }

  #failed(error: unknown): number {
    const [text, code] = error instanceof CommandError
      ? [error.message, error.code]
      : [bugLine(error).text, exitCode.bug];
    this.#say(text);
    this.#host.event("error", `${this.#name} has stopped: ${text}`);
    return code;
  }

  // The program's last words, when a bug ends it from within an event's handler, go to the console, which a service has not.
  #logConsole(): Disposable {
    const before = console.error;
    console.error = (...words: unknown[]) => {
      const [first] = words;
      this.#failed(
        first instanceof Error
          ? first
          : new Error(words.map((word) => `${word}`).join(" ")),
      );
    };
    return {
      [Symbol.dispose]() {
        console.error = before;
      },
    };
  }

  #say(text: string): void {
    this.#screen.note(`${localTime(this.#clock.now())} ERR ${text}`);
  }

  #reloadNow(): void {
    if (this.#reload !== undefined) return this.#reload();
    this.#say("The config was not read anew: restart the service");
  }

  #keepBusy(): void {
    this.#busy?.cancel();
    this.#busy = undefined;
    const { phase } = this.#phase;
    if (phase !== "starting" && phase !== "stopping") return;
    this.#busy = this.#clock.after(busyMs, () => this.heed({ kind: "busy" }));
  }

  // Never while the manager waits for the answer to a control, not even in the microtasks right behind it: it would not take a
  // report that the service has stopped, and both would wait for ever.
  #later(act: () => void): void {
    this.#clock.after(0, act);
  }
}
