import type { NetworkStatus, ResetRung } from "./driver.ts";

/**
 * A rung of the ladder as the fleet climbs it: the driver's three, then its port closed and opened anew, then the operator's
 * own command, which mostly cuts the power.
 */
export type Rung = ResetRung | "reopen" | "power-cycle";

/** From gentle to rough; one rung for each modem fault until an SMS goes out again. The last is climbed where configured. */
export const ladder: readonly Rung[] = [
  "reinitialise",
  "radio-cycle",
  "restart",
  "reopen",
  "power-cycle",
];

/** Every wait of the recovery, in milliseconds, and its two counts. */
export const recoveryTimes = {
  /** The first wait before another try; each further one is twice as long, less up to half by chance. */
  firstBackoffMs: 1000,
  longestBackoffMs: 30_000,
  /** What a modem gets to boot in before it is spoken to. */
  bootMs: 3000,
  /** A usable modem that had nothing to do is asked after this time whether it is still there. */
  checkMs: 60_000,
  /** How soon a usable modem that has lost its network is asked again… */
  recheckMs: 10_000,
  /** …and after how many such answers no SMS is given to it any more. */
  grace: 3,
  /** How often a modem without a network is asked for it… */
  searchMs: 15_000,
  /** …and after how many vain checks its radio is switched off and on: ten minutes. */
  patience: 40,
  /** After so many radio cycles in a row that brought no network, the next one is a whole restart. */
  cyclesPerRestart: 3,
  /** How often a modem that waits for the operator is looked at unasked. */
  probeMs: 600_000,
  /** How soon a SIM that is missing is looked for again, at first… */
  simSoonMs: 5000,
  /** …for so many times, because a modem may deny it while it boots… */
  simSoonProbes: 3,
  /** …and how often from then on. */
  simProbeMs: 30_000,
  /** Many modems find a new SIM only when they start: after so many probes they are restarted, every ten minutes. */
  simPatience: 20,
  /** What a modem gets after its power was cut before its port is opened. */
  powerUpMs: 10_000,
  /** A port that is missing for so many openings (two minutes) has its power cut once… */
  missing: 8,
  /** …and again after so many more: every hour. */
  missingAgain: 120,
  /**
   * How long a modem rests after the whole ladder; twice as long when that did not help. Not longer: the trouble may have
   * been a network that is back by now.
   */
  firstBlockMs: 300_000,
  longestBlockMs: 600_000,
  /** Every so many blocks begin with another cut of the power: once an hour, for others may hang from the same hub. */
  blocksPerPowerCycle: 6,
} as const;

/** What is remembered through all phases. */
export interface History {
  /** Rungs climbed since an SMS last went out: 0 to the ladder's length. */
  readonly climbed: number;
  /** Blocks since an SMS last went out. */
  readonly blocks: number;
  /** Openings of the port that did not lead to a ready modem, since one last did. */
  readonly failures: number;
  /** Resets for want of a network since there last was one. */
  readonly cycles: number;
  /** Whether the operator has configured a command that cuts the power. Never changes. */
  readonly powered: boolean;
}

/** Where a modem's supervision stands. `until` is the monotonic moment at which the phase's own action is due. */
export type RecoveryState =
  & History
  & (
    /** No port; it is opened at `until`. */
    | {
      readonly phase: "closed";
      readonly until: number;
      readonly reason: string;
      /** It is there, but not to be had: another program has it, or the permission is missing. */
      readonly barred?: true;
    }
    /** The port is open, the modem is set up at `until`. */
    | {
      readonly phase: "starting";
      readonly until: number;
      readonly reason: string;
    }
    /** One rung of the ladder is tried at `until`. */
    | {
      readonly phase: "climbing";
      readonly until: number;
      readonly reason: string;
      readonly rung: Rung;
    }
    /** SMS may be given to it; it is asked for its health at `until`. `misses`: checks in a row without a network. */
    | {
      readonly phase: "usable";
      readonly until: number;
      readonly misses: number;
    }
    /** Well, but without a network; asked again at `until`. */
    | {
      readonly phase: "searching";
      readonly until: number;
      readonly reason: string;
      /** What the operator can do. */
      readonly advice: string;
      readonly checks: number;
    }
    /** Somebody must act (PIN, PUK); looked at again at `until`. */
    | {
      readonly phase: "locked";
      readonly until: number;
      readonly reason: string;
    }
    /** There is no SIM; looked for again at `until`. */
    | {
      readonly phase: "simless";
      readonly until: number;
      readonly reason: string;
      readonly probes: number;
    }
    /** The whole ladder did not help; begun anew at `until`. */
    | {
      readonly phase: "blocked";
      readonly until: number;
      readonly reason: string;
    }
  );

/** What happens to a modem. A message's own fault is no event: it says nothing about the modem. */
export type RecoveryEvent =
  | { readonly kind: "opened" }
  /** `missing`: there is no such device, as when it has fallen off its bus. */
  | {
    readonly kind: "open-failed";
    readonly reason: string;
    readonly missing?: boolean;
  }
  | { readonly kind: "ready"; readonly network: NetworkStatus }
  | {
    readonly kind: "not-ready";
    readonly retry: "later" | "operator" | "sim";
    readonly reason: string;
  }
  /** The answer to `check`; undefined when there was none. */
  | { readonly kind: "checked"; readonly network: NetworkStatus | undefined }
  /** The driver's part of a rung is done, with or without success. */
  | { readonly kind: "reset" }
  /** The operator's command has run, with or without success. */
  | { readonly kind: "power-cycled" }
  /** The modem says that its SIM has gone or come. */
  | { readonly kind: "sim"; readonly present: boolean }
  /** The time of day at which the operator wants it restarted. */
  | { readonly kind: "refresh" }
  /** An SMS went out at the moment `at`. */
  | { readonly kind: "sent"; readonly at: number }
  /** An SMS did not go out, and it was not its own fault. */
  | { readonly kind: "fault"; readonly reason: string }
  | { readonly kind: "restarted"; readonly by: string }
  | { readonly kind: "lost"; readonly reason: string }
  /** The time of the last action is up. */
  | { readonly kind: "elapsed" };

/** What is to be done next. Every one of them ends in an event. */
export type RecoveryAction =
  /** Nothing for so long. Any event may end it sooner. */
  | { readonly kind: "wait"; readonly delayMs: number }
  /** Close the port if it is open, and open it. */
  | { readonly kind: "open" }
  | { readonly kind: "start" }
  | { readonly kind: "check" }
  | { readonly kind: "reset"; readonly rung: ResetRung }
  /** Close the port and run the operator's command. */
  | { readonly kind: "power-cycle" };
