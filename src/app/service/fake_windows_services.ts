import {
  serviceControl,
  serviceError,
  serviceKind,
  serviceState,
} from "./windows_service_abi.ts";
import type {
  Answer,
  KnownService,
  ServiceDefinition,
  Untaken,
  WindowsServices,
} from "./windows_services.ts";

/** What a pretended service does when it is started. */
export interface Behaviour {
  /** How often it is looked at before it has started or stopped. */
  readonly looks?: number;
  /** It does not start, with this exit code. */
  readonly fails?: number;
}

/** The services of a pretended Windows, for tests. */
export class FakeWindowsServices implements WindowsServices {
  readonly made = new Map<string, ServiceDefinition>();
  readonly sources = new Set<string>();
  readonly rights = new Map<string, string>();
  behaviour: Behaviour = {};
  /** What every call fails with; 0: nothing. */
  failure = 0;
  untaken: readonly Untaken[] = [];
  readonly #known = new Map<string, KnownService>();
  #looks = 0;

  [Symbol.dispose](): void {}

  create(definition: ServiceDefinition): Answer<readonly Untaken[]> {
    const { name, commandLine, account } = definition;
    const code = this.failure ||
      (this.#known.has(name) ? serviceError.ERROR_SERVICE_EXISTS : 0);
    if (code !== 0) return { kind: "failed", code };
    this.made.set(name, definition);
    this.#known.set(name, {
      state: serviceState.SERVICE_STOPPED,
      exitCode: serviceError.ERROR_SERVICE_NEVER_STARTED,
      specificExitCode: 0,
      processId: 0,
      startType: serviceKind.SERVICE_AUTO_START,
      commandLine,
      account,
    });
    return { kind: "done", value: this.untaken };
  }

  change(definition: ServiceDefinition): Answer<readonly Untaken[]> {
    const { name, commandLine, account } = definition;
    const service = this.#known.get(name);
    if (service === undefined) {
      return {
        kind: "failed",
        code: serviceError.ERROR_SERVICE_DOES_NOT_EXIST,
      };
    }
    this.made.set(name, definition);
    this.#known.set(name, { ...service, commandLine, account });
    return { kind: "done", value: this.untaken };
  }

  /** Puts a service there that somebody else has made. */
  add(name: string, commandLine: string): void {
    this.#known.set(name, {
      state: serviceState.SERVICE_RUNNING,
      exitCode: 0,
      specificExitCode: 0,
      processId: 9,
      startType: serviceKind.SERVICE_AUTO_START,
      commandLine,
      account: "LocalSystem",
    });
  }

  find(name: string): Answer<KnownService> {
    const service = this.#known.get(name);
    const code = this.failure ||
      (service ? 0 : serviceError.ERROR_SERVICE_DOES_NOT_EXIST);
    if (service === undefined || code !== 0) return { kind: "failed", code };
    if (this.#looks > 0) this.#looks -= 1;
    if (this.#looks === 0) this.#settle(name, service);
    return { kind: "done", value: this.#known.get(name) ?? service };
  }

  start(name: string): number {
    const service = this.#known.get(name);
    if (this.failure !== 0) return this.failure;
    if (service === undefined) return serviceError.ERROR_SERVICE_DOES_NOT_EXIST;
    if (service.state === serviceState.SERVICE_RUNNING) {
      return serviceError.ERROR_SERVICE_ALREADY_RUNNING;
    }
    this.#looks = this.behaviour.looks ?? 1;
    const state = serviceState.SERVICE_START_PENDING;
    this.#known.set(name, { ...service, state, exitCode: 0 });
    return 0;
  }

  control(name: string, control: number): number {
    const service = this.#known.get(name);
    if (this.failure !== 0) return this.failure;
    if (service === undefined) return serviceError.ERROR_SERVICE_DOES_NOT_EXIST;
    if (service.state !== serviceState.SERVICE_RUNNING) {
      return serviceError.ERROR_SERVICE_NOT_ACTIVE;
    }
    if (control !== serviceControl.SERVICE_CONTROL_STOP) return 0;
    this.#looks = this.behaviour.looks ?? 1;
    const state = serviceState.SERVICE_STOP_PENDING;
    this.#known.set(name, { ...service, state });
    return 0;
  }

  remove(name: string): number {
    if (this.failure !== 0) return this.failure;
    this.made.delete(name);
    return this.#known.delete(name)
      ? 0
      : serviceError.ERROR_SERVICE_DOES_NOT_EXIST;
  }

  protect(folder: string, descriptor: string): number {
    this.rights.set(folder, descriptor);
    return 0;
  }

  addEventSource(name: string): number {
    this.sources.add(name);
    return 0;
  }

  removeEventSource(name: string): number {
    return this.sources.delete(name) ? 0 : serviceError.ERROR_FILE_NOT_FOUND;
  }

  #settle(name: string, service: KnownService): void {
    const { fails } = this.behaviour;
    switch (service.state) {
      case serviceState.SERVICE_START_PENDING:
        this.#known.set(
          name,
          fails === undefined
            ? { ...service, state: serviceState.SERVICE_RUNNING, processId: 7 }
            : {
              ...service,
              state: serviceState.SERVICE_STOPPED,
              exitCode: serviceError.ERROR_SERVICE_SPECIFIC_ERROR,
              specificExitCode: fails,
            },
        );
        return;
      case serviceState.SERVICE_STOP_PENDING: {
        const state = serviceState.SERVICE_STOPPED;
        this.#known.set(name, { ...service, state, processId: 0 });
      }
    }
  }
}
