import assert from "node:assert/strict";
import type { DeliveryState } from "../../src/model/mod.ts";
import type { ModemStatus } from "../../src/modem/mod.ts";
import { judge, type Ledger } from "../interop/support/ledger.ts";
import { markOf } from "../interop/support/load.ts";
import { Cellpost, type StoryOptions } from "./appliance.ts";
import { documentedSeconds } from "./documented_bounds.ts";
import type { FakeModemOptions } from "./fake_modem.ts";
import { ManualClock } from "./manual_clock.ts";
import { PtyModem } from "./pty_modem.ts";
import { temporaryFolder } from "./temporary_folder.ts";
import { Terminals } from "./terminals.ts";

/** What a story on pseudo-terminals begins with. */
export interface PtyStoryOptions extends Pick<StoryOptions, "config"> {
  /** One modem each; they are named modem1, modem2… */
  readonly modems?: readonly Omit<FakeModemOptions, "clock">[];
  /** What the config says of their PIN. */
  readonly pin?: string;
  /** Other keys of their sections. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** How the config names a modem, if at all; by its link when left out. */
  readonly portOf?: (modem: PtyModem) => string | undefined;
  /** What a reset command does to the first modem. */
  readonly onReset?: (modem: PtyModem) => void;
  /** Before the appliance starts. */
  readonly before?: (modems: readonly PtyModem[]) => void;
}

/** A story on pseudo-terminals as a test, where there are any. */
export function ptyTest(
  name: string,
  options: PtyStoryOptions,
  tell: (story: PtyStory) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: Deno.build.os !== "linux", // pseudo-terminals are Linux only
    async fn() {
      await using story = await PtyStory.start(options);
      await tell(story);
    },
  });
}

const gone: readonly DeliveryState[] = ["sent", "delivered"];

/**
 * A whole appliance whose modems are behind real terminals of the kernel, and whose time is moved by hand: mail comes in by
 * SMTP, what the phones get is held against what was promised.
 */
export class PtyStory implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly modems: readonly PtyModem[];
  readonly cellpost: Cellpost;
  readonly #folder: Disposable;
  /** The messages by the marks in their texts. */
  readonly #promised = new Map<string, string>();
  #mails = 0;

  private constructor(
    parts: Pick<PtyStory, "clock" | "modems" | "cellpost">,
    folder: Disposable,
  ) {
    this.clock = parts.clock;
    this.modems = parts.modems;
    this.cellpost = parts.cellpost;
    this.#folder = folder;
  }

  /** Plugs the modems in and starts the appliance. */
  static async start(options: PtyStoryOptions = {}): Promise<PtyStory> {
    const { modems: kinds = [{}], pin, config, settings = {} } = options;
    const { portOf = ({ link }) => link, onReset } = options;
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const ports = new Terminals();
    const modems = kinds.map((kind, index) => {
      const name = `modem${index + 1}`;
      return new PtyModem(ports, folder.file(name), { name, ...kind, clock });
    });
    for (const modem of modems) await modem.plugIn();
    options.before?.(modems);
    const cellpost = await Cellpost.start({
      clock,
      ports,
      machine: ports,
      modems: modems.map(portOf).filter((port) => port !== undefined)
        .map((port) => ({
          port,
          settings,
          ...(pin !== undefined && { pin }),
        })),
      ...(config !== undefined && { config }),
      ...(onReset !== undefined && {
        onReset: () => {
          for (const modem of modems.slice(0, 1)) onReset(modem);
          return "The reset_command has run";
        },
      }),
    });
    return new PtyStory({ clock, modems, cellpost }, folder);
  }

  /** The first modem, mostly the only one. */
  get modem(): PtyModem {
    return this.modems[0]!;
  }

  /** Mails a text of one segment, or of three, each of which can be told by the mark in it; returns the message's id. */
  async mail(segments: 1 | 3 = 1): Promise<string> {
    const mark = `#${String(++this.#mails).padStart(5, "0")}`;
    const text = `${mark} `.repeat(segments === 1 ? 3 : 60).trim();
    const id = await this.cellpost.queue({ to: "+491701234567@sms", text });
    this.#promised.set(mark, id);
    return id;
  }

  /** Waits until everything is on its way to the phones. */
  async allGone(): Promise<void> {
    const { cellpost } = this;
    const states = () =>
      [...this.#promised.values()].map((id) => cellpost.delivery(id).state);
    await cellpost.until(() => states().every((it) => gone.includes(it)));
  }

  /** Waits until the modem is in such a state. */
  async stands(
    state: ModemStatus["state"],
    name: string = "modem1",
  ): Promise<void> {
    await this.cellpost.until(() => this.cellpost.status(name).state === state);
  }

  /** Lets time pass; by the minute, since whoever waits is given up after so much of the machine's own time. */
  async pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      await this.cellpost.pass(this.clock.sleep(60_000));
    }
  }

  /** Waits for something that the page promises to happen soon enough after such a fault. */
  async within(fault: string, task: () => Promise<void>): Promise<void> {
    const began = this.clock.monotonic();
    await task();
    const seconds = (this.clock.monotonic() - began) / 1000;
    const most = documentedSeconds(fault);
    assert.ok(
      seconds <= most,
      `"${fault}" took ${seconds} s, ${most} are promised:\n${
        this.cellpost.lines.join("\n")
      }`,
    );
  }

  /** Waits until everything is gone; then nothing is lost, and nothing came twice or is marked without a reason. */
  async keepsItsWord(): Promise<void> {
    await this.allGone();
    const ledger = this.#ledger();
    assert.deepEqual(
      judge(ledger),
      { lost: [], invented: [], unmarked: [], markedForNothing: [] },
      this.cellpost.lines.join("\n"),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nobody is to write to a terminal that is gone.
    for (const modem of this.modems) modem.unplug();
    await this.cellpost[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }

  #ledger(): Ledger {
    const marksOf = (isSo: (id: string) => boolean) =>
      new Set(
        [...this.#promised].filter(([, id]) => isSo(id)).map(([mark]) => mark),
      );
    const promised = new Set(this.#promised.keys());
    return {
      promised,
      tried: promised,
      shown: this.modems.flatMap(({ messages }) =>
        messages.map(({ text }) => markOf(text))
      ),
      segments: this.modems.flatMap(({ segments }) =>
        segments.map(({ text, concatenation }) => ({
          mail: markOf(text),
          part: concatenation?.sequence ?? 1,
        }))
      ),
      atRisk: marksOf((id) =>
        this.cellpost.delivery(id).attemptRecords
          .some(({ outcome }) => outcome === "uncertain")
      ),
      marked: marksOf((id) => this.cellpost.delivery(id).possibleDuplicate),
    };
  }
}
