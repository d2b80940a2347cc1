import assert from "node:assert/strict";
import {
  benchPolicy as policy,
  ScriptedSender,
} from "../../tests/support/dispatcher_bench.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { calm } from "../../tests/support/storm_bench.ts";
import { findTimeZone, newMessageId, parsePhoneNumber } from "../model/mod.ts";
import { createQuietHours } from "../policy/mod.ts";
import { openStore, type Store } from "../queue/mod.ts";
import type { ComposeOptions } from "./compose.ts";
import { deliveryTimes } from "./delivery_times.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { DeliveryEvent } from "./event.ts";
import { StormKeeper } from "./storm_keeper.ts";
import type { StormOptions } from "./storm_plan.ts";

const minute = 60_000;
const hour = 60 * minute;
const dayMs = 24 * hour;
const anna = parsePhoneNumber("+491701234567")!;
const zone = findTimeZone("UTC")!;
const timeRules = {
  zone,
  quiet: createQuietHours({
    zone,
    memberships: new Map(),
    rules: [{
      ...{ groups: [], numbers: [], days: [], urgent: true },
      ...{ from: "21:00", to: "07:00" },
    }],
  }),
};
const compose: ComposeOptions = {
  ...{ template: "{body}", maxSegments: 2, whenTooLong: "truncate" as const },
  ...{ stripSignature: false, plainPunctuation: true },
  ...{ statusReport: false, referenceBits: 8 as const },
};

/** A queue of the night with rules of time and of storms, and one modem. */
class Night implements AsyncDisposable {
  readonly clock = new ManualClock({ nowMs: Date.parse("2026-11-24T22:00Z") });
  /** When SMS went out, in their order. */
  readonly left: string[] = [];
  /** How often the breaker opened. */
  opened = 0;
  readonly #folder = Deno.makeTempDirSync();
  readonly #options: StormOptions;
  #store: Store | undefined;
  #keeper: StormKeeper | undefined;
  #dispatcher: Dispatcher | undefined;

  constructor(options: Partial<StormOptions>) {
    this.#options = { ...calm, windowMs: 0, ...options };
  }

  async start(): Promise<void> {
    const { clock } = this;
    const store = await openStore(`${this.#folder}/queue.db`, { clock });
    const observe = (event: DeliveryEvent) => this.#note(event);
    const keeper: StormKeeper = new StormKeeper(store, this.#options, {
      ...{ clock, compose, observe, quiet: timeRules.quiet },
      wake: (deliveries) => dispatcher.wake(deliveries),
    });
    await keeper.prepare();
    const modem = new ScriptedSender("modem1", clock);
    const dispatcher: Dispatcher = new Dispatcher(store, [modem], {
      ...{ policy, reportTimeoutMs: dayMs },
      onUncertain: "resend",
      ...{ clock, observe, timeRules, gate: () => keeper.gate },
    });
    await dispatcher.start();
    keeper.start();
    this.#store = store;
    this.#keeper = keeper;
    this.#dispatcher = dispatcher;
    await this.pass(0);
  }

  async accept(text: string): Promise<void> {
    const acceptedAt = this.clock.now();
    const mail = {
      id: newMessageId(this.clock),
      ...{ acceptedAt, expiresAt: acceptedAt + dayMs },
      source: "smtp",
      ...{ reversePath: "plc@plant.example", clientAddress: "10.0.0.7" },
      subject: "",
      message: { text, flash: false, statusReport: false, referenceBits: 8 },
      ...{ segmentCount: 1, recipients: [anna] },
    } as const;
    const submission = {
      ...mail,
      ...deliveryTimes(mail, { rules: timeRules }),
    };
    const watch = this.#keeper?.watch(submission);
    const accepted = await this.#store?.accept({
      submission,
      ...(watch && { storm: watch }),
    });
    if (accepted?.storm) this.#keeper?.accepted(accepted.storm);
    this.#dispatcher?.wake(1);
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; left -= minute) {
      await this.clock.advance(Math.min(left, minute));
      for (let turn = 0; turn < 12; turn++) {
        await settle();
        await Deno.stat(".");
      }
    }
  }

  async stop(): Promise<void> {
    await this.#dispatcher?.stop(AbortSignal.abort());
    await this.#keeper?.stop();
    await this.#store?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.#folder, { recursive: true });
  }

  #note(event: DeliveryEvent): void {
    if (event.kind === "bug") throw event.error;
    if (event.kind === "breaker" && event.state === "opened") this.opened++;
    if (event.kind !== "changed" || event.change.to !== "sent") return;
    this.left.push(new Date(this.clock.now()).toISOString().slice(11, 16));
  }
}

Deno.test("a cap of one an hour holds too when quiet hours end, and over a restart", async () => {
  await using night = new Night({ perRecipient: [{ count: 1, per: "hour" }] });
  await night.start();
  for (const text of ["one", "two", "three", "four"]) await night.accept(text);
  await night.pass(9 * hour + 5 * minute);
  assert.deepEqual(night.left, ["07:00"]);
  await night.stop();
  await night.start();
  assert.deepEqual(night.left, ["07:00"]);
  await night.pass(3 * hour);
  assert.deepEqual(night.left, ["07:00", "08:00", "09:00", "10:00"]);
});

Deno.test("a storm of the night is two SMS in the morning: its first text, and one for all others", async () => {
  await using night = new Night({ windowMs: 5 * minute });
  await night.start();
  for (let count = 0; count < 40; count++) {
    await night.accept(`Pump ${count} stopped`);
    await night.pass(3 * minute);
  }
  await night.pass(8 * hour);
  assert.deepEqual(night.left, ["07:00", "07:00"]);
});

Deno.test("a flood of the night opens the breaker in the night, once, though nothing goes out before morning", async () => {
  await using night = new Night({
    ...{ breaker: { count: 3, lengthMs: 10 * minute }, breakerRestMs: hour },
  });
  await night.start();
  for (const text of ["one", "two", "three", "four"]) await night.accept(text);
  assert.equal(night.opened, 1);
  await night.pass(2 * hour);
  await night.accept("five");
  assert.equal(night.opened, 1);
  await night.pass(7 * hour + minute);
  assert.equal(night.left.length, 4);
});
