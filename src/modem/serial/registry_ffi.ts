import { registry, winError } from "./windows_abi.ts";
import { memoryBlock, utf16 } from "./windows_memory.ts";

/** What can be asked of the registry, below `HKEY_LOCAL_MACHINE`; nothing comes of what is missing or may not be read. */
export interface Registry {
  /** The names of the keys below a key. */
  keys(path: string): string[];
  /** The values of a key by their names: text as it is, a number in decimal; of other kinds none. */
  values(path: string): ReadonlyMap<string, string>;
}

const symbols = {
  RegOpenKeyExW: {
    parameters: ["usize", "buffer", "u32", "u32", "buffer"],
    result: "u32",
  },
  RegCloseKey: { parameters: ["usize"], result: "u32" },
  RegEnumKeyExW: {
    parameters: [
      ...["usize", "u32", "buffer", "buffer"] as const,
      ...["usize", "usize", "usize", "usize"] as const,
    ],
    result: "u32",
  },
  RegEnumValueW: {
    parameters: [
      ...["usize", "u32", "buffer", "buffer"] as const,
      ...["usize", "buffer", "buffer", "buffer"] as const,
    ],
    result: "u32",
  },
} as const;

// Names of keys have at most 255 characters, those of values more; what is longer is none of ours.
const longestName = 512;
const longestData = 4096;
// The header's number is a negative 32-bit one, widened to a handle.
const localMachine = BigInt.asUintN(
  64,
  BigInt(registry.HKEY_LOCAL_MACHINE | 0),
);

/** The registry of this machine, through `advapi32.dll`. */
export class RegistryFfi implements Registry, Disposable {
  readonly #library = Deno.dlopen("advapi32.dll", symbols);

  [Symbol.dispose](): void {
    this.#library.close();
  }

  keys(path: string): string[] {
    const name = memoryBlock(2 * longestName);
    const length = memoryBlock(4);
    return this.#collect(path, (key, at) => {
      setNumber(length, longestName);
      const call = this.#library.symbols.RegEnumKeyExW;
      const code = call(key, at, name, length, 0n, 0n, 0n, 0n);
      return [code, textOf(name, numberOf(length))];
    });
  }

  values(path: string): ReadonlyMap<string, string> {
    const [name, data] = [
      memoryBlock(2 * longestName),
      memoryBlock(longestData),
    ];
    const [length, type, size] = [
      memoryBlock(4),
      memoryBlock(4),
      memoryBlock(4),
    ];
    const call = this.#library.symbols.RegEnumValueW;
    const all = this.#collect(path, (key, at) => {
      setNumber(length, longestName);
      setNumber(size, longestData);
      const code = call(key, at, name, length, 0n, type, data, size);
      const kind = numberOf(type);
      const value = kind === registry.REG_DWORD
        ? String(numberOf(data))
        : textOf(data, numberOf(size) / 2).replace(/\0.*$/s, "");
      const known = kind === registry.REG_DWORD || kind === registry.REG_SZ;
      const named = textOf(name, numberOf(length));
      return [code, known ? [named, value] as const : undefined];
    });
    return new Map(all.filter((entry) => entry !== undefined));
  }

  /** Everything that `next` finds until it says that there is no more. */
  #collect<T>(
    path: string,
    next: (key: bigint, at: number) => readonly [code: number, found: T],
  ): T[] {
    const found: T[] = [];
    const key = this.#open(path);
    if (key === undefined) return found;
    for (let at = 0;; at++) {
      const [code, one] = next(key, at);
      if (code === winError.ERROR_SUCCESS) found.push(one);
      else if (code !== winError.ERROR_MORE_DATA) break;
    }
    this.#library.symbols.RegCloseKey(key);
    return found;
  }

  #open(path: string): bigint | undefined {
    const key = memoryBlock(8);
    const name = utf16(`${path}\0`);
    const { KEY_READ } = registry;
    const call = this.#library.symbols.RegOpenKeyExW;
    const code = call(localMachine, name, 0, KEY_READ, key);
    if (code !== winError.ERROR_SUCCESS) return undefined;
    return new DataView(key.buffer).getBigUint64(0, true);
  }
}

function numberOf(block: Uint8Array): number {
  return new DataView(block.buffer).getUint32(0, true);
}

function setNumber(block: Uint8Array, value: number): void {
  new DataView(block.buffer).setUint32(0, value, true);
}

function textOf(block: Uint8Array, units: number): string {
  const bytes = block.subarray(0, 2 * Math.floor(units));
  return new TextDecoder("utf-16le").decode(bytes);
}
