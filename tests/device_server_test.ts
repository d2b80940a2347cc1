/**
 * A modem behind a device server whose connection breaks in the middle of an SMS. By the machine's own time: nobody can see
 * whether bytes are under way in the kernel's sockets, so a clock that is moved by hand would run ahead of them.
 */
import assert from "node:assert/strict";
import { systemClock } from "../src/model/mod.ts";
import {
  Phones,
  SimCard,
  simulateModem,
  wellBehaved,
} from "../src/modem/mod.ts";
import { portOverWire } from "../src/modem/serial/port_tcp.ts";
import type { SerialPort } from "../src/modem/serial/mod.ts";
import { Cellpost } from "./support/appliance.ts";

/** What ser2net does, for one modem; the first connection is cut as soon as `cutAt` is in what comes to the modem. */
class DeviceServer {
  readonly texts: string[] = [];
  connections = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #phones = new Phones({
    onMessage: ({ text }) => this.texts.push(text),
  });
  readonly #card = new SimCard("far");
  readonly #served: Promise<void>;

  constructor(cutAt: RegExp) {
    this.#served = this.#serve(cutAt);
  }

  get port(): string {
    return `tcp://127.0.0.1:${this.#listener.addr.port}`;
  }

  async close(): Promise<void> {
    this.#listener.close();
    await this.#served;
  }

  async #serve(cutAt: RegExp): Promise<void> {
    for await (const wire of this.#listener) {
      const far = portOverWire("far", wire);
      simulateModem(++this.connections === 1 ? cut(far, cutAt) : far, {
        clock: systemClock,
        card: this.#card,
        phones: this.#phones,
        behaviour: wellBehaved,
      });
    }
  }
}

/** A port that is lost at what comes, of which the reader gets nothing. */
function cut(port: SerialPort, at: RegExp): SerialPort {
  return {
    path: port.path,
    async read() {
      const read = await port.read();
      const text = read.kind === "lost"
        ? ""
        : new TextDecoder().decode(read.bytes);
      if (!at.test(text)) return read;
      port.close();
      return { kind: "lost", reason: "Cut" };
    },
    write: (bytes) => port.write(bytes),
    flush: () => port.flush(),
    setLines: (lines) => port.setLines(lines),
    close: () => port.close(),
  };
}

for (
  const [where, cutAt, marked] of [
    ["under the PDU", /^[0-9A-F]{20}/m, true],
    ["before the prompt", /^AT\+CMGS/m, false],
  ] as const
) {
  Deno.test(`a connection that breaks ${where} loses no SMS${marked ? ", which is marked" : ""}`, async () => {
    const server = new DeviceServer(cutAt);
    await using cellpost = await Cellpost.start({
      modems: [server.port],
      config: { delivery: { uncertain_wait: "1s" } },
    });
    const id = await cellpost.queue({ to: "+491701234567@sms", text: "Pump" });
    await cellpost.reaches(id, "delivered");
    assert.deepEqual(server.texts, ["Pump"]);
    assert.equal(server.connections, 2);
    assert.equal(cellpost.delivery(id).possibleDuplicate, marked);
    await cellpost.stop();
    await server.close();
  });
}
