import type { Fault } from "./fault_plan.ts";
import type { FaultyLibc } from "./faulty_libc.ts";
import type { Stretch } from "./refusals.ts";

/** One fault of one life, as it comes and goes. Whatever the disk did wrong is over with its end; a clock stays as it is. */
export class Trouble implements Disposable {
  readonly #libc: FaultyLibc;
  readonly #fault: Fault | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begunAt: number | undefined;
  #endedAt: number | undefined;

  /** A fault that is there from the start begins now. */
  constructor(libc: FaultyLibc, fault: Fault | undefined) {
    this.#libc = libc;
    this.#fault = fault;
    if (fault?.afterMs === "start") this.#start();
  }

  /** The appliance listens: from here on the time counts. */
  begin(): void {
    const fault = this.#fault;
    if (fault === undefined || this.#endedAt !== undefined) return;
    const { afterMs } = fault;
    if (afterMs === "start") this.#endLater(fault.forMs);
    else this.#timer = setTimeout(() => this.#start(), afterMs);
  }

  get begun(): boolean {
    return this.#begunAt !== undefined;
  }

  get isOn(): boolean {
    return this.begun && this.#endedAt === undefined;
  }

  /** When syncs failed; monotonic milliseconds. */
  get failedSyncs(): readonly Stretch[] {
    const [from, to] = [this.#begunAt, this.#endedAt];
    const failed = this.#fault?.kind === "fsync" && from !== undefined;
    return failed ? [{ from, to: to ?? performance.now() }] : [];
  }

  /** All is well with the disk from here on. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.isOn) this.#endedAt = performance.now();
    this.#libc.disk("nothing");
  }

  [Symbol.dispose](): void {
    this.end();
  }

  #start(): void {
    const fault = this.#fault;
    if (fault === undefined) return;
    this.#begunAt = performance.now();
    if (fault.kind === "clock") return this.#libc.clock(fault.aheadMs);
    this.#libc.disk(fault.kind);
    if (fault.afterMs !== "start") this.#endLater(fault.forMs);
  }

  #endLater(forMs: number): void {
    this.#timer = setTimeout(() => this.end(), forMs);
  }
}
