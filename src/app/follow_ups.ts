import { type DeliveryEvent, Escalator } from "../delivery/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { Fleet } from "../modem/mod.ts";
import { type Store, StoreError } from "../queue/mod.ts";
import { type AlarmMemory, type Alarms, makeAlarms } from "./alarms.ts";
import type { Current } from "./current.ts";
import { freeBytesAt } from "./disk_space.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import type { HouseRules } from "./house_rules.ts";
import { phoneBook } from "./people.ts";
import { routerOf } from "./routing.ts";
import { breakerLine } from "./storm_line.ts";

/** What follows by itself from what happens to messages and modems. */
export interface FollowUps {
  readonly escalator: Escalator;
  /** Those of the config that holds; undefined where nobody wants to know. */
  readonly alarms: Alarms | undefined;
  /** To be told of everything that happens. */
  notice(event: ApplianceEvent): void;
  /** Begins. Throws `StoreError`. */
  start(): void;
  /** Goes by rules that have changed. Throws `StoreError`. */
  follow(): void;
  /** Resolves when what is under way is on disk. */
  stop(): Promise<void>;
}

/** What escalations and alarms are made of. */
export interface FollowUpParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly fleet: Fleet;
  readonly rules: Current<HouseRules>;
  readonly freeBytes?: ((path: string) => number | undefined) | undefined;
  readonly mayLeave: () => boolean;
  readonly observe: (event: ApplianceEvent) => void;
  readonly wake: (deliveries: number) => void;
}

/** Makes what escalates messages, and what tells the operator that something is out of order. Nothing begins before `start`. */
export function makeFollowUps(parts: FollowUpParts): FollowUps {
  const { rules } = parts;
  const memory: AlarmMemory = {};
  const alarmsNow = () => alarmsOf(rules.value, { ...parts, memory });
  const escalator = escalatorOf(parts);
  let alarms = alarmsNow();
  let left: Promise<unknown> = Promise.resolve();
  return {
    escalator,
    get alarms() {
      return alarms;
    },
    start() {
      escalator.start();
      alarms?.start();
    },
    // What is known of an alarm is on disk: others take it up as after a start.
    follow() {
      left = Promise.all([left, alarms?.stop()]);
      alarms = alarmsNow();
      const next = alarms;
      left = left.then(() => begin(next, () => next === alarms, parts));
    },
    async stop() {
      const last = alarms;
      alarms = undefined;
      await left;
      await Promise.all([last?.stop(), escalator.stop()]);
    },
    notice(event) {
      alarms?.notice(event);
      if (event.room !== "delivery") return;
      escalator.notice(event.event);
      if (event.event.kind !== "breaker") return;
      const open = event.event.state !== "closed";
      memory.breaker = { open, text: breakerLine(event.event).text };
      alarms?.poke();
    },
  };
}

/** After trouble with the database the next try comes after this. */
const troubleWaitMs = 60_000;

/** Has alarms begin, as soon as what they knew can be read, and as long as they are `wanted`. */
function begin(
  alarms: Alarms | undefined,
  wanted: () => boolean,
  parts: FollowUpParts,
): void {
  const { clock, observe } = parts;
  if (!wanted()) return;
  try {
    alarms?.start();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const event = { kind: "trouble", text: error.message } as const;
    observe({ room: "delivery", event });
    clock.after(troubleWaitMs, () => begin(alarms, wanted, parts));
  }
}

function escalatorOf(
  { clock, observe, rules, store, wake }: FollowUpParts,
): Escalator {
  return new Escalator(
    store,
    rules.options((it) => ({
      ...{ ...ownMessages(it, clock), wake },
      // An alarm goes by whichever modem works; a message goes its way.
      router: routerOf(it.config),
      // Who wants no SMS gets none of these either.
      peopleOf: (text: string, at: number) =>
        phoneBook(it.door.recipient)(text, at)
          .filter((number) => !store.replies.isDenied(number)),
      observe: (event: DeliveryEvent) => observe({ room: "delivery", event }),
    })),
  );
}

function alarmsOf(
  rules: HouseRules,
  { freeBytes = freeBytesAt, ...parts }: FollowUpParts & {
    readonly memory: AlarmMemory;
  },
): Alarms | undefined {
  return makeAlarms(rules.config, {
    ...{ ...parts, freeBytes, ...ownMessages(rules, parts.clock) },
    peopleOf: phoneBook(rules.door.recipient),
  });
}

function ownMessages({ config, door: { compose } }: HouseRules, clock: Clock) {
  return { compose, clock, expireAfterMs: config.delivery.expireAfterMs };
}
