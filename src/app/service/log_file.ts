import { dirname } from "node:path";
import type { OutputStream } from "../screen.ts";
import {
  type LogLimits,
  logLimits,
  rotationOf,
  startsAnew,
} from "./log_rotation.ts";

/** The file system as a log needs it; a test has one that is full. */
export interface LogDisk {
  /** Opens to append, and makes the file and its folder where they are missing. */
  open(path: string): LogHandle;
  /** Writes over what is there; does nothing where `from` is missing. */
  rename(from: string, to: string): void;
}

/** One open file of a log. */
export interface LogHandle {
  readonly size: number;
  /** May write less than it was given. */
  write(bytes: Uint8Array): number;
  close(): void;
}

type Phase =
  | { readonly kind: "open"; readonly handle: LogHandle; readonly size: number }
  | { readonly kind: "closed" };

/**
 * A log in files of limited size, for a process without a console. Each line is with the system before `writeSync` returns, so a
 * crash loses none. It never throws: what cannot be written, on a full disk for one, is dropped and counted, and the first line
 * that fits again says how many are missing.
 */
export class LogFile implements OutputStream, Disposable {
  readonly path: string;
  readonly #limits: LogLimits;
  readonly #disk: LogDisk;
  #phase: Phase = { kind: "closed" };
  #missing = 0;
  #whyMissing = "";
  /** Where the last line broke off, the next one begins with a line end. */
  #torn = false;
  /** Below this size no rotation is tried again after one that failed. */
  #rotatesFrom = 0;

  constructor(
    path: string,
    { limits = logLimits, disk = realDisk }: {
      readonly limits?: LogLimits;
      readonly disk?: LogDisk;
    } = {},
  ) {
    this.path = path;
    this.#limits = limits;
    this.#disk = disk;
  }

  isTerminal(): boolean {
    return false;
  }

  /** Writes whole lines; answers their length whatever became of them. */
  writeSync(bytes: Uint8Array): number {
    try {
      this.#append(this.#missing === 0 ? bytes : this.#withGap(bytes));
      this.#missing = 0;
    } catch (error) {
      this.#missing += 1;
      this.#whyMissing = error instanceof Error ? error.message : `${error}`;
      // What is the matter with the file may be gone with the next opening.
      this[Symbol.dispose]();
    }
    return bytes.length;
  }

  /** Lets go of the file; the next line opens it again. */
  [Symbol.dispose](): void {
    if (this.#phase.kind === "open") this.#phase.handle.close();
    this.#phase = { kind: "closed" };
  }

  #append(bytes: Uint8Array): void {
    let file = this.#open();
    if (
      file.size >= this.#rotatesFrom &&
      startsAnew(file.size, bytes.length, this.#limits)
    ) {
      this.#rotate(file.size);
      file = this.#open();
    }
    let rest = this.#torn ? joined("\n", bytes) : bytes;
    while (rest.length > 0) {
      const written = file.handle.write(rest);
      if (written === 0) throw new Error("The disk takes no more");
      this.#torn = written < rest.length;
      file = { ...file, size: file.size + written };
      this.#phase = file;
      rest = rest.subarray(written);
    }
  }

  #open(): Extract<Phase, { kind: "open" }> {
    if (this.#phase.kind === "open") return this.#phase;
    const handle = this.#disk.open(this.path);
    const phase = { kind: "open", handle, size: handle.size } as const;
    this.#phase = phase;
    return phase;
  }

  // Windows renames no file that another program holds open in its own way: then the log goes on in the same file, and tries again
  // when that has grown by a tenth.
  #rotate(size: number): void {
    this[Symbol.dispose]();
    try {
      for (const { from, to } of rotationOf(this.path, this.#limits)) {
        this.#disk.rename(from, to);
      }
      this.#rotatesFrom = 0;
    } catch {
      this.#rotatesFrom = size + this.#limits.bytes / 10;
    }
  }

  #withGap(bytes: Uint8Array): Uint8Array {
    const lines = this.#missing === 1
      ? "1 line is"
      : `${this.#missing} lines are`;
    return joined(`(${lines} missing here: ${this.#whyMissing})\n`, bytes);
  }
}

function joined(head: string, bytes: Uint8Array): Uint8Array {
  const first = new TextEncoder().encode(head);
  const all = new Uint8Array(first.length + bytes.length);
  all.set(first);
  all.set(bytes, first.length);
  return all;
}

const realDisk: LogDisk = {
  open(path) {
    Deno.mkdirSync(dirname(path), { recursive: true });
    const file = Deno.openSync(path, { append: true, create: true });
    return {
      size: file.statSync().size,
      write: (bytes) => file.writeSync(bytes),
      close: () => file.close(),
    };
  },
  rename(from, to) {
    try {
      Deno.renameSync(from, to);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },
};
