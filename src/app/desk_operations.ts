import type { Operations } from "../desk/mod.ts";
import { deliveryStates } from "../model/mod.ts";
import { isWaiting } from "./counters.ts";
import { DeskWatch } from "./desk_watch.ts";
import type { OperationsParts } from "./operations.ts";
import { readinessOf } from "./readiness.ts";

/** Those operations that tell how cellpost itself is. */
export function deskOperations(
  parts: OperationsParts,
): Pick<Operations, "stats" | "status" | "log" | "reload"> {
  const { clock, store, fleet } = parts;
  // A command alone has seen nothing happen.
  const watch = parts.watch ?? new DeskWatch({ clock });
  return {
    stats: () => {
      const modems = fleet?.statuses() ?? [];
      const simulated = modems.some((modem) => modem.simulated);
      return Promise.resolve(watch.stats(store, simulated));
    },
    status: () => Promise.resolve(statusOf(parts, watch)),
    log: (request) => watch.log(request),
    reload: (request) =>
      parts.reload?.(request) ?? Promise.resolve({
        kind: "kept",
        problems: ["No cellpost runs: the next one reads the config anyway"],
      }),
  };
}

function statusOf(
  { clock, store, fleet }: OperationsParts,
  watch: DeskWatch,
): Awaited<ReturnType<Operations["status"]>> {
  const modems = fleet?.statuses();
  const alarms = store.alarms.all().flatMap((alarm) =>
    alarm.phase === "raised" ? [alarm.text] : []
  );
  const counts = store.counts();
  const { version } = watch;
  return {
    version,
    startedAt: watch.startedAt,
    ...readinessOf({
      now: clock.now(),
      modems,
      nextDueAt: store.nextDueAt(),
      alarms,
    }),
    modems: {
      usable: modems?.filter(({ state }) => state === "usable").length ?? 0,
      total: modems?.length ?? 0,
    },
    waiting: deliveryStates.filter(isWaiting)
      .reduce((sum, state) => sum + counts[state], 0),
    openAlarms: alarms.length,
  };
}
