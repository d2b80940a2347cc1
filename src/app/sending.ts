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
} from "../delivery/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { Fleet, ModemFinder } from "../modem/mod.ts";
import type { Store } from "../queue/mod.ts";
import { Current } from "./current.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { fleetModems } from "./fleet_modems.ts";
import { type FollowUps, makeFollowUps } from "./follow_ups.ts";
import { type HouseRules, makeHouseRules } from "./house_rules.ts";
import { type IntakeInTurn, inTurn } from "./intake_in_turn.ts";
import { ModemChanges } from "./modem_changes.ts";
import { makeFinder } from "./modem_port.ts";
import { isAdmin } from "./people.ts";
import { answerOptions, replyOptions } from "./reply_side.ts";
import { routingOf } from "./routing.ts";
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
  /** By which all of it goes at the moment. */
  readonly rules: Current<HouseRules>;
  readonly intake: IntakeInTurn;
  readonly fleet: Fleet;
  readonly finder: ModemFinder;
  readonly dispatcher: Dispatcher;
  readonly inbound: Inbound;
  readonly modemChanges: ModemChanges;
  readonly observe: (event: ApplianceEvent) => void;
  /** Makes an intake that goes by these rules, in the place of one before. */
  readonly intakeFor: (rules: HouseRules, before?: Intake) => Intake;
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
  const rules = new Current(await makeHouseRules(config, { clock, store }));
  const finder = makeFinder(() => rules.value.config.modems, options);
  const fleet = makeFleet(await fleetModems(config), config, {
    ...options,
    finder,
    zone: rules.options(({ timeRules }) => timeRules.zone),
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
  const dispatcher = new Dispatcher(
    store,
    fleet.senders,
    rules.options((it) => ({
      ...dispatcherRules(it),
      ...{ clock, observe: onDelivery, gate: () => keepers.storm.gate },
    })),
  );
  const inbound = new Inbound(
    store,
    fleet.senders,
    rules.options((it) => ({
      ...{ ...it.config.delivery, clock },
      observe: (event) => {
        onDelivery(event);
        if (event.kind === "received") keepers.replies.notice();
      },
    })),
  );
  const wake = (deliveries: number, routes?: readonly string[]) =>
    dispatcher.wake(deliveries, routes);
  const parts = { ...options, observe, onDelivery, rules, fleet, wake };
  const keepers = makeKeepers(parts);
  const intakeFor: Sending["intakeFor"] = (it, before) =>
    makeIntake(it, { ...parts, keepers }, before);
  const modemChanges = new ModemChanges(fleet, dispatcher);
  const half = { rules, fleet, finder, dispatcher, inbound, observe };
  const intake = inTurn(intakeFor(rules.value));
  return { ...half, ...keepers, intake, intakeFor, modemChanges };
}

function dispatcherRules({ config, door, timeRules }: HouseRules) {
  return {
    ...config.delivery,
    policy: config.delivery,
    routing: routingOf(config),
    validUntilExpiry: config.message.validUntilExpiry,
    timeRules,
    summary: { compose: door.compose, zone: timeRules.zone },
  };
}

interface Parts extends SendingOptions {
  readonly onDelivery: (event: DeliveryEvent) => void;
  readonly rules: Current<HouseRules>;
  readonly fleet: Fleet;
  readonly wake: (deliveries: number, routes?: readonly string[]) => void;
}

function makeKeepers(parts: Parts): Keepers {
  const { clock, onDelivery, rules, store, wake } = parts;
  const observed = { clock, observe: onDelivery, wake };
  const storm = new StormKeeper(
    store,
    rules.options(({ config }) => config.storm),
    rules.options(({ door: { compose }, timeRules: { quiet } }) => ({
      ...{ compose, quiet },
      ...observed,
    })),
  );
  const mayLeave = () => storm.gate !== "none";
  return {
    archivist: new Archivist(
      store,
      rules.options(({ config }) => ({ ...config.queue, ...observed })),
    ),
    storm,
    followUps: makeFollowUps({ ...parts, mayLeave }),
    replies: new Replies(
      store,
      rules.options(({ config, door: { compose, recipient } }) => {
        const isExempt = isAdmin(config, recipient, clock);
        const follows = replyOptions(config, { clock, compose, isExempt });
        return { ...follows, ...observed };
      }),
    ),
  };
}

function makeIntake(
  { config, door, timeRules }: HouseRules,
  { clock, fleet, keepers, onDelivery, store, wake }: Parts & {
    readonly keepers: Keepers;
  },
  before: Intake | undefined,
): Intake {
  const { followUps, storm } = keepers;
  return createIntake(store, {
    ...door,
    ...answerOptions(config, {
      hasModem: (key) => fleet.senders.some((it) => modemKey(it) === key),
    }),
    timeRules,
    ...(before && { given: before.given }),
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
  await Promise.all([
    sending.followUps.stop(),
    sending.storm.stop(),
    sending.archivist.stop(),
  ]);
  await sending.dispatcher.stop(hurry.signal);
  await sending.modemChanges.stop();
  for (const timer of timers) timer.cancel();
  await sending.fleet.stop();
  sending.inbound.stop();
  await sending.replies.stop();
}
