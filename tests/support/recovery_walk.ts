import assert from "node:assert/strict";
import type { NetworkStatus } from "../../src/modem/driver.ts";
import {
  newRecovery,
  type RecoveryStep,
  step,
} from "../../src/modem/recovery.ts";
import type { Moment } from "../../src/modem/recovery_phases.ts";
import type { RecoveryEvent } from "../../src/modem/recovery_state.ts";
import { inWords } from "../../src/modem/recovery_words.ts";

/** In its network. */
export const home: NetworkStatus = {
  operator: "Test",
  registration: "home",
  signalDbm: -71,
};
/** Without one. */
export const nowhere: NetworkStatus = { ...home, registration: "searching" };
/** Set up, and in its network. */
export const ready: RecoveryEvent = { kind: "ready", network: home };
/** An SMS did not go out, and it was not its own fault. */
export const fault: RecoveryEvent = { kind: "fault", reason: "+CMS ERROR: 38" };
/** The port is gone. */
export const lost: RecoveryEvent = { kind: "lost", reason: "Unplugged" };

/** A recovery on which time passes only as its waits ask for it. */
export class Walk {
  now = 0;
  #last: RecoveryStep;

  /** `powered`: with a reset command. */
  constructor(powered = false) {
    this.#last = newRecovery(0, powered);
  }

  get phase() {
    return this.#last.state.phase;
  }

  get words() {
    return inWords(this.#last.state);
  }

  take(event: RecoveryEvent, chance = 1): this {
    const moment: Moment = { now: this.now, chance };
    this.#last = step(this.#last.state, event, moment);
    return this;
  }

  /** Waits until something must be done, and says what. */
  due(): string {
    const { action } = this.#last;
    switch (action.kind) {
      case "wait":
        assert.ok(action.delayMs > 0);
        this.now += action.delayMs;
        return this.take({ kind: "elapsed" }).due();
      case "reset":
        return action.rung;
      default:
        return action.kind;
    }
  }

  /** The next thing to do, the wait before it told in milliseconds. */
  next(): { action: string; afterMs: number } {
    const before = this.now;
    return { action: this.due(), afterMs: this.now - before };
  }

  static usable(powered = false): Walk {
    return new Walk(powered).take({ kind: "opened" }).take(ready);
  }
}
