import { Libc } from "./libc_ffi.ts";
import { readText } from "./system_files.ts";

/** What a Linux machine tells of itself in `/proc` and `/sys`, which the compiled program may only read through the C library. */
export interface MachineFiles extends Disposable {
  /** A file's text without surrounding white space, 256 KiB at most; undefined where it cannot be read. */
  read(path: string): string | undefined;
  /** The names in a folder; none where it cannot be read. */
  list(path: string): readonly string[];
  /** Where a symbolic link points; undefined for what is none. */
  link(path: string): string | undefined;
}

/** The files of this machine; of a system without them, such as Windows, nothing can be read. */
export function machineFiles(): MachineFiles {
  if (Deno.build.os !== "linux") return noFiles;
  const libc = new Libc();
  return {
    read: (path) => readText(libc, path),
    list: (path) => libc.listFolder(path),
    link: (path) => libc.readLink(path),
    [Symbol.dispose]: () => libc[Symbol.dispose](),
  };
}

const noFiles: MachineFiles = {
  read: () => undefined,
  list: () => [],
  link: () => undefined,
  [Symbol.dispose]() {},
};
