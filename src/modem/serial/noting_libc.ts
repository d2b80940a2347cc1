import { Libc } from "./libc_ffi.ts";

/** For tests: the real calls, with a note of what is open and what was asked of it. */
export class NotingLibc extends Libc {
  /** Descriptors that were opened through this and not closed. */
  readonly held = new Set<number>();
  /** Descriptors in the order in which they were closed. Their numbers may belong to another thread's file since. */
  readonly closed: number[] = [];
  /** Requests of `ioctl`, each with its argument as one number where it has one. */
  readonly requests: [request: number, argument?: number][] = [];

  override open(path: string, flags: number): number {
    return this.#hold(super.open(path, flags));
  }

  override openPty(): number {
    return this.#hold(super.openPty());
  }

  override eventfd(): number {
    return this.#hold(super.eventfd());
  }

  override close(fd: number): number {
    this.held.delete(fd);
    this.closed.push(fd);
    return super.close(fd);
  }

  override ioctl(fd: number, request: number, argument: Uint8Array | null) {
    const bits = argument?.length === 4
      ? new DataView(argument.buffer).getUint32(0, true)
      : undefined;
    this.requests.push(bits === undefined ? [request] : [request, bits]);
    return super.ioctl(fd, request, argument);
  }

  #hold(fd: number): number {
    if (fd >= 0) this.held.add(fd);
    return fd;
  }
}
