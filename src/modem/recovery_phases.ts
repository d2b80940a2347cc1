import type { NetworkStatus } from "./driver.ts";
import {
  type History,
  ladder,
  type RecoveryState,
  recoveryTimes,
  type Rung,
} from "./recovery_state.ts";
import { adviceOn, showNetwork } from "./registration.ts";

/** When a step is taken: monotonic milliseconds, and a number from 0 up to 1 that spreads the waits. */
export interface Moment {
  readonly now: number;
  readonly chance: number;
}

/** No port; opened after a while that grows. */
export function closed(
  from: History,
  reason: string,
  moment: Moment,
): Extract<RecoveryState, { readonly phase: "closed" }> {
  const until = moment.now + backoff(from.failures, moment.chance);
  const past = { ...history(from), failures: from.failures + 1 };
  return { ...past, phase: "closed", until, reason };
}

/** The same, though there is a port. */
export function barred(
  from: History,
  reason: string,
  moment: Moment,
): RecoveryState {
  return { ...closed(from, reason, moment), barred: true };
}

/** Set up at `until`. */
export function starting(
  from: History,
  into: { readonly until: number; readonly reason: string },
): RecoveryState {
  return { ...history(from), phase: "starting", ...into };
}

/** SMS may be given to it. */
export function usable(
  from: History,
  into: { readonly until: number; readonly misses: number },
): RecoveryState {
  return { ...history(from), cycles: 0, phase: "usable", ...into };
}

/** Without a network. */
export function searching(
  from: History,
  network: NetworkStatus,
  at: { readonly now: number; readonly checks: number },
): RecoveryState {
  const reason = noNetwork(network);
  const until = at.now + recoveryTimes.searchMs;
  const { checks } = at;
  const advice = adviceOn(network);
  return {
    ...history(from),
    phase: "searching",
    until,
    reason,
    advice,
    checks,
  };
}

/** Waits for somebody. */
export function locked(
  from: History,
  reason: string,
  { now }: Moment,
): RecoveryState {
  const until = now + recoveryTimes.probeMs;
  return { ...history(from), phase: "locked", until, reason };
}

/** The next rung of the ladder, or a rest at its end. */
export function climb(
  from: History,
  reason: string,
  { now, chance }: Moment,
): RecoveryState {
  const rung = rungAt(from);
  if (rung !== undefined) {
    const until = now + backoff(from.climbed, chance);
    const past = { ...history(from), climbed: from.climbed + 1 };
    return { ...past, phase: "climbing", until, reason, rung };
  }
  const { firstBlockMs, longestBlockMs } = recoveryTimes;
  const restMs = Math.min(firstBlockMs * 2 ** from.blocks, longestBlockMs);
  const past = { ...history(from), blocks: from.blocks + 1 };
  return { ...past, phase: "blocked", until: now + restMs, reason };
}

/** The next rung, or undefined when all are climbed. */
export function rungAt({ climbed, powered }: History): Rung | undefined {
  const rung = ladder[climbed];
  return rung === "power-cycle" && !powered ? undefined : rung;
}

/** One rung out of its turn, for a reason that is no fault of the modem: it does not count. */
export function detour(
  from: History,
  rung: Rung,
  at: { readonly now: number; readonly reason: string },
): RecoveryState {
  const { now: until, reason } = at;
  return { ...history(from), phase: "climbing", rung, until, reason };
}

/** Without a SIM, for so many probes by now. */
export function simless(
  from: History,
  reason: string,
  at: { readonly now: number; readonly probes: number },
): RecoveryState {
  const { simPatience, simProbeMs, simSoonMs, simSoonProbes } = recoveryTimes;
  const { now, probes } = at;
  if (probes >= simPatience) return detour(from, "restart", { now, reason });
  const until = now + (probes < simSoonProbes ? simSoonMs : simProbeMs);
  return { ...history(from), phase: "simless", until, reason, probes };
}

/** Why a modem without a network is not usable. */
export function noNetwork(network: NetworkStatus): string {
  return `No network (${showNetwork(network)})`;
}

/** What is remembered through all phases. */
export function history(
  { blocks, climbed, cycles, failures, powered }: History,
): History {
  return { blocks, climbed, cycles, failures, powered };
}

/** As after an SMS that went out. */
export function well({ powered }: History): History {
  return { blocks: 0, climbed: 0, cycles: 0, failures: 0, powered };
}

/** Why it is not usable; "" when it is, or nothing is known yet. */
export function reasonOf(state: RecoveryState): string {
  return state.phase === "usable" ? "" : state.reason;
}

/** Grows from the first to the longest wait; half of it by chance, lest all modems of a hub come back in step. */
function backoff(failures: number, chance: number): number {
  const { firstBackoffMs, longestBackoffMs } = recoveryTimes;
  const fullMs = Math.min(firstBackoffMs * 2 ** failures, longestBackoffMs);
  return fullMs * (0.5 + 0.5 * chance);
}
