import type { Config } from "../config/mod.ts";
import {
  type ControlEndpoint,
  newToken,
  removeEndpoint,
  startControlServer,
  writeEndpoint,
} from "../control/mod.ts";
import {
  Archivist,
  createIntake,
  type DeliveryEvent,
  Dispatcher,
  Inbound,
  type Intake,
  StormKeeper,
} from "../delivery/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { Fleet, ModemFinder } from "../modem/mod.ts";
import type { Mailer } from "../notify/mod.ts";
import { type Store, StoreError } from "../queue/mod.ts";
import { SmtpError, type SmtpServer } from "../smtp/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { fleetModems } from "./fleet_modems.ts";
import { makeFrontDoor } from "./front_door.ts";
import { makeFinder } from "./modem_port.ts";
import { makeNotifySide } from "./notify_side.ts";
import { storeOperations } from "./operations.ts";
import {
  type SmtpSide,
  type SmtpSideOptions,
  startSmtpSide,
} from "./smtp_side.ts";
import { type FleetParts, makeFleet } from "./start_fleet.ts";

/** What an appliance is made of besides its config. */
export interface ApplianceOptions extends FleetParts {
  readonly clock: Clock;
  /** The open queue; whoever opened it closes it, after `stop()`. */
  readonly store: Store;
  readonly observe: (event: ApplianceEvent) => void;
  /** Hands mail of cellpost's own to the relay; by SMTP when left out. */
  readonly mailer?: Mailer | undefined;
}

/** All rooms wired together, running. */
export interface Appliance {
  readonly intake: Intake;
  readonly fleet: Fleet;
  /** Knows which modem is behind which port. */
  readonly finder: ModemFinder;
  /** Accepts nothing more, finishes the SMS in flight within 30 s, and leaves the rest in the queue. */
  stop(): Promise<void>;
}

/** An appliance that mail and commands can reach. */
export interface ListeningAppliance extends Appliance {
  readonly smtp: SmtpServer;
}

/** How long a stop waits for the SMS in flight, and after that for the segment in flight, milliseconds. */
const finishMessageMs = 20_000;
const finishSegmentMs = 10_000;
/** How long a stop waits for the mail in flight. */
const finishNoticeMs = 10_000;

/** Starts the sending half: queue to modems. For a command that sends without a running appliance. */
export async function startSending(
  config: Config,
  options: ApplianceOptions,
): Promise<Appliance> {
  const sending = await wire(config, options);
  await startQueue(sending);
  sending.inbound.start();
  sending.fleet.start();
  return { ...sending, stop: () => stopSending(sending, options.clock) };
}

/**
 * Starts a whole appliance: listens first, so that a client's first mail waits for no modem, then wakes queue and modems.
 *
 * @throws {CommandError} when an address cannot be listened on, or a file not be written.
 */
export async function startAppliance(
  config: Config,
  given: ApplianceOptions & SmtpSideOptions & {
    /** Where `control.json` goes. */
    readonly controlPath: string;
  },
): Promise<ListeningAppliance> {
  const notify = makeNotifySide(config, given);
  const observe = (event: ApplianceEvent) => {
    given.observe(event);
    notify.heed(event);
  };
  const options = { ...given, observe };
  const sending = await wire(config, options);
  const token = newToken();
  const operations = storeOperations({
    ...options,
    ...sending,
    wake: (deliveries) => sending.dispatcher.wake(deliveries),
  });
  const control = startControlServer(operations, {
    token,
    clock: options.clock,
  });
  const { controlPath } = options;
  let smtp: SmtpSide | undefined;
  // All at once, since each may take its time and a service manager waits for the sum: a mail that is accepted meanwhile is in the
  // queue, which closes last.
  const stop = async () => {
    removeEndpoint(controlPath);
    await Promise.all([
      smtp?.stop(finishSegmentMs),
      stopSending(sending, options.clock),
      control.stop(),
      notify.stop(finishNoticeMs),
    ]);
  };
  try {
    await publish(controlPath, {
      pid: Deno.pid,
      address: control.address,
      token,
    });
    notify.start();
    smtp = startSmtpSide(config, sending.intake, options);
    await startQueue(sending);
  } catch (error) {
    await stop();
    throw startFailure(error);
  }
  sending.inbound.start();
  sending.fleet.start();
  sending.archivist.start();
  return { ...sending, smtp: smtp.server, stop };
}

async function publish(path: string, endpoint: ControlEndpoint): Promise<void> {
  try {
    await writeEndpoint(path, endpoint);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new CommandError(
      exitCode.system,
      `Cannot write ${path}, by which commands reach this cellpost: ${why}`,
    );
  }
}

function startFailure(error: unknown): unknown {
  return error instanceof SmtpError || error instanceof StoreError
    ? new CommandError(exitCode.system, error.message)
    : error;
}

// What was gathered must not go out by itself before it is in order again.
async function startQueue({ dispatcher, storm }: Sending): Promise<void> {
  await storm.prepare();
  await dispatcher.start();
  storm.start();
}

interface Sending {
  readonly intake: Intake;
  readonly fleet: Fleet;
  readonly finder: ModemFinder;
  readonly dispatcher: Dispatcher;
  readonly inbound: Inbound;
  readonly archivist: Archivist;
  readonly storm: StormKeeper;
}

async function wire(
  config: Config,
  options: ApplianceOptions,
): Promise<Sending> {
  const { clock, store, observe } = options;
  const onDelivery = (event: DeliveryEvent) =>
    observe({ room: "delivery", event });
  const finder = makeFinder(config.modems, options);
  const fleet = makeFleet(await fleetModems(config), config, {
    ...options,
    finder,
    joined: (sender) => dispatcher.add(sender),
    observe: (event) => observe({ room: "modem", event }),
    receive: (modem, sms) =>
      sms.kind === "report"
        ? dispatcher.report({ ...sms.report, modem })
        : inbound.take(modem, sms),
  });
  const dispatcher = new Dispatcher(store, fleet.senders, {
    ...config.delivery,
    policy: config.delivery,
    clock,
    observe: onDelivery,
    gate: () => storm.gate,
  });
  const inbound = new Inbound(store, fleet.senders, {
    ...config.delivery,
    clock,
    observe: onDelivery,
  });
  const door = await makeFrontDoor(config, { clock, store });
  const wake = (deliveries: number) => dispatcher.wake(deliveries);
  const observed = { clock, observe: onDelivery, wake };
  const storm = new StormKeeper(store, config.storm, {
    compose: door.compose,
    ...observed,
  });
  const archivist = new Archivist(store, {
    ...config.queue,
    clock,
    observe: onDelivery,
  });
  const intake = createIntake(store, {
    ...door,
    ...observed,
    expireAfterMs: config.delivery.expireAfterMs,
    storm,
    dedupeWindowMs: config.smtp.dedupeWindowMs,
  });
  return { intake, fleet, finder, dispatcher, inbound, storm, archivist };
}

async function stopSending(sending: Sending, clock: Clock): Promise<void> {
  const hurry = new AbortController();
  const timers = [
    clock.after(finishMessageMs, () => hurry.abort()),
    // Closing the ports ends what is still in flight as uncertain, which is on record.
    clock.after(
      finishMessageMs + finishSegmentMs,
      () => void sending.fleet.stop(0),
    ),
  ];
  await sending.storm.stop();
  await Promise.all([
    sending.dispatcher.stop(hurry.signal),
    sending.archivist.stop(),
  ]);
  for (const timer of timers) timer.cancel();
  await sending.fleet.stop();
  sending.inbound.stop();
}
