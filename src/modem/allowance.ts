import type { Clock, SendResult, Timer, TimeZone } from "../model/mod.ts";
import { type Hold, type Limits, memoryMs, verdictOf } from "./limits.ts";
import type { ModemIdentity, SubmitHooks } from "./driver.ts";
import { SentTimes } from "./sent_times.ts";

/** What must be remembered of what each SIM has sent, beyond the life of the process; the queue keeps it. */
export interface SmsLedger {
  /** When segments may have gone out by this SIM, at `since` or later, ascending; wall milliseconds. */
  smsTimes(sim: string, since: number): readonly number[];
  /** Books that a segment is about to go out; resolves when that is on disk. May forget what is older than `before`. */
  recordSms(
    sim: string,
    sms: { readonly at: number; readonly before: number },
  ): Promise<void>;
  /** Takes back one that did not go out after all. */
  forgetSms(sim: string, at: number): Promise<void>;
}

/** One segment on its way. */
export interface Counted {
  readonly hooks: SubmitHooks;
  /** To be called once, with what came of it: what certainly did not go out is taken back. */
  readonly settle: (result: SendResult) => Promise<void>;
}

/** What an allowance needs. */
export interface AllowanceOptions {
  readonly clock: Clock;
  readonly zone: TimeZone;
  /** Without one the counts live as long as the process. */
  readonly ledger?: SmsLedger;
  /** Called when a hold has ended or begun by itself. */
  readonly changed: () => void;
}

/** Timers are not trusted for longer: the wall clock may be set meanwhile. */
const longestWaitMs = 300_000;

/** The wall clock was set when it has moved by more than this against the other. */
const settingMs = 1000;

/**
 * What one modem may still send: its limits, and the count of what its SIM has sent. A segment counts from the moment at
 * which its PDU may go out, durably, and is given back only when it certainly did not.
 */
export class Allowance {
  readonly #limits: Limits;
  readonly #options: AllowanceOptions;
  readonly #counts: boolean;
  #sim: Sim;
  readonly #times: SentTimes;
  /** Until when the gap lasts, monotonic. */
  #gapUntil = -Infinity;
  #verdict: { readonly hold: Hold | undefined; readonly until: number } = {
    hold: undefined,
    until: -Infinity,
  };
  #judgedOffset = 0;
  #timer: Timer | undefined;
  #closed = false;
  /** Whether `#times` has what the ledger has. */
  #loaded = false;

  constructor(
    modem: string,
    limits: Limits = {},
    options: AllowanceOptions,
  ) {
    this.#limits = limits;
    this.#options = options;
    this.#times = new SentTimes(options.clock);
    const { perDay, perHour, perMinute, quota } = limits;
    this.#counts = [perDay, perHour, perMinute, quota]
      .some((it) => it !== undefined);
    this.#sim = { key: `modem:${modem}`, iccid: "", imsi: "" };
    this.#load();
  }

  /** What keeps the modem from beginning a message now; undefined when nothing does. */
  get hold(): Hold | undefined {
    const isSet = Math.abs(this.#offset - this.#judgedOffset) > settingMs;
    if (isSet || this.#options.clock.now() >= this.#verdict.until) {
      this.#judge();
      // Who waits for the end of a hold has not heard of it yet.
      this.#arm(0);
    }
    return this.#verdict.hold;
  }

  /** Changes when the wall clock is set. */
  get #offset(): number {
    const { clock } = this.#options;
    return clock.now() - clock.monotonic();
  }

  /** The modem says who its SIM is; what that one has sent counts from now on. */
  identify(identity: ModemIdentity | undefined): void {
    const sim = simOf(this.#sim, identity);
    const other = sim.key !== this.#sim.key;
    this.#sim = sim;
    if (!other) return;
    this.#load();
    this.#judge();
  }

  /** What is left of the gap, milliseconds: also between the segments of one message. */
  get gapLeftMs(): number {
    return Math.max(0, this.#gapUntil - this.#options.clock.monotonic());
  }

  /**
   * The hooks of one segment that also count it; whoever uses them says in the end what came of it. Its count shares the
   * commit of what else is recorded before the PDU, so nothing of that is done earlier.
   */
  counted(hooks: SubmitHooks): Counted {
    let counting: Promise<() => void> | undefined;
    return {
      hooks: !this.#counts ? hooks : {
        beforePdu: async () => {
          counting = this.#count();
          await Promise.all([counting, hooks.beforePdu()]);
        },
        sending: () => hooks.sending?.(),
      },
      settle: async (result) => {
        this.#ended();
        const out = result.kind === "sent" || result.kind === "uncertain";
        if (!out) (await counting?.catch(() => undefined))?.();
      },
    };
  }

  async #count(): Promise<() => void> {
    const at = this.#options.clock.now();
    const { key } = this.#sim;
    this.#loadNow();
    const { takeBack, outlived } = this.#times.add(at);
    for (const it of outlived) this.#forget(key, it);
    this.#judge();
    const giveBack = () => {
      this.#forget(key, at);
      takeBack();
      this.#judge();
      this.#options.changed();
    };
    try {
      await this.#options.ledger?.recordSms(key, { at, before: at - memoryMs });
    } catch (error) {
      giveBack();
      throw error;
    }
    return giveBack;
  }

  /** When that does not get on record, one too many counts: the safe side. */
  #forget(key: string, at: number): void {
    this.#options.ledger?.forgetSms(key, at).catch(() => {});
  }

  /** An SMS has ended, well or not: the gap begins. */
  #ended(): void {
    const { minGapMs = 0 } = this.#limits;
    if (minGapMs === 0) return;
    this.#gapUntil = this.#options.clock.monotonic() + minGapMs;
    this.#judge();
  }

  /** Stops the clockwork. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  /** Reads what the SIM has sent; one that cannot be read now is read before the next SMS, which waits for it. */
  #load(): void {
    this.#times.load([]);
    this.#loaded = !this.#counts;
    try {
      this.#loadNow();
    } catch {
      // Whoever counts the next SMS meets the trouble again, and tells it.
    }
  }

  #loadNow(): void {
    if (this.#loaded) return;
    // All that is on record, whatever the clock says now: it may be set any moment.
    const { ledger } = this.#options;
    this.#times.load(ledger?.smsTimes(this.#sim.key, 0) ?? []);
    this.#loaded = true;
  }

  #judge(): void {
    const { clock, zone } = this.#options;
    const now = clock.now();
    this.#judgedOffset = this.#offset;
    const { gapLeftMs } = this;
    const sent = { times: this.#times, gapLeftMs };
    this.#verdict = verdictOf(this.#limits, sent, { now, zone });
    this.#arm(this.#verdict.until - now);
  }

  #arm(inMs: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#closed || inMs === Infinity) return;
    const { clock, changed } = this.#options;
    const waitMs = Math.min(Math.max(1, inMs), longestWaitMs);
    this.#timer = clock.after(waitMs, () => {
      this.#judge();
      changed();
    });
  }
}

/** Who a SIM is, as far as it is known. */
interface Sim {
  readonly key: string;
  readonly iccid: string;
  readonly imsi: string;
}

/** One whose number could not be read this time is the one from before: a SIM does not change while nobody looks. */
function simOf(before: Sim, identity: ModemIdentity | undefined): Sim {
  const { iccid = "", imsi = "" } = identity ?? {};
  if (iccid === "" && imsi === "") return before;
  const same = iccid !== "" && iccid === before.iccid ||
    imsi !== "" && imsi === before.imsi;
  if (same) {
    return {
      key: before.key,
      iccid: iccid || before.iccid,
      imsi: imsi || before.imsi,
    };
  }
  return { key: iccid === "" ? `imsi:${imsi}` : `iccid:${iccid}`, iccid, imsi };
}
