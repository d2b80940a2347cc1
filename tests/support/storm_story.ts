import assert from "node:assert/strict";
import { join } from "node:path";
import { connectControl, readEndpoint } from "../../src/control/mod.ts";
import type { Operations } from "../../src/desk/mod.ts";
import { Cellpost, type StoryOptions } from "./appliance.ts";
import { FakeModem } from "./fake_modem.ts";
import { ManualClock } from "./manual_clock.ts";

/** The phones of the stories. */
export const anna = "+491701234567";
/** Another. */
export const bert = "+491701234568";
/** Milliseconds. */
export const minute = 60_000;

/** An appliance with one modem and `[storm]`, by a clock that is moved by hand. */
export class StormStory implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly modem: FakeModem;
  readonly cellpost: Cellpost;

  private constructor(
    parts: Pick<StormStory, "clock" | "modem" | "cellpost">,
  ) {
    this.clock = parts.clock;
    this.modem = parts.modem;
    this.cellpost = parts.cellpost;
  }

  /** Starts with the keys of `[storm]`, and other sections if wished. */
  static async start(
    storm: Readonly<Record<string, unknown>>,
    { config = {}, nowMs }: {
      readonly config?: StoryOptions["config"];
      readonly nowMs?: number;
    } = {},
  ): Promise<StormStory> {
    const clock = new ManualClock(nowMs === undefined ? {} : { nowMs });
    const modem = new FakeModem({ clock });
    const cellpost = await Cellpost.start({
      clock,
      modems: [modem],
      config: { ...config, storm },
    });
    await cellpost.usable();
    return new StormStory({ clock, modem, cellpost });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cellpost[Symbol.asyncDispose]();
  }

  /** Sends a mail that must be queued. */
  mail(
    text: string,
    { to = anna, from = "plc@plant.example" }: {
      readonly to?: string;
      readonly from?: string;
    } = {},
  ): Promise<string> {
    return this.cellpost.queue({ to: `${to}@sms`, from, text });
  }

  /** Sends as many, numbered from 1; `#` in the text is the number. */
  async mails(
    count: number,
    text: string,
    options: Parameters<StormStory["mail"]>[1] = {},
  ): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let number = 1; number <= count; number++) {
      ids.push(await this.mail(text.replace("#", String(number)), options));
    }
    return ids;
  }

  /** Lets time pass, from timer to timer. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.monotonic() + ms;
    const timer = this.clock.after(ms, () => {});
    await this.cellpost.until(() => this.clock.monotonic() >= end);
    timer.cancel();
  }

  /** The texts that phones have shown, in their order. */
  get texts(): readonly string[] {
    return this.modem.messages.map(({ text }) => text);
  }

  /** The texts of one phone. */
  textsOf(phone: string): readonly string[] {
    return this.modem.messages.filter(({ recipient }) => recipient === phone)
      .map(({ text }) => text);
  }

  /** As `cellpost queue retry` does. */
  async retry(id: string): Promise<void> {
    await this.#operations((it) => it.retry({ id }));
  }

  /** As `cellpost queue cancel` does. */
  async cancel(id: string): Promise<void> {
    await this.#operations((it) => it.cancel({ id }));
  }

  /** As `cellpost queue release` does. */
  async release(): Promise<void> {
    await this.#operations((it) => it.release({}));
  }

  async #operations(
    work: (operations: Operations) => Promise<unknown>,
  ): Promise<void> {
    const path = join(this.cellpost.folder, "control.json");
    const endpoint = await readEndpoint(path);
    assert.ok(endpoint);
    // Time stands still meanwhile.
    await work(connectControl(endpoint));
  }

  /** Changes the config as an operator would, for the next start. */
  configure(change: (text: string) => string): void {
    const path = join(this.cellpost.folder, "config.toml");
    const before = Deno.readTextFileSync(path);
    const after = change(before);
    assert.notEqual(after, before);
    this.cellpost.write("config.toml", after);
  }

  /**
   * Each mail is told of in exactly one SMS: it went out itself, or is merged into one that says how many it stands for. Looks at all
   * that the queue has.
   */
  assertConserved(): void {
    const deliveries = this.cellpost.store.list({ limit: 100_000 });
    const merged = Map.groupBy(
      deliveries.filter(({ state }) => state === "merged"),
      ({ mergedInto }) => mergedInto,
    );
    for (const [into, those] of merged) {
      const digest = deliveries.find(({ deliveryId }) => deliveryId === into);
      assert.ok(digest, "merged into nothing");
      const record = this.cellpost.store.show(digest.messageId);
      assert.equal(told(record?.message.text ?? ""), those.length);
    }
    for (const { state } of deliveries) {
      assert.ok(["queued", "merged", "sent", "delivered"].includes(state));
    }
  }
}

/** Of how many mails a text tells. */
export function told(text: string): number {
  const listed = text.match(/^\* /gm)?.length ?? 1;
  return listed + Number(/\(\+(\d+) more\)$/.exec(text)?.[1] ?? 0);
}
