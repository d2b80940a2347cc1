import type { Clock } from "../model/mod.ts";
import { memoryPortPair, SerialError, type SerialPort } from "./serial/mod.ts";
import { simulateModem } from "./simulator.ts";
import { SimCard } from "./simulator_card.ts";
import { deliversOf, type IncomingSms } from "./simulator_inbound.ts";
import { parseSimOptions } from "./simulator_options.ts";
import { Phones, type PhonesOptions } from "./simulator_phones.ts";

/** What simulated ports need; told of every SMS that arrives at a phone. */
export interface SimulatedPortsOptions extends PhonesOptions {
  readonly clock: Clock;
}

/**
 * The simulated modems of one process, each behind an in-memory port. A name has one SIM card for as long as this object
 * lives, and all share their phones: a modem that is closed and opened again goes on where it was.
 */
export class SimulatedPorts {
  readonly #clock: Clock;
  readonly #phones: Phones;
  readonly #cards = new Map<string, SimCard>();

  constructor({ clock, ...phones }: SimulatedPortsOptions) {
    this.#clock = clock;
    this.#phones = new Phones(phones);
  }

  /**
   * Switches a modem on and opens its port, such as `sim:latency=3s`; closing the port switches it off.
   *
   * @throws {SerialError} code `missing`, when the port's name cannot be read.
   */
  open(name: string, port: string): SerialPort {
    const parsed = parseSimOptions(port);
    if (parsed.kind === "invalid") {
      throw new SerialError("missing", parsed.reason);
    }
    const behaviour = parsed.options;
    const [near, far] = memoryPortPair();
    simulateModem(far, {
      clock: this.#clock,
      phones: this.#phones,
      card: this.#cardOf(name, behaviour.pin),
      behaviour,
    });
    return near;
  }

  /** Sends an SMS to a modem by its name, also to one that is not switched on yet. */
  send(name: string, sms: IncomingSms): void {
    this.#phones.serviceCentre.send(name, deliversOf(sms));
  }

  #cardOf(name: string, pin: string): SimCard {
    const known = this.#cards.get(name);
    if (known !== undefined) return known;
    // As a SIM goes on counting: a process that began anew would give the report on its SMS the reference of the one before.
    const lastReference = Math.floor(this.#clock.now() / 1_000) % 256;
    const card = new SimCard(name, { pin, lastReference });
    this.#cards.set(name, card);
    return card;
  }
}
