import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { type PortRead, SerialError, type SerialPort } from "./port.ts";

/** A port without a device: what is written to one end of the pair is read from the other. */
export interface MemoryPort extends SerialPort {
  /** Loses both ends at once, as pulling the cable does. What has arrived may still be read. */
  unplug(): void;
}

/** Two ends of a cable within the process, with the contract of a real port; it holds 64 KB each way. */
export function memoryPortPair(): [MemoryPort, MemoryPort] {
  const [near, far] = [
    new MemoryEnd("memory:near"),
    new MemoryEnd("memory:far"),
  ];
  near.join(far);
  far.join(near);
  return [near, far];
}

class MemoryEnd implements MemoryPort {
  readonly path: string;
  readonly #inbox = new Inbox();
  readonly #outbox = new Outbox((bytes) => this.#peer?.take(bytes) ?? 0);
  #peer: MemoryEnd | undefined;

  constructor(path: string) {
    this.path = path;
  }

  join(peer: MemoryEnd): void {
    this.#peer = peer;
  }

  read(): Promise<PortRead> {
    const read = this.#inbox.read();
    this.#peer?.resume();
    return read;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#outbox.write(bytes);
  }

  flush(): void {
    this.#outbox.clear();
    this.#inbox.clear();
    this.#peer?.resume();
  }

  setLines(): void {
    // There are none.
  }

  unplug(): void {
    this.#peer?.lose("The device is gone, unplugged");
    this.lose("The device is gone, unplugged");
  }

  close(): void {
    const peer = this.#peer;
    if (peer === undefined) return;
    this.#inbox.clear();
    this.lose("Closed");
    peer.lose("The far end was closed");
  }

  take(bytes: Uint8Array): number {
    const taken = bytes.slice(0, this.#inbox.room);
    this.#inbox.push(taken);
    return taken.length;
  }

  resume(): void {
    this.#outbox.resume();
  }

  lose(reason: string): void {
    this.#peer = undefined;
    this.#inbox.end(reason);
    this.#outbox.fail(
      new SerialError("lost", `Port "${this.path}" is lost: ${reason}`),
    );
  }
}
