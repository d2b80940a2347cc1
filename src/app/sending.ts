import type { Config } from "../config/mod.ts";
import {
  Archivist,
  createIntake,
  type DeliveryEvent,
  Dispatcher,
  Inbound,
  type Intake,
  modemKey,
  Replies,
  StormKeeper,
  type TimeRules,
} from "../delivery/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { Fleet, ModemFinder } from "../modem/mod.ts";
import type { Store } from "../queue/mod.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { fleetModems } from "./fleet_modems.ts";
import { type FollowUps, makeFollowUps } from "./follow_ups.ts";
import { type FrontDoor, makeFrontDoor } from "./front_door.ts";
import { makeFinder } from "./modem_port.ts";
import { isAdmin } from "./people.ts";
import { answerOptions, replyOptions } from "./reply_side.ts";
import { routingOf } from "./routing.ts";
import { makeTimeRules } from "./time_rules.ts";
import { type FleetParts, makeFleet } from "./start_fleet.ts";

/** What the sending half is made of besides its config. */
export interface SendingOptions extends FleetParts {
  readonly clock: Clock;
  /** The open queue; whoever opened it closes it, after `stopSending`. */
  readonly store: Store;
  readonly observe: (event: ApplianceEvent) => void;
  /** Bytes that are free at a path; the machine's own answer when left out. */
  readonly freeBytes?: (path: string) => number | undefined;
}

/** Queue and modems, with all that keeps them in order. */
export interface Sending extends Keepers {
  readonly intake: Intake;
  readonly fleet: Fleet;
  readonly finder: ModemFinder;
  readonly dispatcher: Dispatcher;
  readonly inbound: Inbound;
  readonly observe: (event: ApplianceEvent) => void;
}

/** What follows by itself from mails and SMS. */
interface Keepers {
  readonly archivist: Archivist;
  readonly storm: StormKeeper;
  readonly followUps: FollowUps;
  readonly replies: Replies;
}

/** How long a stop waits for the SMS in flight, and after that for the segment in flight, milliseconds. */
const finishMessageMs = 20_000;
/** Likewise: the segment in flight. */
export const finishSegmentMs = 10_000;

/** Wires the sending half; nothing runs before `startQueue`. */
export async function makeSending(
  config: Config,
  options: SendingOptions,
): Promise<Sending> {
  const { clock, store } = options;
  const observe = (event: ApplianceEvent) => {
    options.observe(event);
    keepers.followUps.notice(event);
  };
  const onDelivery = (event: DeliveryEvent) =>
    observe({ room: "delivery", event });
  const door = await makeFrontDoor(config, { clock, store });
  const timeRules = makeTimeRules(config);
  const finder = makeFinder(config.modems, options);
  const fleet = makeFleet(await fleetModems(config), config, {
    ...options,
    finder,
    joined: (sender) => dispatcher.add(sender),
    observe: (event) => {
      if (event.kind === "state") dispatcher.look();
      observe({ room: "modem", event });
    },
    receive: (modem, sms) =>
      sms.kind === "report"
        ? dispatcher.report({ ...sms.report, modem })
        : inbound.take(modem, sms),
  });
  const dispatcher = new Dispatcher(store, fleet.senders, {
    ...config.delivery,
    policy: config.delivery,
    routing: routingOf(config),
    validUntilExpiry: config.message.validUntilExpiry,
    timeRules,
    summary: { compose: door.compose, zone: timeRules.zone },
    clock,
    observe: onDelivery,
    gate: () => keepers.storm.gate,
  });
  const inbound = new Inbound(store, fleet.senders, {
    ...config.delivery,
    clock,
    observe: (event) => {
      onDelivery(event);
      if (event.kind === "received") keepers.replies.notice();
    },
  });
  const wake = (deliveries: number, routes?: readonly string[]) =>
    dispatcher.wake(deliveries, routes);
  const made = { observe, onDelivery, door, fleet, timeRules, wake };
  const parts = { ...options, ...made };
  const keepers = makeKeepers(config, parts);
  const intake = makeIntake(config, { ...parts, keepers });
  const half = { intake, fleet, finder, dispatcher, inbound, observe };
  return { ...half, ...keepers };
}

interface Parts extends SendingOptions {
  readonly onDelivery: (event: DeliveryEvent) => void;
  readonly door: FrontDoor;
  readonly fleet: Fleet;
  readonly timeRules: TimeRules;
  readonly wake: (deliveries: number, routes?: readonly string[]) => void;
}

function makeKeepers(config: Config, parts: Parts): Keepers {
  const { clock, door, onDelivery, store, wake } = parts;
  const observed = { clock, observe: onDelivery, wake };
  const { compose } = door;
  const storm = new StormKeeper(store, config.storm, {
    ...{ compose, quiet: parts.timeRules.quiet },
    ...observed,
  });
  const mayLeave = () => storm.gate !== "none";
  return {
    archivist: new Archivist(store, { ...config.queue, ...observed }),
    storm,
    followUps: makeFollowUps(config, { ...parts, mayLeave }),
    replies: new Replies(store, {
      ...replyOptions(config, {
        clock,
        compose,
        isExempt: isAdmin(config, door.recipient, clock),
      }),
      ...observed,
    }),
  };
}

function makeIntake(
  config: Config,
  { clock, door, fleet, keepers, onDelivery, store, timeRules, wake }: Parts & {
    readonly keepers: Keepers;
  },
): Intake {
  const { followUps, storm } = keepers;
  return createIntake(store, {
    ...door,
    ...answerOptions(config, {
      hasModem: (key) => fleet.senders.some((it) => modemKey(it) === key),
    }),
    timeRules,
    expireAfterMs: config.delivery.expireAfterMs,
    dedupeWindowMs: config.smtp.dedupeWindowMs,
    storm,
    refusedFor: ({ message }) => followUps.alarms?.noteTrouble(message),
    escalationBegun: () => followUps.escalator.poke(),
    clock,
    observe: onDelivery,
    wake,
  });
}

/** Brings the queue in order and starts what gives it to the modems. Throws `StoreError`. */
export async function startQueue(
  { dispatcher, storm }: Sending,
): Promise<void> {
  // What was gathered must not go out by itself before it is in order again.
  await storm.prepare();
  await dispatcher.start();
  storm.start();
}

/** Finishes the SMS in flight within 30 s, and leaves the rest in the queue. */
export async function stopSending(
  sending: Sending,
  clock: Clock,
): Promise<void> {
  const hurry = new AbortController();
  const timers = [
    clock.after(finishMessageMs, () => hurry.abort()),
    // Closing the ports ends what is still in flight as uncertain, which is on record.
    clock.after(
      finishMessageMs + finishSegmentMs,
      () => void sending.fleet.stop(0),
    ),
  ];
  const { alarms, escalator } = sending.followUps;
  await Promise.all([
    alarms?.stop(),
    escalator.stop(),
    sending.storm.stop(),
    sending.archivist.stop(),
  ]);
  await sending.dispatcher.stop(hurry.signal);
  for (const timer of timers) timer.cancel();
  await sending.fleet.stop();
  sending.inbound.stop();
  await sending.replies.stop();
}
