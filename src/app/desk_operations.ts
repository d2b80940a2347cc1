import type { MetricsView, ModemGauge, Operations } from "../desk/mod.ts";
import { deliveryStates } from "../model/mod.ts";
import type { ModemStatus } from "../modem/mod.ts";
import { isWaiting } from "./counters.ts";
import { deskErrorOf } from "./desk_terms.ts";
import { DeskWatch } from "./desk_watch.ts";
import { defaultHealth } from "./house_health.ts";
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

/** What metrics show. */
export function metricsOf(
  parts: OperationsParts,
  watch: DeskWatch,
): MetricsView {
  try {
    return metricsNow(parts, watch);
  } catch (error) {
    throw deskErrorOf(error);
  }
}

function metricsNow(
  parts: OperationsParts,
  watch: DeskWatch,
): MetricsView {
  const { store, fleet, health = defaultHealth } = parts;
  const { ready, oldestWaitingMs = 0, openAlarms } = statusOf(parts, watch);
  const freeBytes = health.freeBytes();
  const gathered = store.storms.gathered();
  return {
    ...watch.meter.counts,
    version: watch.version,
    startedAt: watch.startedAt,
    ready,
    states: store.counts(),
    oldestDueMs: oldestWaitingMs,
    modems: (fleet?.statuses() ?? []).map(gaugeOf),
    openAlarms,
    breaker: { open: store.storms.breaker()?.open ?? false, gathered },
    ...(freeBytes === undefined ? {} : { freeBytes }),
  };
}

function gaugeOf(
  { name, simulated, state, network, balance, sent, errors }: ModemStatus,
): ModemGauge {
  const { registration, signalDbm } = network ?? {};
  const isRegistered = registration === "home" || registration === "roaming";
  return {
    ...{ name, simulated, sent, errors },
    usable: state === "usable",
    up: state === "usable" || state === "limited",
    ...(registration === undefined || registration === "unknown"
      ? {}
      : { registered: isRegistered }),
    ...(signalDbm === undefined ? {} : { signalDbm }),
    ...(balance === undefined ? {} : { balance: balance.amount }),
  };
}

function statusOf(
  { clock, store, fleet, health = defaultHealth }: OperationsParts,
  watch: DeskWatch,
): Awaited<ReturnType<Operations["status"]>> {
  const modems = fleet?.statuses();
  const alarms = store.alarms.all()
    .flatMap((it) => it.phase === "raised" ? [it] : []);
  const counts = store.counts();
  const { version, startedAt } = watch;
  return {
    version,
    startedAt,
    ...readinessOf({
      now: clock.now(),
      modems,
      nextDueAt: store.nextDueAt(),
      ...health,
      freeBytes: health.freeBytes(),
      breakerOpen: store.storms.breaker()?.open ?? false,
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
