import type { Clock } from "../../model/mod.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { tailLog } from "./log_tail.ts";
import type {
  ServiceManager,
  ServiceOptions,
  ServiceStatus,
} from "./manager.ts";
import {
  serviceControl,
  serviceError,
  serviceErrorName,
  serviceState,
} from "./windows_service_abi.ts";
import { serviceFailure } from "./windows_service_words.ts";
import { starterConfig } from "./windows_starter_config.ts";
import type { WindowsPlaces } from "./windows_places.ts";
import { definitionOf, planOf, remarksOf } from "./windows_plan.ts";
import { statusOf } from "./windows_status.ts";
import type { KnownService, WindowsServices } from "./windows_services.ts";

/** How long a service may take to start or to stop: an SMS in flight takes up to 30 s. */
const patienceMs = 90_000;
const lookMs = 250;

/** Windows' service manager. */
export class WindowsServiceManager implements ServiceManager {
  readonly #services: WindowsServices;
  readonly #places: WindowsPlaces;
  readonly #clock: Clock;

  constructor(
    { services, places, clock }: {
      readonly services: WindowsServices;
      readonly places: WindowsPlaces;
      readonly clock: Clock;
    },
  ) {
    this.#services = services;
    this.#places = places;
    this.#clock = clock;
  }

  plan(options: ServiceOptions): Promise<readonly string[]> {
    return Promise.resolve(planOf(options, this.#places));
  }

  async install(options: ServiceOptions): Promise<readonly string[]> {
    const definition = definitionOf(options, this.#places);
    const { name, account } = definition;
    const before = this.#services.find(name);
    if (before.kind === "done") requireOwn(name, before.value);
    const made = before.kind === "done"
      ? this.#services.change(definition)
      : this.#services.create(definition);
    if (made.kind === "failed") {
      throw serviceFailure(made.code, { name, deed: "install" });
    }
    const untaken = [...made.value, ...this.#surround(name, account)];
    const installed = [
      `Service "${name}" is installed: it starts with Windows, as ${account}`,
      ...untaken.map(({ setting, code }) =>
        `Windows did not take ${setting} (${serviceErrorName(code)})`
      ),
      ...remarksOf(options, this.#places),
      ...this.#beginConfig(options),
    ];
    try {
      return [...installed, ...await this.restart(name)];
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const all = [...installed, error.message].join("\n");
      throw new CommandError(error.code, all);
    }
  }

  async uninstall(
    options: ServiceOptions & { readonly purge: boolean },
  ): Promise<readonly string[]> {
    const { name, purge } = options;
    const stopped = await this.stop(name);
    const code = this.#services.remove(name);
    if (code !== 0) throw serviceFailure(code, { name, deed: "remove" });
    this.#services.removeEventSource(name);
    const folder = this.#places.folderOf(name);
    if (purge) this.#places.removeFolder(folder);
    return [
      ...stopped,
      `Service "${name}" is removed`,
      purge
        ? `Removed ${folder} with all that was in it`
        : `Config, queue and log stay in ${folder}`,
    ];
  }

  async start(name: string): Promise<readonly string[]> {
    requireOwn(name, this.#find(name, "start"));
    const code = this.#services.start(name);
    if (code === serviceError.ERROR_SERVICE_ALREADY_RUNNING) {
      return [`Service "${name}" runs already`];
    }
    if (code !== 0) throw serviceFailure(code, { name, deed: "start" });
    const service = await this.#settled(name, "start");
    if (service.state === serviceState.SERVICE_RUNNING) {
      return [`Service "${name}" runs (process ${service.processId})`];
    }
    if (service.state === serviceState.SERVICE_STOPPED) {
      throw await this.#notStarted(name, service);
    }
    return [`Service "${name}" still starts: see "cellpost service logs"`];
  }

  async stop(name: string): Promise<readonly string[]> {
    requireOwn(name, this.#find(name, "stop"));
    const { SERVICE_CONTROL_STOP } = serviceControl;
    const code = this.#services.control(name, SERVICE_CONTROL_STOP);
    if (code === serviceError.ERROR_SERVICE_NOT_ACTIVE) {
      return [`Service "${name}" does not run`];
    }
    const stopping = code === serviceError.ERROR_SERVICE_CANNOT_ACCEPT_CTRL &&
      this.#find(name, "stop").state === serviceState.SERVICE_STOP_PENDING;
    if (code !== 0 && !stopping) {
      throw serviceFailure(code, { name, deed: "stop" });
    }
    const service = await this.#settled(name, "stop");
    if (service.state === serviceState.SERVICE_STOPPED) {
      return [`Service "${name}" has stopped`];
    }
    throw new CommandError(
      exitCode.notDone,
      `Service "${name}" has not stopped within ${
        patienceMs / 1000
      } s: see "cellpost service logs"`,
    );
  }

  async restart(name: string): Promise<readonly string[]> {
    const { state } = this.#find(name, "stop");
    const stopped = state === serviceState.SERVICE_STOPPED
      ? []
      : await this.stop(name);
    return [...stopped, ...await this.start(name)];
  }

  status(name: string): Promise<ServiceStatus> {
    const found = this.#services.find(name);
    if (
      found.kind === "failed" &&
      found.code !== serviceError.ERROR_SERVICE_DOES_NOT_EXIST
    ) {
      throw serviceFailure(found.code, { name, deed: "show" });
    }
    return Promise.resolve(
      statusOf(found.kind === "done" ? found.value : undefined),
    );
  }

  async logs(
    name: string,
    options: Parameters<ServiceManager["logs"]>[1],
  ): Promise<void> {
    const path = this.#places.logPathOf(name);
    try {
      await tailLog(path, { ...options, clock: this.#clock });
    } catch (error) {
      if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
      throw new CommandError(
        exitCode.system,
        `Only administrators may read ${path}: open the prompt by "Run as administrator" and type this again`,
      );
    }
  }

  /** Writes a config where there is none. */
  #beginConfig({ configPath }: ServiceOptions): readonly string[] {
    if (this.#places.exists(configPath)) return [];
    this.#places.write(configPath, starterConfig);
    return [`Wrote ${configPath}: mail from this machine, every USB modem`];
  }

  /** Makes the folder and the place among the events; answers what Windows did not take. */
  #surround(name: string, account: string) {
    const folder = this.#places.folderOf(name);
    this.#places.makeFolder(folder);
    const descriptor = this.#places.descriptorOf(name, account);
    const codes = [
      {
        setting: `the rights of ${folder}`,
        code: descriptor === undefined
          ? 0
          : this.#services.protect(folder, descriptor),
      },
      {
        setting: "the source of events",
        code: this.#services.addEventSource(name),
      },
    ];
    return codes.filter(({ code }) => code !== 0);
  }

  async #notStarted(
    name: string,
    { exitCode: code, specificExitCode }: KnownService,
  ): Promise<CommandError> {
    const reason = code === serviceError.ERROR_SERVICE_SPECIFIC_ERROR
      ? `exit code ${specificExitCode}`
      : serviceErrorName(code);
    const last: string[] = [];
    const write = (line: string) => last.push(line);
    await this.logs(name, { lines: 1, write }).catch(() => undefined);
    const [line] = last;
    const words = line === undefined
      ? ""
      : `; the last line of its log: ${line}`;
    return new CommandError(
      exitCode.notDone,
      `Service "${name}" did not start (${reason})${words}`,
    );
  }

  #find(name: string, deed: string): KnownService {
    const found = this.#services.find(name);
    if (found.kind === "done") return found.value;
    throw serviceFailure(found.code, { name, deed });
  }

  /** The service once it neither starts nor stops, or after we have lost patience. */
  async #settled(name: string, deed: string): Promise<KnownService> {
    const deadline = this.#clock.monotonic() + patienceMs;
    for (;;) {
      const service = this.#find(name, deed);
      const pending = service.state === serviceState.SERVICE_START_PENDING ||
        service.state === serviceState.SERVICE_STOP_PENDING ||
        // A stop that it has not begun.
        deed === "stop" && service.state === serviceState.SERVICE_RUNNING;
      if (!pending || this.#clock.monotonic() > deadline) return service;
      await this.#clock.sleep(lookMs);
    }
  }
}

// Windows has hundreds of services, and a slip of the pen must not end or remove one of those.
function requireOwn(name: string, { commandLine }: KnownService): void {
  if (/ serve --service /.test(commandLine)) return;
  throw new CommandError(
    exitCode.notDone,
    `The service "${name}" is none of cellpost's (${commandLine}): check --name`,
  );
}
