import { fromFileUrl } from "./paths.ts";

/** What the disk can do wrong, as `faulty_libc.c` numbers it. */
const diskFaults = { nothing: 0, fsync: 1, full: 2, readonly: 3 } as const;

/** What the disk does wrong: syncs fail, it is full, or it has become read-only. */
export type DiskFault = keyof typeof diskFaults;

/** Where the control file holds what; see `faulty_libc.c`. */
const layout = { fault: 0, clock: 8, failed: 16, size: 24 } as const;

/**
 * A C library whose disk and clock fail as it is told, for programs that are started with `under`: exact to the call, and free
 * while nothing fails, where strace stops the program at each call.
 */
export class FaultyLibc implements Disposable {
  /** What to start a program under. */
  readonly under: readonly string[];
  readonly #control: Deno.FsFile;

  private constructor(under: readonly string[], control: Deno.FsFile) {
    this.under = under;
    this.#control = control;
  }

  /** Builds it in this folder; `files` is a part of the path of each file that fails. Needs gcc. */
  static async build(folder: string, files: string): Promise<FaultyLibc> {
    const library = `${folder}/faulty_libc.so`;
    const control = `${folder}/faulty_libc.control`;
    await compile(fromFileUrl("faulty_libc.c"), library);
    await Deno.writeFile(control, new Uint8Array(layout.size));
    const under = [
      "env",
      `LD_PRELOAD=${library}`,
      `FAULTY_CONTROL=${control}`,
      `FAULTY_FILES=${files}`,
    ];
    const file = await Deno.open(control, { read: true, write: true });
    return new FaultyLibc(under, file);
  }

  /** From now on this happens to each call, in programs that run and that are started later. */
  disk(fault: DiskFault): void {
    const view = new DataView(new ArrayBuffer(4));
    view.setInt32(0, diskFaults[fault], true);
    this.#write(layout.fault, view);
  }

  /** From now on the wall clock is ahead by this, milliseconds. */
  clock(aheadMs: number): void {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigInt64(0, BigInt(aheadMs), true);
    this.#write(layout.clock, view);
  }

  /** How many calls were made to fail. */
  get failed(): number {
    const bytes = new Uint8Array(8);
    this.#control.seekSync(layout.failed, Deno.SeekMode.Start);
    this.#control.readSync(bytes);
    return Number(new DataView(bytes.buffer).getBigInt64(0, true));
  }

  [Symbol.dispose](): void {
    this.#control.close();
  }

  // A file that is mapped shared shows at once what is written to it.
  #write(at: number, { buffer }: DataView<ArrayBuffer>): void {
    this.#control.seekSync(at, Deno.SeekMode.Start);
    this.#control.writeSync(new Uint8Array(buffer));
  }
}

async function compile(source: string, library: string): Promise<void> {
  const command = new Deno.Command("gcc", {
    args: ["-O2", "-shared", "-fPIC", "-Wall", "-o", library, source, "-ldl"],
  });
  const { success, stderr } = await command.output().catch((cause) => {
    const packages = "gcc libc6-dev";
    throw new Error(`gcc is missing: apt-get install ${packages}`, { cause });
  });
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
