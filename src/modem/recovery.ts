import type { NetworkStatus } from "./driver.ts";
import {
  type History,
  ladder,
  type RecoveryAction,
  type RecoveryEvent,
  type RecoveryState,
  recoveryTimes,
} from "./recovery_state.ts";
import { canSend, showNetwork } from "./registration.ts";

/** One step of the recovery. */
export interface RecoveryStep {
  readonly state: RecoveryState;
  readonly action: RecoveryAction;
}

/** When a step is taken: monotonic milliseconds, and a number from 0 up to 1 that spreads the waits. */
export interface Moment {
  readonly now: number;
  readonly chance: number;
}

/** A modem of which nothing is known yet. */
export function newRecovery(now: number): RecoveryStep {
  const state: RecoveryState = {
    phase: "closed",
    until: now,
    reason: "",
    climbed: 0,
    blocks: 0,
    failures: 0,
  };
  return { state, action: actionOf(state, now) };
}

/** Takes in one event. Total: whatever comes in whatever phase, the answer holds an action. */
export function step(
  state: RecoveryState,
  event: RecoveryEvent,
  moment: Moment,
): RecoveryStep {
  const next = nextState(state, event, moment);
  return { state: next, action: actionOf(next, moment.now) };
}

function actionOf(state: RecoveryState, now: number): RecoveryAction {
  if (now < state.until) return { kind: "wait", delayMs: state.until - now };
  switch (state.phase) {
    case "closed":
    case "blocked":
      return { kind: "open" };
    case "starting":
    case "locked":
      return { kind: "start" };
    case "usable":
    case "searching":
      return { kind: "check" };
    case "climbing":
      return state.rung === "reopen"
        ? { kind: "open" }
        : { kind: "reset", rung: state.rung };
    default:
      return state satisfies never;
  }
}

function nextState(
  state: RecoveryState,
  event: RecoveryEvent,
  moment: Moment,
): RecoveryState {
  switch (event.kind) {
    case "opened":
      return starting(state, { until: moment.now, reason: reasonOf(state) });
    case "open-failed":
      return closed(state, event.reason, moment);
    case "ready":
      return afterReady(state, event.network, moment);
    case "not-ready":
      return event.retry === "later"
        ? climb(state, event.reason, moment)
        : locked(state, event.reason, moment);
    case "checked":
      return afterCheck(state, event.network, moment);
    case "reset":
      return afterReset(state, moment);
    case "sent":
      return afterSent(state, event.at);
    case "fault":
      return afterFault(state, event.reason, moment);
    case "restarted":
      return afterRestart(state, event.by, moment);
    case "lost":
      return afterLoss(state, event.reason, moment);
    case "elapsed":
      return state;
    default:
      return event satisfies never;
  }
}

// ── what events lead to ────────────────────────────────────────────────────

function afterReady(
  state: RecoveryState,
  network: NetworkStatus,
  moment: Moment,
): RecoveryState {
  const opened = { ...state, failures: 0 };
  return canSend(network)
    ? usable(opened, { until: moment.now + recoveryTimes.checkMs, misses: 0 })
    : searching(opened, network, { now: moment.now, checks: 0 });
}

function afterCheck(
  state: RecoveryState,
  network: NetworkStatus | undefined,
  moment: Moment,
): RecoveryState {
  if (state.phase !== "usable" && state.phase !== "searching") return state;
  if (network === undefined) {
    return climb(state, "The modem does not answer", moment);
  }
  const { now } = moment;
  if (canSend(network)) {
    return usable(state, { until: now + recoveryTimes.checkMs, misses: 0 });
  }
  if (state.phase === "searching") {
    return search(state, network, { now, checks: state.checks + 1 });
  }
  const misses = state.misses + 1;
  return misses < recoveryTimes.grace
    ? usable(state, { until: now + recoveryTimes.recheckMs, misses })
    : searching(state, network, { now, checks: 0 });
}

function search(
  from: History,
  network: NetworkStatus,
  at: { readonly now: number; readonly checks: number },
): RecoveryState {
  if (at.checks < recoveryTimes.patience) return searching(from, network, at);
  // Some modems do not notice that they have lost their network (SIM7600) until the radio is switched off and on.
  return {
    ...history(from),
    phase: "climbing",
    rung: "radio-cycle",
    until: at.now,
    reason: noNetwork(network),
  };
}

function afterReset(state: RecoveryState, { now }: Moment): RecoveryState {
  if (state.phase !== "climbing") return state;
  const pauseMs = state.rung === "restart" ? recoveryTimes.bootMs : 0;
  return starting(state, { until: now + pauseMs, reason: state.reason });
}

function afterSent(state: RecoveryState, at: number): RecoveryState {
  if (state.phase !== "usable") return state;
  const well = { climbed: 0, blocks: 0, failures: 0 };
  return usable(well, { until: at + recoveryTimes.checkMs, misses: 0 });
}

function afterFault(
  state: RecoveryState,
  reason: string,
  moment: Moment,
): RecoveryState {
  switch (state.phase) {
    case "usable":
    case "searching":
      return climb(state, reason, moment);
    case "closed":
    case "starting":
      // The SMS took the port or the modem down with it: a modem that does so each time must end blocked.
      return state.climbed < ladder.length
        ? { ...state, climbed: state.climbed + 1 }
        : climb(state, reason, moment);
    case "climbing":
    case "locked":
    case "blocked":
      return state;
    default:
      return state satisfies never;
  }
}

function afterRestart(
  state: RecoveryState,
  by: string,
  { now }: Moment,
): RecoveryState {
  // Nothing is set up in these two, so nothing is lost; and a modem that reboots for ever stays blocked.
  if (state.phase === "closed" || state.phase === "blocked") return state;
  // While it starts anyway, the restart was most likely asked for.
  const reason = state.phase === "starting" && state.reason !== ""
    ? state.reason
    : `The modem restarted by itself (${by})`;
  return starting(state, { until: now + recoveryTimes.bootMs, reason });
}

function afterLoss(
  state: RecoveryState,
  reason: string,
  moment: Moment,
): RecoveryState {
  switch (state.phase) {
    case "closed":
      return state;
    case "locked":
    case "blocked":
      // Pulled out while it waited for somebody: somebody is here.
      return closed({ climbed: 0, blocks: 0, failures: 0 }, reason, moment);
    case "starting":
    case "climbing":
    case "usable":
    case "searching":
      return closed(state, reason, moment);
    default:
      return state satisfies never;
  }
}

// ── the phases ─────────────────────────────────────────────────────────────

function closed(
  from: History,
  reason: string,
  moment: Moment,
): RecoveryState {
  const until = moment.now + backoff(from.failures, moment.chance);
  const past = { ...history(from), failures: from.failures + 1 };
  return { ...past, phase: "closed", until, reason };
}

function starting(
  from: History,
  into: { readonly until: number; readonly reason: string },
): RecoveryState {
  return { ...history(from), phase: "starting", ...into };
}

function usable(
  from: History,
  into: { readonly until: number; readonly misses: number },
): RecoveryState {
  return { ...history(from), phase: "usable", ...into };
}

function searching(
  from: History,
  network: NetworkStatus,
  at: { readonly now: number; readonly checks: number },
): RecoveryState {
  const reason = noNetwork(network);
  const until = at.now + recoveryTimes.searchMs;
  const { checks } = at;
  return { ...history(from), phase: "searching", until, reason, checks };
}

function locked(
  from: History,
  reason: string,
  { now }: Moment,
): RecoveryState {
  const until = now + recoveryTimes.probeMs;
  return { ...history(from), phase: "locked", until, reason };
}

function climb(
  from: History,
  reason: string,
  { now, chance }: Moment,
): RecoveryState {
  const rung = ladder[from.climbed];
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

function noNetwork(network: NetworkStatus): string {
  return `No network (${showNetwork(network)})`;
}

function history({ climbed, blocks, failures }: History): History {
  return { climbed, blocks, failures };
}

function reasonOf(state: RecoveryState): string {
  return state.phase === "usable" ? "" : state.reason;
}

/** Grows from the first to the longest wait; half of it by chance, lest all modems of a hub come back in step. */
function backoff(failures: number, chance: number): number {
  const { firstBackoffMs, longestBackoffMs } = recoveryTimes;
  const fullMs = Math.min(firstBackoffMs * 2 ** failures, longestBackoffMs);
  return fullMs * (0.5 + 0.5 * chance);
}
