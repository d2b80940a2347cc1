import type { startAppliance } from "../../src/app/mod.ts";
import type { Clock } from "../../src/model/mod.ts";
import type { FakeModem } from "./fake_modem.ts";
import type { StoryMachine, WatchedPorts } from "./story_ports.ts";

/** A part of `config.toml` as data. */
export type Section = Readonly<Record<string, unknown>>;

/** One modem of a story: `sim:…`, the path of a pseudo-terminal, or a fake one. */
export interface StoryModem {
  readonly port: string | FakeModem;
  readonly pin?: string;
  /** As in the config. */
  readonly quirks?: Readonly<Record<string, unknown>>;
  /** Other keys of its section. */
  readonly settings?: Section;
}

/** What a story begins with. */
export interface StoryOptions {
  /** One simulated modem when left out; they are named modem1, modem2… */
  readonly modems?: readonly (StoryModem | StoryModem["port"])[];
  /** What differs from the defaults, by section. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What comes of a reset command; only told of, since a program takes the machine's time. */
  readonly onReset?: (command: readonly string[]) => string;
  /** What takes the place of the mail relay. */
  readonly mailer?: Parameters<typeof startAppliance>[1]["mailer"];
  /** Files beside `config.toml`, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** The machine that real ports are on, instead of this one. */
  readonly machine?: StoryMachine;
  /** A `ManualClock` is moved on by whoever waits; fake modems need the same one. The machine's own when left out. */
  readonly clock?: Clock;
  /** The machine's serial ports, where time must not move while bytes are under way; closed with the story. */
  readonly ports?: WatchedPorts;
  /** The room on the disk, in bytes; plenty when left out. */
  readonly freeBytes?: () => number;
}
