import type { ClockFacts } from "./clock_look.ts";
import { lookAtClock } from "./clock_look.ts";
import { type ConfigFacts, lookAtConfig } from "./config_look.ts";
import type { Finding } from "./finding.ts";
import {
  type ListenFacts,
  lookAtListener,
  lookAtLoopback,
  type LoopbackFacts,
} from "./listen_look.ts";
import { lookAtModems, type ModemFacts } from "./modem_look.ts";
import { lookAtProgram, type ProgramFacts } from "./program_look.ts";
import { lookAtQueue, type QueueFacts } from "./queue_look.ts";
import { lookAtRelay, type RelayFacts } from "./relay_look.ts";
import { lookAtSystem, type SystemFacts } from "./system_look.ts";

/** All that a doctor looks at; what follows from the config is absent where that is broken. */
export interface DoctorFacts {
  readonly program: ProgramFacts;
  readonly config: ConfigFacts;
  readonly listeners?: readonly ListenFacts[];
  readonly loopback?: LoopbackFacts;
  readonly modems?: ModemFacts;
  readonly queue?: QueueFacts;
  readonly relay?: RelayFacts;
  readonly clock?: ClockFacts;
  readonly system?: SystemFacts;
}

/** What a person would find who looked at all of it. Pure. */
export function examine(facts: DoctorFacts): readonly Finding[] {
  const { config, program } = facts;
  const { clock, listeners = [], loopback, modems, queue, relay, system } =
    facts;
  return [
    ...lookAtProgram(program),
    ...lookAtConfig(config),
    ...listeners.filter(({ what }) => what === "SMTP").map(lookAtListener),
    ...(loopback === undefined ? [] : lookAtLoopback(loopback)),
    ...listeners.filter(({ what }) => what === "Screen").map(lookAtListener),
    ...(modems === undefined ? [] : lookAtModems(modems)),
    ...(queue === undefined ? [] : lookAtQueue(queue)),
    ...lookAtRelay(relay),
    ...(clock === undefined ? [] : lookAtClock(clock)),
    ...(system === undefined ? [] : lookAtSystem(system)),
  ];
}
