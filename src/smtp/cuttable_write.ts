/** What can be written to. */
interface Writable {
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes that can be given up. Deno 2.4 leaves a write pending on a connection that was closed, until the peer fetches something or
 * has gone: nothing may wait for that.
 */
export class CuttableWrite {
  #end: ((written: boolean) => void) | undefined;

  /** Writes all of `bytes`; false when the peer is gone, or once it is cut. Never rejects. One write at a time. */
  write(to: Writable, bytes: Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      this.#end = resolve;
      send(to, bytes, resolve);
    });
  }

  /** Gives up the write that is under way. */
  cut(): void {
    this.#end?.(false);
  }
}

// One promise for all of it: a mail has seven replies.
function send(
  to: Writable,
  bytes: Uint8Array,
  end: (written: boolean) => void,
): void {
  to.write(bytes).then(
    (count) =>
      count === bytes.length ? end(true) : send(to, bytes.subarray(count), end),
    () => end(false),
  );
}
