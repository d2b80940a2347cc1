import {
  eventType,
  folderSecurity,
  registryWrite,
  serviceError,
} from "./windows_service_abi.ts";
import { lending } from "./windows_service_memory.ts";

const symbols = {
  ConvertStringSecurityDescriptorToSecurityDescriptorW: {
    parameters: ["usize", "u32", "buffer", "usize"],
    result: "i32",
  },
  GetSecurityDescriptorOwner: {
    parameters: ["usize", "buffer", "buffer"],
    result: "i32",
  },
  GetSecurityDescriptorDacl: {
    parameters: ["usize", "buffer", "buffer", "buffer"],
    result: "i32",
  },
  SetNamedSecurityInfoW: {
    parameters: [
      ...["usize", "u32", "u32"] as const,
      ...["usize", "usize", "usize", "usize"] as const,
    ],
    result: "u32",
  },
  RegCreateKeyExW: {
    parameters: [
      ...["usize", "usize", "u32", "usize", "u32"] as const,
      ...["u32", "usize", "buffer", "usize"] as const,
    ],
    result: "u32",
  },
  RegSetValueExW: {
    parameters: ["usize", "usize", "u32", "u32", "usize", "u32"],
    result: "u32",
  },
  RegDeleteKeyW: { parameters: ["usize", "usize"], result: "u32" },
  RegCloseKey: { parameters: ["usize"], result: "u32" },
} as const;

const kernelSymbols = {
  GetLastError: { parameters: [], result: "u32" },
  LocalFree: { parameters: ["usize"], result: "usize" },
} as const;

const sources = "SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\";
/** Part of every Windows; its table of messages shows what an event brings, whatever that is, for ids from 1 to 1000. */
const messageFile = "%SystemRoot%\\System32\\EventCreate.exe";
// The header's number is a negative 32-bit one, widened to a handle.
const localMachine = BigInt.asUintN(
  64,
  BigInt(registryWrite.HKEY_LOCAL_MACHINE | 0),
);

// Protected: what the folder above allows does not count.
const whatIsProtected = (folderSecurity.OWNER_SECURITY_INFORMATION |
  folderSecurity.DACL_SECURITY_INFORMATION |
  folderSecurity.PROTECTED_DACL_SECURITY_INFORMATION) >>> 0;

/** What a service of this machine needs besides its entry: a folder, and a place among the events of Windows. */
export class WindowsServiceSurroundings implements Disposable {
  readonly #library = Deno.dlopen("advapi32.dll", symbols);
  readonly #kernel = Deno.dlopen("kernel32.dll", kernelSymbols);

  [Symbol.dispose](): void {
    this.#library.close();
    this.#kernel.close();
  }

  /** Lets only those use a folder and what is in it whom a security descriptor names; returns a Windows error or 0. */
  protect(folder: string, descriptor: string): number {
    const call = this.#library.symbols;
    return lending((memory) => {
      const made = memory.block(8);
      const convert = call.ConvertStringSecurityDescriptorToSecurityDescriptorW;
      const { SDDL_REVISION_1 } = folderSecurity;
      if (convert(memory.text(descriptor), SDDL_REVISION_1, made, 0n) === 0) {
        return this.#kernel.symbols.GetLastError();
      }
      const [owner, list, unused] = [
        memory.block(8),
        memory.block(8),
        memory.block(8),
      ];
      const address = pointerIn(made);
      const taken = call.GetSecurityDescriptorOwner(address, owner, unused) &&
        call.GetSecurityDescriptorDacl(address, unused, list, unused);
      const code = taken === 0
        ? this.#kernel.symbols.GetLastError()
        : call.SetNamedSecurityInfoW(
          memory.text(folder),
          folderSecurity.SE_FILE_OBJECT,
          whatIsProtected,
          pointerIn(owner),
          0n, // the group stays
          pointerIn(list),
          0n, // nothing is audited
        );
      this.#kernel.symbols.LocalFree(address);
      return code;
    });
  }

  /** Says how events of a source are to be shown: as the text that they bring; returns a Windows error or 0. */
  addEventSource(name: string): number {
    const call = this.#library.symbols;
    return lending((memory) => {
      const key = memory.block(8);
      const code = call.RegCreateKeyExW(
        localMachine,
        memory.text(sources + name),
        0,
        0n,
        0,
        registryWrite.KEY_SET_VALUE,
        0n,
        key,
        0n,
      );
      if (code !== serviceError.NO_ERROR) return code;
      const types = memory.block(4);
      const allTypes = eventType.EVENTLOG_ERROR_TYPE |
        eventType.EVENTLOG_WARNING_TYPE | eventType.EVENTLOG_INFORMATION_TYPE;
      new DataView(types.buffer).setUint32(0, allTypes, true);
      const set = (value: string, type: number, data: bigint, size: number) =>
        call.RegSetValueExW(
          pointerIn(key),
          memory.text(value),
          0,
          type,
          data,
          size,
        );
      const file = memory.text(messageFile);
      const size = 2 * (messageFile.length + 1);
      const { REG_EXPAND_SZ, REG_DWORD } = registryWrite;
      const result = set("EventMessageFile", REG_EXPAND_SZ, file, size) ||
        set("TypesSupported", REG_DWORD, memory.address(types), 4);
      call.RegCloseKey(pointerIn(key));
      return result;
    });
  }

  /** Takes that back; returns a Windows error or 0. */
  removeEventSource(name: string): number {
    return lending((memory) =>
      this.#library.symbols.RegDeleteKeyW(
        localMachine,
        memory.text(sources + name),
      )
    );
  }
}

function pointerIn(block: Uint8Array<ArrayBuffer>): bigint {
  return new DataView(block.buffer).getBigUint64(0, true);
}
