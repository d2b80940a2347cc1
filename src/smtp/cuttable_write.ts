/** What can be written to. */
interface Writable {
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes that can be given up. Deno 2.4 leaves a write pending on a connection that was closed, until the peer fetches something or
 * has gone: nothing may wait for that.
 */
export class CuttableWrite {
  #giveUp: (() => void) | undefined;

  /** Writes the start of `bytes` and returns how many were taken. Rejects once it is cut. One write at a time. */
  write(to: Writable, bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#giveUp = () => reject(new Deno.errors.Interrupted("Cut"));
      to.write(bytes).then(resolve, reject);
    });
  }

  /** Gives up the write that is under way. */
  cut(): void {
    this.#giveUp?.();
  }
}
