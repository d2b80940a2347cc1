import {
  serviceAccept,
  serviceControl,
  serviceError,
  serviceState,
} from "./windows_service_abi.ts";

/** Where a service stands, as Windows' service manager knows it. Checkpoints count what was reported while it is pending. */
export type ServicePhase =
  | { readonly phase: "starting"; readonly checkPoint: number }
  | { readonly phase: "running" }
  | { readonly phase: "stopping"; readonly checkPoint: number }
  | { readonly phase: "stopped" };

/** What happens to a service. */
export type ServiceEvent =
  /** The service manager tells it something. */
  | { readonly kind: "control"; readonly control: number }
  /** It takes mail. */
  | { readonly kind: "ready" }
  /** It goes on with what it had begun: the start or the stop. */
  | { readonly kind: "busy" }
  /** It has begun to stop of its own accord. */
  | { readonly kind: "stopping" }
  /** Its last act; `exitCode` is 0 or one of the program's own. */
  | { readonly kind: "ended"; readonly exitCode: number };

/** What the service manager is told: the fields of `SERVICE_STATUS`. */
export interface StatusReport {
  readonly currentState: number;
  readonly controlsAccepted: number;
  /** A Windows error, 0 for none. */
  readonly exitCode: number;
  /** The program's own code, where `exitCode` says that it counts. */
  readonly specificExitCode: number;
  readonly checkPoint: number;
  /** By when the next report will come, milliseconds. */
  readonly waitHint: number;
}

/** What comes of an event. */
export interface ServiceStep {
  readonly phase: ServicePhase;
  /** What to report, if anything is new. */
  readonly report?: StatusReport | undefined;
  /** What the control handler returns. */
  readonly answer: number;
  /** What the service shall do. */
  readonly wish?: "stop" | "reload" | undefined;
}

/** A database that is brought up to date holds up everything, reports too. */
const startHintMs = 60_000;
/** An SMS in flight is finished within 30 s, with reports meanwhile. */
const stopHintMs = 20_000;

const acceptedWhileRunning = serviceAccept.SERVICE_ACCEPT_STOP |
  serviceAccept.SERVICE_ACCEPT_PARAMCHANGE |
  // Comes before SHUTDOWN, and Windows then waits for us longer than the few seconds that it gives there.
  serviceAccept.SERVICE_ACCEPT_PRESHUTDOWN;

const calm: StatusReport = {
  currentState: 0,
  controlsAccepted: 0,
  exitCode: 0,
  specificExitCode: 0,
  checkPoint: 0,
  waitHint: 0,
};

/** Where a service begins, with its first report. */
export const firstStep: ServiceStep = pending({
  phase: "starting",
  checkPoint: 1,
});

/** What an event makes of a service. After `stopped` nothing is reported any more: the manager may have forgotten us. */
export function step(phase: ServicePhase, event: ServiceEvent): ServiceStep {
  if (event.kind === "control") return obey(phase, event.control);
  if (phase.phase === "stopped") return unchanged(phase);
  switch (event.kind) {
    case "ready":
      return phase.phase === "starting" ? running() : unchanged(phase);
    case "busy":
      return phase.phase === "running"
        ? unchanged(phase)
        : pending({ ...phase, checkPoint: phase.checkPoint + 1 });
    case "stopping":
      return phase.phase === "stopping"
        ? unchanged(phase)
        : pending({ phase: "stopping", checkPoint: 1 });
    case "ended":
      return stopped(event.exitCode);
    default:
      return event satisfies never;
  }
}

function obey(phase: ServicePhase, control: number): ServiceStep {
  switch (control) {
    case serviceControl.SERVICE_CONTROL_INTERROGATE:
      return unchanged(phase);
    case serviceControl.SERVICE_CONTROL_STOP:
    case serviceControl.SERVICE_CONTROL_SHUTDOWN:
    case serviceControl.SERVICE_CONTROL_PRESHUTDOWN:
      if (phase.phase === "stopped") return refused(phase);
      if (phase.phase === "stopping") return unchanged(phase);
      return {
        ...pending({ phase: "stopping", checkPoint: 1 }),
        wish: "stop",
      };
    case serviceControl.SERVICE_CONTROL_PARAMCHANGE:
      return phase.phase === "running"
        ? { ...unchanged(phase), wish: "reload" }
        : refused(phase);
    default:
      return {
        phase,
        answer: serviceError.ERROR_CALL_NOT_IMPLEMENTED,
      };
  }
}

function unchanged(phase: ServicePhase): ServiceStep {
  return { phase, answer: serviceError.NO_ERROR };
}

function refused(phase: ServicePhase): ServiceStep {
  return { phase, answer: serviceError.ERROR_SERVICE_CANNOT_ACCEPT_CTRL };
}

function running(): ServiceStep {
  return {
    phase: { phase: "running" },
    report: {
      ...calm,
      currentState: serviceState.SERVICE_RUNNING,
      controlsAccepted: acceptedWhileRunning,
    },
    answer: serviceError.NO_ERROR,
  };
}

function pending(
  phase: Extract<ServicePhase, { checkPoint: number }>,
): ServiceStep {
  const starting = phase.phase === "starting";
  return {
    phase,
    report: {
      ...calm,
      currentState: starting
        ? serviceState.SERVICE_START_PENDING
        : serviceState.SERVICE_STOP_PENDING,
      checkPoint: phase.checkPoint,
      waitHint: starting ? startHintMs : stopHintMs,
    },
    answer: serviceError.NO_ERROR,
  };
}

function stopped(exitCode: number): ServiceStep {
  return {
    phase: { phase: "stopped" },
    report: {
      ...calm,
      currentState: serviceState.SERVICE_STOPPED,
      ...(exitCode === 0 ? {} : {
        exitCode: serviceError.ERROR_SERVICE_SPECIFIC_ERROR,
        specificExitCode: exitCode,
      }),
    },
    answer: serviceError.NO_ERROR,
  };
}
