import assert from "node:assert/strict";
import { findTimeZone, type SendResult } from "../../src/model/mod.ts";
import {
  createFleet,
  type Fleet,
  type FleetModem,
  type ModemEvent,
  type ModemMemory,
  type ModemStatus,
  type ReceivedSms,
  type SmsLedger,
  type SmsSender,
} from "../../src/modem/mod.ts";
import { segmentMessage, type SubmitPdu } from "../../src/sms/mod.ts";
import { FakeModem, type FakeModemOptions } from "./fake_modem.ts";
import { ManualClock, settle } from "./manual_clock.ts";

/** Remembers PINs as the queue does, only not on disk. */
export class PinMemory implements ModemMemory {
  readonly pinSalt = "00";
  readonly tried = new Set<string>();

  pinAttempted(sim: string, pinHash: string): boolean {
    return this.tried.has(`${sim} ${pinHash}`);
  }

  recordPinAttempt(sim: string, pinHash: string): Promise<void> {
    this.tried.add(`${sim} ${pinHash}`);
    return Promise.resolve();
  }
}

/** Counts SMS as the queue does, only not on disk. */
export class SmsMemory implements SmsLedger {
  readonly times = new Map<string, number[]>();

  smsTimes(sim: string, since: number): readonly number[] {
    return this.times.get(sim)?.filter((it) => it >= since) ?? [];
  }

  recordSms(sim: string, { at }: { readonly at: number }): Promise<void> {
    this.times.set(sim, [...this.times.get(sim) ?? [], at]);
    return Promise.resolve();
  }

  forgetSms(sim: string, at: number): Promise<void> {
    const times = this.times.get(sim) ?? [];
    const index = times.indexOf(at);
    if (index >= 0) times.splice(index, 1);
    return Promise.resolve();
  }
}

/** One fake modem of a harbour, and its PIN in the config. */
export type HarbourModem =
  & Omit<FakeModemOptions, "clock">
  & Partial<
    Pick<
      FleetModem,
      "pin" | "limits" | "balance" | "resetCommand" | "dailyResetMinute"
    >
  >;

/** A fleet of fake modems named "a", "b", …, and the time that it lives in. */
export class Harbour implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly modems: readonly FakeModem[];
  readonly fleet: Fleet;
  readonly events: ModemEvent[] = [];
  readonly memory = new PinMemory();
  readonly ledger = new SmsMemory();
  /** Each run of a reset command. */
  readonly resets: string[] = [];
  /** What a reset command does to its modem. */
  onReset: (name: string) => void = () => {};
  /** What has come, by modem. */
  readonly received: { readonly modem: string; readonly sms: ReceivedSms }[] =
    [];
  /** What takes it; may be changed to one that fails. */
  receive = (modem: string, sms: ReceivedSms): Promise<void> => {
    this.received.push({ modem, sms });
    return Promise.resolve();
  };

  constructor(...setups: readonly HarbourModem[]) {
    const named = setups.map((setup, index) => {
      const name = String.fromCharCode(97 + index);
      return { ...setup, name, clock: this.clock };
    });
    this.modems = named.map((setup) => new FakeModem(setup));
    this.fleet = createFleet(
      named.map((
        { balance, dailyResetMinute, limits, name, pin, resetCommand },
      ) => ({
        name,
        port: `/dev/${name}`,
        ...(pin && { pin }),
        ...(limits && { limits }),
        ...(balance && { balance }),
        ...(resetCommand && { resetCommand }),
        ...(dailyResetMinute !== undefined && { dailyResetMinute }),
      })),
      {
        clock: this.clock,
        memory: this.memory,
        ledger: this.ledger,
        zone: greenwich,
        runReset: ({ name, resetCommand = [] }) => {
          this.resets.push(`${name}: ${resetCommand.join(" ")}`);
          this.onReset(name);
          return Promise.resolve(`The reset_command of "${name}" has run`);
        },
        observe: (event) => this.events.push(event),
        open: ({ name }) => this.modem(name).open(),
        receive: (modem, sms) => this.receive(modem, sms),
      },
    );
    this.fleet.start();
  }

  /** The modem itself. */
  modem(name = "a"): FakeModem {
    const modem = this.modems[name.charCodeAt(0) - 97];
    assert.ok(modem);
    return modem;
  }

  /** The fleet's way to a modem. */
  sender(name = "a"): SmsSender {
    const sender = this.fleet.senders.find((each) => each.name === name);
    assert.ok(sender);
    return sender;
  }

  /** What the fleet says of a modem. */
  status(name = "a"): ModemStatus {
    const status = this.fleet.statuses().find((each) => each.name === name);
    assert.ok(status);
    return status;
  }

  /** Lets time pass until the promise is settled. */
  async pass<T>(promise: Promise<T>): Promise<T> {
    let waiting = true;
    const settled = promise.finally(() => waiting = false);
    for (await settle(); waiting; await settle()) {
      const { nextInMs } = this.clock;
      assert.ok(nextInMs !== undefined, "Nothing will ever happen");
      await this.clock.advance(nextInMs);
    }
    return await settled;
  }

  /** Lets time pass until the modem is usable. */
  async usable(name = "a"): Promise<void> {
    await this.pass(this.sender(name).whenUsable(new AbortController().signal));
  }

  /** Sends a short text and lets time pass until it is settled. */
  submit(text: string, name = "a"): Promise<SendResult> {
    return this.pass(this.begin(text, name));
  }

  /** Begins to send a short text. */
  begin(text: string, name = "a"): Promise<SendResult> {
    return this.sender(name).submit(pdu(text), hooks);
  }

  /** Lets time pass in steps of a second until it is so. */
  async until(isSo: () => boolean, withinMs: number): Promise<void> {
    for (let waited = 0; !isSo(); waited += 1000) {
      assert.ok(waited < withinMs, `Not so within ${withinMs} ms`);
      await this.clock.advance(1000);
    }
  }

  /** The states that the modem went through. */
  states(name = "a"): readonly string[] {
    return this.events.flatMap((event) =>
      event.kind === "state" && event.status.name === name
        ? [event.status.state]
        : []
    ).filter((state, index, all) => state !== all[index - 1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pass(this.fleet.stop());
    // One that runs on without its port would be busy for ever.
    for (const modem of this.modems) modem.unplug();
    assert.equal(this.clock.pending, 0, "A timer is left");
  }
}

const greenwich = findTimeZone("UTC")!;

const hooks = { beforePdu: () => Promise.resolve() };

function pdu(text: string): SubmitPdu {
  const [only, ...more] = segmentMessage(text, {
    recipient: "+491711234567",
    reference: 1,
    referenceBits: 8,
    flash: false,
    statusReport: true,
  });
  assert.ok(only && more.length === 0);
  return only;
}
