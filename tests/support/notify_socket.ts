import { notifyAddress } from "../../src/app/systemd_address.ts";
import { socketKind } from "../../src/app/systemd_abi.ts";

const symbols = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  recv: {
    parameters: ["i32", "buffer", "usize", "i32"],
    result: "i32",
    nonblocking: true,
  },
  sendto: {
    parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"],
    result: "i32",
  },
  close: { parameters: ["i32"], result: "i32" },
} as const;

const farewell = "test is over";
const patienceMs = 60_000;

/** What systemd has at the other end of NOTIFY_SOCKET: a datagram socket, and all that came to it. */
export class NotifyReader implements AsyncDisposable {
  /** One entry a datagram. */
  readonly messages: string[] = [];
  readonly #library = Deno.dlopen("libc.so.6", symbols);
  readonly #fd: number;
  readonly #address: Uint8Array<ArrayBuffer>;
  readonly #read: Promise<void>;
  #watchers: (() => void)[] = [];

  /** Listens at a path, or with "@" in front at a name. */
  constructor(readonly name: string) {
    const address = notifyAddress(name);
    if (address === undefined) throw new Error(`${name} is no address`);
    this.#address = new Uint8Array(address);
    const call = this.#library.symbols;
    this.#fd = call.socket(socketKind.unix, socketKind.datagram, 0);
    const bound = call.bind(this.#fd, this.#address, this.#address.length);
    if (this.#fd < 0 || bound !== 0) throw new Error(`Cannot bind ${name}`);
    this.#read = this.#readAll();
  }

  /** Waits until such a datagram has come, also one of the past, and returns its place. */
  async message(pattern: RegExp, from = 0): Promise<number> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const at = this.messages.findIndex((it, at) =>
        at >= from && pattern.test(it)
      );
      if (at >= 0) return at;
      await this.#next(deadline, pattern);
    }
  }

  #next(deadline: number, pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => {
        const all = this.messages.join(" | ");
        reject(new Error(`Nothing like ${pattern} came, but: ${all}`));
      };
      const timer = setTimeout(fail, Math.max(0, deadline - Date.now()));
      this.#watchers.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #readAll(): Promise<void> {
    const buffer = new Uint8Array(4096);
    for (;;) {
      const size = BigInt(buffer.length);
      const length = await this.#library.symbols.recv(
        this.#fd,
        buffer,
        size,
        0,
      );
      if (length < 0) throw new Error("recv failed");
      const text = new TextDecoder().decode(buffer.subarray(0, length));
      if (text === farewell) return;
      this.messages.push(text);
      const watchers = this.#watchers;
      this.#watchers = [];
      for (const look of watchers) look();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const call = this.#library.symbols;
    const bytes = new TextEncoder().encode(farewell);
    const to = this.#address;
    call.sendto(this.#fd, bytes, BigInt(bytes.length), 0, to, to.length);
    await this.#read;
    call.close(this.#fd);
    this.#library.close();
  }
}
