import { type Config, meansTheSame } from "../config/mod.ts";
import type { Clock } from "../model/mod.ts";
import { type Store, StoreError } from "../queue/mod.ts";
import { fleetModems } from "./fleet_modems.ts";
import { usageAfter } from "./front_door.ts";
import { makeHouseRules } from "./house_rules.ts";
import { modemChange } from "./modem_changes.ts";
import type { Prepared } from "./prepared.ts";
import type { Sending } from "./sending.ts";
import { storeOptionsOf } from "./store_options.ts";

/**
 * Gets the sending half ready to go by another config. A mail whose recipients are being judged is made and stored by whichever config
 * holds when its last byte has come; an SMS that is being sent goes out as it began.
 *
 * @throws {CommandError} when something in the config cannot be used.
 * @throws {StoreError} when the queue cannot be read.
 */
export async function prepareSending(
  sending: Sending,
  config: Config,
  { clock, store }: { readonly clock: Clock; readonly store: Store },
): Promise<Prepared> {
  const { intake, rules } = sending;
  const before = rules.value;
  const modems = await fleetModems(config);
  const { underWay } = intake;
  const usage = usageAfter(before, config, { clock, store, underWay });
  const heirless = () => Promise.resolve(before.door.usage.bequeath(undefined));
  const next = await makeHouseRules(config, { clock, store, usage })
    .catch((error) => heirless().then(() => Promise.reject(error)));
  return {
    abandon: heirless,
    commit() {
      rules.replace(next);
      intake.replace(sending.intakeFor(next, intake));
      tellAll(sending);
      if (!gathersAlike(before.config, config)) sending.storm.follow();
      const change = modemChange(before.config.modems, config.modems);
      sending.modemChanges.begin(change, modems);
    },
  };
}

/** Whether what is gathered waits for the same: its window, the caps, and quiet hours by some clocks. */
function gathersAlike(one: Config, other: Config): boolean {
  const basisOf = ({ message: { timezone }, quiet, storm }: Config) => ({
    ...{ quiet, storm, timezone },
  });
  return meansTheSame(basisOf(one), basisOf(other));
}

/** Those that have something to put in order when the rules have changed. */
function tellAll(sending: Sending): void {
  sending.dispatcher.follow();
  sending.archivist.start();
  sending.inbound.follow();
  sending.replies.notice();
  sending.followUps.follow();
}

/** Has the queue keep what this config wants kept, in the place of what the present one does. Throws `StoreError`. */
export async function prepareStore(
  { rules }: Pick<Sending, "rules">,
  config: Config,
  { clock, store }: { readonly clock: Clock; readonly store: Store },
): Promise<Prepared> {
  const { config: before } = rules.value;
  await store.follow(storeOptionsOf(config, clock));
  return {
    commit() {},
    async abandon() {
      try {
        await store.follow(storeOptionsOf(before, clock));
      } catch (error) {
        // It keeps more than anybody asks for, or less of what is reported, until the next change.
        if (!(error instanceof StoreError)) throw error;
      }
    },
  };
}
