import type { Config } from "../config/mod.ts";
import { Escalator } from "../delivery/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { Fleet } from "../modem/mod.ts";
import type { Store } from "../queue/mod.ts";
import { type Alarms, makeAlarms } from "./alarms.ts";
import { freeBytesAt } from "./disk_space.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import type { FrontDoor } from "./front_door.ts";
import { phoneBook } from "./people.ts";
import { routerOf } from "./routing.ts";
import { breakerLine } from "./storm_line.ts";

/** What follows by itself from what happens to messages and modems. */
export interface FollowUps {
  readonly escalator: Escalator;
  readonly alarms: Alarms | undefined;
  /** To be told of everything that happens. */
  notice(event: ApplianceEvent): void;
}

/** Makes what escalates messages, and what tells the operator that something is out of order. Nothing begins before their `start`. */
export function makeFollowUps(
  config: Config,
  parts: {
    readonly clock: Clock;
    readonly store: Store;
    readonly fleet: Fleet;
    readonly door: FrontDoor;
    readonly freeBytes?: ((path: string) => number | undefined) | undefined;
    readonly mayLeave: () => boolean;
    readonly observe: (event: ApplianceEvent) => void;
    readonly wake: (deliveries: number) => void;
  },
): FollowUps {
  const { door, observe, store, freeBytes = freeBytesAt } = parts;
  const own = {
    ...parts,
    freeBytes,
    compose: door.compose,
    expireAfterMs: config.delivery.expireAfterMs,
    peopleOf: phoneBook(door.recipient),
  };
  const escalator = new Escalator(store, {
    ...own,
    // An alarm goes by whichever modem works; a message goes its way.
    router: routerOf(config),
    // Who wants no SMS gets none of these either.
    peopleOf: (text, at) =>
      own.peopleOf(text, at).filter((it) => !store.replies.isDenied(it)),
    observe: (event) => observe({ room: "delivery", event }),
  });
  const alarms = makeAlarms(config, own);
  return {
    escalator,
    alarms,
    notice(event) {
      alarms?.notice(event);
      if (event.room !== "delivery") return;
      escalator.notice(event.event);
      if (event.event.kind !== "breaker") return;
      const open = event.event.state !== "closed";
      alarms?.noteBreaker({ open, text: breakerLine(event.event).text });
    },
  };
}
