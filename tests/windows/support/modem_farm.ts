import { join } from "node:path";
import { systemClock } from "../../../src/model/mod.ts";
import {
  openPty,
  openSerialPorts,
  type SerialPort,
  type SerialPorts,
} from "../../../src/modem/serial/mod.ts";
import { type Frame, FramedConn } from "./frames.ts";

/**
 * Makes pseudo-terminals that are COM ports to the Windows of one Wine prefix, and does at their far ends what a program inside
 * asks for over TCP: one connection a port.
 */
export class ModemFarm implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #ports: SerialPorts = openSerialPorts(systemClock);
  readonly #devices: string;
  readonly #serving: Promise<void>;
  readonly #lines = new Set<Promise<void>>();
  readonly #conns = new Set<Deno.Conn>();

  /** `devices` is the prefix's folder `dosdevices`. */
  constructor(devices: string) {
    this.#devices = devices;
    this.#serving = this.#serve();
  }

  /** Where the program inside shall connect to. */
  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#serving;
    for (const conn of this.#conns) conn.close();
    await Promise.all(this.#lines);
    await this.#ports.close();
  }

  async #serve(): Promise<void> {
    for (;;) {
      const conn = await this.#listener.accept().catch(() => undefined);
      if (conn === undefined) return;
      this.#conns.add(conn);
      const line = this.#serveLine(new FramedConn(conn)).finally(() => {
        this.#conns.delete(conn);
        this.#lines.delete(line);
      });
      this.#lines.add(line);
    }
  }

  async #serveLine(conn: FramedConn): Promise<void> {
    const asked = await conn.receive();
    if (asked === undefined) return;
    const name = `com${new TextDecoder().decode(asked.bytes)}`;
    const { port } = openPty(this.#ports, join(this.#devices, name));
    await conn.send(asked.kind);
    for (;;) {
      const frame = await conn.receive();
      if (frame === undefined) break;
      // Not awaited: a read that waits must not hold up a write.
      void obey(frame, port, conn);
    }
    port.close();
    try {
      conn[Symbol.dispose]();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}

async function obey(
  { kind, bytes }: Frame,
  port: SerialPort,
  conn: FramedConn,
): Promise<void> {
  const lost = (reason: string) =>
    conn.send("L", new TextEncoder().encode(`${kind}${reason}`));
  const answer = async () => {
    switch (kind) {
      case "R": {
        const read = await port.read();
        if (read.kind === "lost") return await lost(read.reason);
        return await conn.send("R", read.bytes);
      }
      case "W":
        await port.write(bytes);
        return await conn.send("W");
      case "F":
        port.flush();
        return await conn.send("F");
      case "X":
        port.close();
        return await conn.send("X");
    }
  };
  try {
    await answer();
  } catch (error) {
    // The one who asked may be gone by now.
    await lost(String(error)).catch(() => undefined);
  }
}
