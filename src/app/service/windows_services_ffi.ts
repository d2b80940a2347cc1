import {
  configLevel,
  failureAction,
  failureActions,
  failureActionType,
  noChange,
  queryServiceConfig,
  serviceAccess,
  serviceError,
  serviceKind,
  serviceStatus,
  serviceStatusProcess,
  statusProcessInfo,
} from "./windows_service_abi.ts";
import { lending, LentMemory, textBehind } from "./windows_service_memory.ts";
import { WindowsServiceSurroundings } from "./windows_service_surroundings_ffi.ts";
import type {
  Answer,
  KnownService,
  ServiceDefinition,
  Untaken,
  WindowsServices,
} from "./windows_services.ts";

const symbols = {
  OpenSCManagerW: { parameters: ["usize", "usize", "u32"], result: "usize" },
  OpenServiceW: { parameters: ["usize", "usize", "u32"], result: "usize" },
  CloseServiceHandle: { parameters: ["usize"], result: "i32" },
  CreateServiceW: {
    parameters: [
      ...["usize", "usize", "usize", "u32", "u32", "u32", "u32"] as const,
      ...["usize", "usize", "usize", "usize", "usize", "usize"] as const,
    ],
    result: "usize",
  },
  ChangeServiceConfigW: {
    parameters: [
      ...["usize", "u32", "u32", "u32", "usize", "usize"] as const,
      ...["usize", "usize", "usize", "usize", "usize"] as const,
    ],
    result: "i32",
  },
  ChangeServiceConfig2W: {
    parameters: ["usize", "u32", "buffer"],
    result: "i32",
  },
  StartServiceW: { parameters: ["usize", "u32", "usize"], result: "i32" },
  ControlService: { parameters: ["usize", "u32", "buffer"], result: "i32" },
  DeleteService: { parameters: ["usize"], result: "i32" },
  QueryServiceStatusEx: {
    parameters: ["usize", "u32", "buffer", "u32", "buffer"],
    result: "i32",
  },
  QueryServiceConfigW: {
    parameters: ["usize", "buffer", "u32", "buffer"],
    result: "i32",
  },
} as const;

const kernelSymbols = {
  GetLastError: { parameters: [], result: "u32" },
} as const;

/** The longest answer of `QueryServiceConfigW`, by its documentation. */
const longestConfig = 8_192;
const { NO_ERROR } = serviceError;
const changeAccess = serviceAccess.SERVICE_CHANGE_CONFIG |
  // Whoever has a service started after a failure must have the right to start it.
  serviceAccess.SERVICE_START;

/** The services of this machine, by `advapi32.dll`. */
export class WindowsServicesFfi extends WindowsServiceSurroundings
  implements WindowsServices {
  readonly #library = Deno.dlopen("advapi32.dll", symbols);
  readonly #kernel = Deno.dlopen("kernel32.dll", kernelSymbols);

  override [Symbol.dispose](): void {
    this.#library.close();
    this.#kernel.close();
    super[Symbol.dispose]();
  }

  create(definition: ServiceDefinition): Answer<readonly Untaken[]> {
    const access = serviceAccess.SC_MANAGER_CONNECT |
      serviceAccess.SC_MANAGER_CREATE_SERVICE;
    return this.#withManager(access, (manager) => {
      const service = this.#createService(manager, definition);
      if (service === 0n) return this.#failure();
      const untaken = this.#configure(service, definition);
      this.#library.symbols.CloseServiceHandle(service);
      return { kind: "done", value: untaken };
    });
  }

  change(definition: ServiceDefinition): Answer<readonly Untaken[]> {
    return this.#withService(definition.name, changeAccess, (service) => {
      const done = lending((memory) =>
        this.#library.symbols.ChangeServiceConfigW(
          service,
          noChange,
          serviceKind.SERVICE_AUTO_START,
          noChange,
          memory.text(definition.commandLine),
          0n,
          0n,
          memory.texts(definition.dependencies),
          memory.text(definition.account),
          0n, // an account with a password keeps it
          memory.text(definition.displayName),
        )
      );
      const code = this.#result(done);
      if (code !== NO_ERROR) return { kind: "failed", code };
      return { kind: "done", value: this.#configure(service, definition) };
    });
  }

  find(name: string): Answer<KnownService> {
    const access = serviceAccess.SERVICE_QUERY_STATUS |
      serviceAccess.SERVICE_QUERY_CONFIG;
    return this.#withService(name, access, (service) => {
      const status = new Uint8Array(
        new ArrayBuffer(serviceStatusProcess.size),
      );
      const config = new Uint8Array(new ArrayBuffer(longestConfig));
      const needed = new Uint8Array(new ArrayBuffer(4));
      const call = this.#library.symbols;
      const code = this.#result(call.QueryServiceStatusEx(
        service,
        statusProcessInfo,
        status,
        serviceStatusProcess.size,
        needed,
      )) ||
        this.#result(
          call.QueryServiceConfigW(service, config, longestConfig, needed),
        );
      if (code !== NO_ERROR) return { kind: "failed", code };
      return { kind: "done", value: knownService(status, config) };
    });
  }

  start(name: string): number {
    const access = serviceAccess.SERVICE_START;
    return this.#act(
      name,
      access,
      (service) => this.#library.symbols.StartServiceW(service, 0, 0n),
    );
  }

  control(name: string, control: number): number {
    const access = serviceAccess.SERVICE_STOP |
      serviceAccess.SERVICE_PAUSE_CONTINUE;
    const status = new Uint8Array(new ArrayBuffer(serviceStatus.size));
    return this.#act(
      name,
      access,
      (service) =>
        this.#library.symbols.ControlService(service, control, status),
    );
  }

  remove(name: string): number {
    return this.#act(
      name,
      serviceAccess.DELETE,
      (service) => this.#library.symbols.DeleteService(service),
    );
  }

  /** Sets what `CreateServiceW` does not take; answers what Windows did not take. */
  #configure(
    service: bigint,
    definition: ServiceDefinition,
  ): readonly Untaken[] {
    const call = this.#library.symbols.ChangeServiceConfig2W;
    return lending((memory) =>
      settingsOf(definition, memory).flatMap(({ setting, level, block }) => {
        const code = this.#result(call(service, level, block));
        return code === NO_ERROR ? [] : [{ setting, code }];
      })
    );
  }

  #createService(manager: bigint, definition: ServiceDefinition): bigint {
    return lending((memory) =>
      this.#library.symbols.CreateServiceW(
        manager,
        memory.text(definition.name),
        memory.text(definition.displayName),
        changeAccess,
        serviceKind.SERVICE_WIN32_OWN_PROCESS,
        serviceKind.SERVICE_AUTO_START,
        serviceKind.SERVICE_ERROR_NORMAL,
        memory.text(definition.commandLine),
        0n, // in no group
        0n, // so there is no tag
        memory.texts(definition.dependencies),
        memory.text(definition.account),
        0n, // without a password
      )
    );
  }

  #act(
    name: string,
    access: number,
    act: (service: bigint) => number,
  ): number {
    const answer = this.#withService(name, access, (service) => {
      const code = this.#result(act(service));
      return code === NO_ERROR
        ? { kind: "done", value: undefined }
        : { kind: "failed", code };
    });
    return answer.kind === "done" ? NO_ERROR : answer.code;
  }

  #withService<T>(
    name: string,
    access: number,
    use: (service: bigint) => Answer<T>,
  ): Answer<T> {
    const connect = serviceAccess.SC_MANAGER_CONNECT;
    return this.#withManager(connect, (manager) => {
      const service = lending((memory) =>
        this.#library.symbols.OpenServiceW(manager, memory.text(name), access)
      );
      if (service === 0n) return this.#failure();
      const answer = use(service);
      this.#library.symbols.CloseServiceHandle(service);
      return answer;
    });
  }

  #withManager<T>(
    access: number,
    use: (manager: bigint) => Answer<T>,
  ): Answer<T> {
    const manager = this.#library.symbols.OpenSCManagerW(0n, 0n, access);
    if (manager === 0n) return this.#failure();
    const answer = use(manager);
    this.#library.symbols.CloseServiceHandle(manager);
    return answer;
  }

  // Nothing may come between the call and this: the error holds until the thread's next failing call.
  #result(done: number): number {
    return done !== 0 ? NO_ERROR : this.#kernel.symbols.GetLastError();
  }

  #failure(): { readonly kind: "failed"; readonly code: number } {
    return { kind: "failed", code: this.#kernel.symbols.GetLastError() };
  }
}

interface Setting {
  readonly setting: string;
  readonly level: number;
  readonly block: Uint8Array<ArrayBuffer>;
}

/** What `CreateServiceW` does not take. The memory must outlive the calls. */
function settingsOf(
  { description, restartAfterMs, forgetFailuresAfterS, shutdownMs }:
    ServiceDefinition,
  memory: LentMemory,
): readonly Setting[] {
  const pointer = memory.block(8);
  new DataView(pointer.buffer).setBigUint64(0, memory.text(description), true);
  const number = (value: number) => {
    const block = memory.block(4);
    new DataView(block.buffer).setUint32(0, value, true);
    return block;
  };
  return [
    {
      setting: "the description",
      level: configLevel.SERVICE_CONFIG_DESCRIPTION,
      block: pointer,
    },
    {
      setting: "the restart after a failure",
      level: configLevel.SERVICE_CONFIG_FAILURE_ACTIONS,
      block: actionsBlock(restartAfterMs, forgetFailuresAfterS, memory),
    },
    {
      // Else only a process that died counts as a failure, not one that could not do what it should.
      setting: "the restart after a bad exit code",
      level: configLevel.SERVICE_CONFIG_FAILURE_ACTIONS_FLAG,
      block: number(1),
    },
    {
      setting: "the start a little after Windows' own",
      level: configLevel.SERVICE_CONFIG_DELAYED_AUTO_START_INFO,
      block: number(1),
    },
    {
      setting: "the time for a stop with the machine",
      level: configLevel.SERVICE_CONFIG_PRESHUTDOWN_INFO,
      block: number(shutdownMs),
    },
  ];
}

/** `SERVICE_FAILURE_ACTIONSW`, without a message for a restart of the machine and without a command. */
function actionsBlock(
  delaysMs: readonly number[],
  forgetAfterS: number,
  memory: LentMemory,
): Uint8Array<ArrayBuffer> {
  const actions = memory.block(delaysMs.length * failureAction.size);
  const view = new DataView(actions.buffer);
  for (const [at, delayMs] of delaysMs.entries()) {
    const start = at * failureAction.size;
    const { SC_ACTION_RESTART } = failureActionType;
    view.setUint32(start + failureAction.type, SC_ACTION_RESTART, true);
    view.setUint32(start + failureAction.delay, delayMs, true);
  }
  const block = memory.block(failureActions.size);
  const whole = new DataView(block.buffer);
  whole.setUint32(failureActions.resetPeriod, forgetAfterS, true);
  whole.setUint32(failureActions.count, delaysMs.length, true);
  const address = memory.address(actions);
  whole.setBigUint64(failureActions.actions, address, true);
  return block;
}

function knownService(
  status: Uint8Array<ArrayBuffer>,
  config: Uint8Array<ArrayBuffer>,
): KnownService {
  const view = new DataView(status.buffer);
  const field = (offset: number) => view.getUint32(offset, true);
  const start = new DataView(config.buffer);
  return {
    state: field(serviceStatusProcess.currentState),
    exitCode: field(serviceStatusProcess.exitCode),
    specificExitCode: field(serviceStatusProcess.specificExitCode),
    processId: field(serviceStatusProcess.processId),
    startType: start.getUint32(queryServiceConfig.startType, true),
    commandLine: textBehind(config, queryServiceConfig.binaryPath),
    account: textBehind(config, queryServiceConfig.account),
  };
}
