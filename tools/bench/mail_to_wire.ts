import { systemClock } from "../../src/model/mod.ts";
import {
  Phones,
  SimCard,
  simulateModem,
  wellBehaved,
} from "../../src/modem/mod.ts";
import {
  openPty,
  openSerialPorts,
  type PortRead,
  type SerialPort,
} from "../../src/modem/serial/mod.ts";
import { SmtpClient } from "../../tests/support/smtp_client.ts";
import { startAppliance } from "./appliance.ts";
import { loopback } from "./loopback.ts";
import type { ScratchFolder } from "./scratch_folder.ts";

/** An appliance with nothing else to do is what is measured, so it gets a moment without mail between two. */
const pauseMs = 15;
const endOfPdu = 0x1a;

/**
 * Sends mails one at a time to an idle appliance. Returns for each the milliseconds from its 250 at the client to the end of
 * its PDU at the modem; client and modem are in this process, so that one clock tells both.
 */
export async function measureMailToWire(
  folder: ScratchFolder,
  mails: number,
): Promise<readonly number[]> {
  const ports = openSerialPorts(systemClock);
  const pty = openPty(ports, folder.file("wire"));
  const wire = new WatchedPort(pty.port);
  simulateModem(wire, {
    clock: systemClock,
    card: new SimCard("wire"),
    phones: new Phones({}),
    behaviour: wellBehaved,
  });
  try {
    await using appliance = await startAppliance({
      folder: folder.path,
      modems: [wire.path],
      logLevel: "info",
    });
    await appliance.child.line(/ usable/);
    const { smtpPort: port } = appliance;
    using client = await SmtpClient.connect({ hostname: loopback, port });
    await client.command("EHLO client.example");
    const times: number[] = [];
    for (let number = 1; number <= mails; number++) {
      const written = wire.nextPdu();
      const text = `Pump 3 stopped, alarm ${number}`;
      const sent = await client.send({ to: "+919812345678@sms", text });
      const repliedAt = systemClock.monotonic();
      if (sent.reply.code !== 250) throw new Error(sent.reply.lines.join(" "));
      times.push(await written - repliedAt);
      await systemClock.sleep(pauseMs);
    }
    return times;
  } finally {
    await ports.close();
  }
}

/** A modem's end of a port that tells when a PDU has come. */
class WatchedPort implements SerialPort {
  readonly #port: SerialPort;
  #tell: (at: number) => void = () => {};

  constructor(port: SerialPort) {
    this.#port = port;
  }

  get path(): string {
    return this.#port.path;
  }

  /** Resolves with the moment, monotonic, at which the next PDU ends. */
  nextPdu(): Promise<number> {
    return new Promise((resolve) => this.#tell = resolve);
  }

  async read(): Promise<PortRead> {
    const read = await this.#port.read();
    if (read.kind === "data" && read.bytes.includes(endOfPdu)) {
      this.#tell(systemClock.monotonic());
    }
    return read;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#port.write(bytes);
  }

  flush(): void {
    this.#port.flush();
  }

  setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    this.#port.setLines(lines);
  }

  close(): void {
    this.#port.close();
  }
}
