import type { ModemEvent, ModemStatus, SmsSender } from "./driver.ts";
import { createGsmDriver } from "./gsm_driver.ts";
import type { FleetModem, LinkOptions } from "./link.ts";
import type { ReceivedSms } from "./received.ts";
import { Supervisor } from "./supervisor.ts";

/** What a fleet needs. */
export interface FleetOptions extends Omit<LinkOptions, "createDriver"> {
  /** Hears of every change of a modem's state, of reports and notices, at once. */
  readonly observe: (event: ModemEvent) => void;
  /** Takes what a modem has received, by the modem's name; as in `DriverOptions`. */
  readonly receive?: (modem: string, sms: ReceivedSms) => Promise<void>;
  /** Speaks to the modems; the GSM driver when left out. */
  readonly createDriver?: LinkOptions["createDriver"];
}

/** All modems of the appliance, each supervised by itself: one that is sick troubles no other. */
export interface Fleet {
  /** One for each modem, in their order, for as long as the fleet lives. */
  readonly senders: readonly SmsSender[];
  statuses(): readonly ModemStatus[];
  /** Opens the ports and keeps the modems usable from then on. Returns at once; `whenUsable` tells the rest. */
  start(): void;
  /**
   * Takes no more SMS, waits up to `patienceMs` for those in flight, closes the ports. An SMS that was not answered by
   * then is `uncertain`.
   */
  stop(patienceMs?: number): Promise<void>;
}

const defaultPatienceMs = 30_000;

/** Makes a fleet; nothing is opened before `start`. */
export function createFleet(
  modems: readonly FleetModem[],
  { createDriver = createGsmDriver, ...options }: FleetOptions,
): Fleet {
  const supervisors = modems.map((modem) =>
    new Supervisor(modem, { ...options, createDriver })
  );
  return {
    senders: supervisors,
    statuses: () => supervisors.map(({ status }) => status),
    start() {
      for (const supervisor of supervisors) supervisor.start();
    },
    async stop(patienceMs = defaultPatienceMs) {
      await Promise.all(supervisors.map((each) => each.stop(patienceMs)));
    },
  };
}
