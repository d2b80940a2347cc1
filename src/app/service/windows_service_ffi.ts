import {
  eventType,
  serviceKind,
  serviceStatus,
  serviceTableEntry,
} from "./windows_service_abi.ts";
import type { ServiceHandlers, ServiceHost } from "./windows_service_host.ts";
import { lending, LentMemory } from "./windows_service_memory.ts";
import type { StatusReport } from "./windows_service_state.ts";

const serviceSymbols = {
  StartServiceCtrlDispatcherW: {
    parameters: ["usize"],
    result: "i32",
    nonblocking: true,
  },
  RegisterServiceCtrlHandlerExW: {
    parameters: ["usize", "function", "usize"],
    result: "usize",
  },
  SetServiceStatus: { parameters: ["usize", "buffer"], result: "i32" },
  waitingSetServiceStatus: {
    name: "SetServiceStatus",
    parameters: ["usize", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  RegisterEventSourceW: { parameters: ["usize", "usize"], result: "usize" },
  DeregisterEventSource: { parameters: ["usize"], result: "i32" },
  ReportEventW: {
    parameters: [
      ...["usize", "u16", "u16", "u32", "usize"] as const,
      ...["u16", "u32", "usize", "usize"] as const,
    ],
    result: "i32",
  },
} as const;

const mainDefinition = {
  parameters: ["u32", "pointer"],
  result: "void",
} as const;

const controlDefinition = {
  parameters: ["u32", "u32", "pointer", "pointer"],
  result: "u32",
} as const;

/** The id of all our events: the table of messages that the source names takes any text under it. */
const eventId = 1;

/** A service by `advapi32.dll`. Whoever opens it disposes of it after `dispatch` has resolved. */
export class WindowsServiceFfi implements ServiceHost {
  readonly #library = Deno.dlopen("advapi32.dll", serviceSymbols);
  /** Windows keeps the address of the table, and of the name in it, for as long as the service lives. */
  readonly #memory = new LentMemory();
  readonly #name: string;
  readonly #callbacks: Disposable[] = [];
  /** `SERVICE_STATUS_HANDLE`; 0 before `main` was called. */
  #status = 0n;

  constructor(name: string) {
    this.#name = name;
  }

  [Symbol.dispose](): void {
    for (const callback of this.#callbacks) callback[Symbol.dispose]();
    this.#library.close();
  }

  async dispatch({ main, control }: ServiceHandlers): Promise<boolean> {
    // Windows calls from threads of its own, which wait until ours has answered.
    const onControl = Deno.UnsafeCallback.threadSafe(
      controlDefinition,
      (code) => control(code),
    );
    const onMain = Deno.UnsafeCallback.threadSafe(mainDefinition, () => {
      const register = this.#library.symbols.RegisterServiceCtrlHandlerExW;
      this.#status = register(
        this.#memory.text(this.#name),
        onControl.pointer,
        0n,
      );
      main();
    });
    for (const callback of [onControl, onMain]) {
      this.#callbacks.push({ [Symbol.dispose]: () => callback.close() });
    }
    const table = this.#memory.block(2 * serviceTableEntry.size);
    const view = new DataView(table.buffer);
    const { name, main: mainAt } = serviceTableEntry;
    view.setBigUint64(name, this.#memory.text(this.#name), true);
    const address = Deno.UnsafePointer.value(onMain.pointer);
    view.setBigUint64(mainAt, BigInt(address), true);
    const start = this.#library.symbols.StartServiceCtrlDispatcherW;
    const done = await start(this.#memory.address(table));
    return done !== 0;
  }

  report(status: StatusReport): void {
    this.#library.symbols.SetServiceStatus(this.#status, statusBlock(status));
  }

  async lastReport(status: StatusReport): Promise<void> {
    const call = this.#library.symbols.waitingSetServiceStatus;
    await call(this.#status, statusBlock(status));
  }

  event(kind: "error" | "information", text: string): void {
    const call = this.#library.symbols;
    lending((memory) => {
      const source = call.RegisterEventSourceW(0n, memory.text(this.#name));
      // A log that cannot be had is worth no alert.
      if (source === 0n) return;
      const texts = memory.block(8);
      new DataView(texts.buffer).setBigUint64(0, memory.text(text), true);
      const type = kind === "error"
        ? eventType.EVENTLOG_ERROR_TYPE
        : eventType.EVENTLOG_INFORMATION_TYPE;
      const strings = memory.address(texts);
      call.ReportEventW(source, type, 0, eventId, 0n, 1, 0, strings, 0n);
      call.DeregisterEventSource(source);
    });
  }
}

/** `SERVICE_STATUS`. */
function statusBlock(status: StatusReport): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(new ArrayBuffer(serviceStatus.size));
  const view = new DataView(block.buffer);
  const kind = serviceKind.SERVICE_WIN32_OWN_PROCESS;
  view.setUint32(serviceStatus.type, kind, true);
  const fields = [
    "currentState",
    "controlsAccepted",
    "exitCode",
    "specificExitCode",
    "checkPoint",
    "waitHint",
  ] as const;
  for (const field of fields) {
    view.setUint32(serviceStatus[field], status[field], true);
  }
  return block;
}
