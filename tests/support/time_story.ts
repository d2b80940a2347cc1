import { join } from "node:path";
import { parse, stringify } from "smol-toml";
import { findTimeZone } from "../../src/model/mod.ts";
import { Cellpost } from "./appliance.ts";
import { FakeModem, type FakeModemOptions } from "./fake_modem.ts";
import { ManualClock } from "./manual_clock.ts";

/** The zone of these stories. */
export const berlin = findTimeZone("Europe/Berlin")!;

/** "2026-11-23 22:00" by the clocks of Berlin, in wall milliseconds. */
export function at(time: string): number {
  const [date = "", hours = ""] = time.split(" ");
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const [hour = 0, minute = 0] = hours.split(":").map(Number);
  return berlin.momentOf({ year, month, day, hour, minute, second: 0 });
}

/** One modem, one clock, and an appliance in Berlin. */
export class TimeStory implements AsyncDisposable {
  private constructor(
    readonly cellpost: Cellpost,
    readonly clock: ManualClock,
    readonly modem: FakeModem,
  ) {}

  /** Begins at a moment such as "2026-11-23 21:00"; `config` is what differs from the defaults, by section. */
  static async begin(
    time: string,
    config: Readonly<Record<string, unknown>> = {},
    modemOptions: Omit<FakeModemOptions, "clock"> = {},
  ): Promise<TimeStory> {
    const clock = new ManualClock({ nowMs: at(time) });
    const modem = new FakeModem({ clock, ...modemOptions });
    const message = {
      timezone: "Europe/Berlin",
      ...config["message"] as object,
    };
    const cellpost = await Cellpost.start({
      clock,
      modems: [modem],
      config: { ...config, message },
    });
    await cellpost.usable();
    return new TimeStory(cellpost, clock, modem);
  }

  /** What the clocks show. */
  get time(): string {
    return timeText(this.clock.now());
  }

  /** Waits until clocks show a time. */
  async wait(time: string): Promise<void> {
    const { clock, cellpost } = this;
    await cellpost.until(() => clock.now() >= at(time));
  }

  /** Sends a mail that must be queued, with header fields of its own, and returns its id. */
  queue(to: string, text: string, ...fields: readonly string[]) {
    const raw = [...fields, "From: plc@plant.example", "", text, ""];
    return this.cellpost.queue({ to, raw: raw.join("\n") });
  }

  /** What a mail with these header fields is told. */
  async refusal(to: string, ...fields: readonly string[]): Promise<string> {
    const raw = [...fields, "", "text", ""].join("\n");
    const { reply } = await this.cellpost.send({ to, raw });
    return `${reply.code} ${reply.lines.join(" ")}`;
  }

  /** When the phones got what, by the clocks of Berlin. */
  get arrivals(): readonly string[] {
    return this.cellpost.received
      .map((it) => `${timeText(it.at)} ${it.recipient.slice(-4)} ${it.text}`);
  }

  /** Takes the modem away. */
  async unplug(): Promise<void> {
    this.modem.unplug();
    await this.cellpost.until(() =>
      this.cellpost.status().state === "unplugged"
    );
  }

  /** Gives it back. */
  async plug(): Promise<void> {
    this.modem.plug();
    await this.cellpost.usable();
  }

  /** Stops until clocks show a time, as a machine without power does. */
  async sleep(time: string): Promise<void> {
    await this.cellpost.stop();
    this.clock.jump(at(time));
    await this.cellpost.start();
    await this.cellpost.usable();
  }

  /** Stops, changes sections of the config, and starts. */
  async reconfigure(
    change: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { cellpost } = this;
    await cellpost.stop();
    const path = join(cellpost.folder, "config.toml");
    const config = parse(Deno.readTextFileSync(path));
    cellpost.write("config.toml", stringify({ ...config, ...change }));
    await cellpost.start();
    await cellpost.usable();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cellpost[Symbol.asyncDispose]();
  }
}

function timeText(at: number): string {
  const { month, day, hour, minute } = berlin.localAt(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}
