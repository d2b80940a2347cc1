/** Where the trace of a soak is. */
export function tracePath(folder: string): string {
  return `${folder}/serial.trace`;
}

/** A trace to which several processes append: each line begins with the time on the wall, which is the same for all. */
export class TraceWriter implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #encoder = new TextEncoder();

  constructor(path: string) {
    this.#file = Deno.openSync(path, { append: true, create: true });
  }

  /** Appends a line. */
  readonly write = (line: string): void => {
    const text = `${new Date().toISOString()} ${line}\n`;
    this.#file.writeSync(this.#encoder.encode(text));
  };

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
