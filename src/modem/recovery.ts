import type { NetworkStatus } from "./driver.ts";
import {
  barred,
  climb,
  closed,
  detour,
  history,
  locked,
  type Moment,
  noNetwork,
  reasonOf,
  rungAt,
  searching,
  simless,
  starting,
  usable,
  well,
} from "./recovery_phases.ts";
import {
  type History,
  type RecoveryAction,
  type RecoveryEvent,
  type RecoveryState,
  recoveryTimes,
  type Rung,
} from "./recovery_state.ts";
import { canSend } from "./registration.ts";

/** One step of the recovery. */
export interface RecoveryStep {
  readonly state: RecoveryState;
  readonly action: RecoveryAction;
}

/** A modem of which nothing is known yet. `powered`: there is a command that cuts its power. */
export function newRecovery(now: number, powered = false): RecoveryStep {
  const state: RecoveryState = {
    phase: "closed",
    until: now,
    reason: "",
    climbed: 0,
    blocks: 0,
    failures: 0,
    cycles: 0,
    powered,
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
      return { kind: "open" };
    case "blocked":
      return { kind: isPowerDue(state) ? "power-cycle" : "open" };
    case "starting":
    case "locked":
    case "simless":
      return { kind: "start" };
    case "usable":
    case "searching":
      return { kind: "check" };
    case "climbing":
      return climbing(state.rung);
    default:
      return state satisfies never;
  }
}

function climbing(rung: Rung): RecoveryAction {
  switch (rung) {
    case "reopen":
      return { kind: "open" };
    case "power-cycle":
      return { kind: "power-cycle" };
    default:
      return { kind: "reset", rung };
  }
}

function isPowerDue({ blocks, powered }: History): boolean {
  return powered && blocks % recoveryTimes.blocksPerPowerCycle === 0;
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
      return afterOpenFailed(state, event, moment);
    case "ready":
      return afterReady(state, event.network, moment);
    case "not-ready":
      return afterNotReady(state, event, moment);
    case "checked":
      return afterCheck(state, event.network, moment);
    case "reset":
      return afterReset(state, moment);
    case "power-cycled":
      return afterPowerCycle(state, moment);
    case "sim":
      return afterSim(state, event.present, moment);
    case "refresh":
      return state.phase === "usable"
        ? detour(state, "restart", { now: moment.now, reason: daily })
        : state;
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

const daily = "It is the time of its daily restart";

// ── what events lead to ────────────────────────────────────────────────────

function afterOpenFailed(
  state: RecoveryState,
  { missing, reason }: Extract<
    RecoveryEvent,
    { readonly kind: "open-failed" }
  >,
  moment: Moment,
): RecoveryState {
  if (missing !== true) return barred(state, reason, moment);
  const next = closed(state, reason, moment);
  const beyond = next.failures - recoveryTimes.missing;
  const due = next.powered && beyond >= 0 &&
    beyond % recoveryTimes.missingAgain === 0;
  // A stick that has fallen off its bus comes back by nothing else.
  return due ? detour(next, "power-cycle", { now: moment.now, reason }) : next;
}

function afterPowerCycle(state: RecoveryState, { now }: Moment): RecoveryState {
  const until = now + recoveryTimes.powerUpMs;
  return { ...history(state), phase: "closed", until, reason: reasonOf(state) };
}

function afterNotReady(
  state: RecoveryState,
  { reason, retry }: Extract<RecoveryEvent, { readonly kind: "not-ready" }>,
  moment: Moment,
): RecoveryState {
  switch (retry) {
    case "later":
      return climb(state, reason, moment);
    case "operator":
      return locked(state, reason, moment);
    case "sim": {
      const probes = state.phase === "simless" ? state.probes + 1 : 0;
      return simless(state, reason, { now: moment.now, probes });
    }
    default:
      return retry satisfies never;
  }
}

function afterSim(
  state: RecoveryState,
  present: boolean,
  { now }: Moment,
): RecoveryState {
  const waits = state.phase === "simless" || state.phase === "locked";
  if (present) {
    return waits
      ? starting(state, {
        until: now + recoveryTimes.bootMs,
        reason: state.reason,
      })
      : state;
  }
  // While it is set up, or set up again, it will be missed by itself.
  return state.phase === "usable" || state.phase === "searching"
    ? simless(state, "The SIM was removed", { now, probes: 0 })
    : state;
}

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
  const { cyclesPerRestart } = recoveryTimes;
  const cycles = from.cycles + 1;
  return detour(
    { ...from, cycles },
    cycles % cyclesPerRestart === 0 ? "restart" : "radio-cycle",
    { now: at.now, reason: noNetwork(network) },
  );
}

function afterReset(state: RecoveryState, { now }: Moment): RecoveryState {
  if (state.phase !== "climbing") return state;
  const pauseMs = state.rung === "restart" ? recoveryTimes.bootMs : 0;
  return starting(state, { until: now + pauseMs, reason: state.reason });
}

function afterSent(state: RecoveryState, at: number): RecoveryState {
  if (state.phase !== "usable") return state;
  return usable(well(state), { until: at + recoveryTimes.checkMs, misses: 0 });
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
      return rungAt(state) !== undefined
        ? { ...state, climbed: state.climbed + 1 }
        : climb(state, reason, moment);
    case "climbing":
    case "locked":
    case "simless":
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
    case "simless":
    case "blocked":
      // Pulled out while it waited for somebody: somebody is here.
      return closed(well(state), reason, moment);
    case "starting":
    case "climbing":
    case "usable":
    case "searching":
      return closed(state, reason, moment);
    default:
      return state satisfies never;
  }
}
