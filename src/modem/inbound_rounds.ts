import type { Clock } from "../model/mod.ts";

/** What the rounds need. */
export interface RoundsOptions {
  readonly clock: Clock;
  /** Whether the modem may be asked now. */
  readonly mayGo: () => boolean;
  /** Takes in one portion, `all` of what the memories hold or what was announced; tells whether there is more. */
  readonly collect: (all: boolean) => Promise<boolean>;
}

/** Announcements get lost, so memories are looked into this often whatever was said; modem.md §2.5 asks for 30 to 60 s. */
const sweepMs = 45_000;

/** Between two portions, so that a modem that announces something after every answer does not keep everybody busy for ever. */
const restMs = 50;

/** Sees to it that what a modem has received is fetched soon, and between two SMS of its own. */
export class InboundRounds {
  readonly #options: RoundsOptions;
  #all = false;
  #sweptAt = -Infinity;
  #rung = false;
  #stopped = false;
  /** Ends the present sleep, when something rings… */
  #wake: (() => void) | undefined;
  /** …and when it is to stop. */
  #end: (() => void) | undefined;
  #run: Promise<void> | undefined;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  /** Begins; to be called once. */
  start(): void {
    this.#run = this.#go();
  }

  /** Something waits; with `all`, whatever it is and wherever. */
  ring(all = false): void {
    this.#all ||= all;
    this.#rung = true;
    this.#wake?.();
  }

  /** Ends; whoever stops the modem's port ends the portion under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#end?.();
    await this.#run;
  }

  async #go(): Promise<void> {
    while (!this.#stopped) {
      if (!this.#rung) await this.#sleep(this.#nextInMs(), "until rung");
      if (this.#stopped) return;
      this.#rung = false;
      if (!this.#options.mayGo()) continue;
      if (await this.#options.collect(this.#isSweep())) this.#rung = true;
      if (!this.#stopped) await this.#sleep(restMs, "until stopped");
    }
  }

  /** Announcements that never end must not put the sweeps off. */
  #isSweep(): boolean {
    const all = this.#all || this.#dueInMs() <= 0;
    this.#all = false;
    if (all) this.#sweptAt = this.#options.clock.monotonic();
    return all;
  }

  #dueInMs(): number {
    return this.#sweptAt + sweepMs - this.#options.clock.monotonic();
  }

  /** A modem that may not be asked now is looked at again after a whole round; it rings when it may. */
  #nextInMs(): number {
    const dueInMs = this.#dueInMs();
    return dueInMs > 0 ? dueInMs : sweepMs;
  }

  async #sleep(
    delayMs: number,
    until: "until rung" | "until stopped",
  ): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(delayMs, resolve);
    this.#end = resolve;
    if (until === "until rung") this.#wake = resolve;
    await promise;
    this.#wake = undefined;
    this.#end = undefined;
    timer.cancel();
  }
}
