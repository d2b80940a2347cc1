import type { Clock } from "../model/mod.ts";
import type { Store } from "../queue/mod.ts";
import type { LifeSigns } from "./hang.ts";
import type { LogLine } from "./log_line.ts";
import type { ServiceNotifier } from "./service/notifier.ts";
import { Watchdog } from "./watchdog.ts";

/** Whom `guardAppliance` watches, and whom it tells. */
export interface GuardOptions {
  readonly clock: Clock;
  readonly appliance: {
    readonly dispatcher: {
      readonly pulse: { readonly signs: Omit<LifeSigns, "storeAskedAt"> };
    };
  };
  readonly store: Pick<Store, "hasten">;
  readonly notifier: ServiceNotifier;
  /** How it goes, in a line, for whoever asks the service manager. */
  readonly status: () => string;
  readonly tell: (line: LogLine) => void;
}

/** Tells the service manager how a running appliance is, where that wants to know, until it is disposed of. */
export function guardAppliance(options: GuardOptions): Disposable {
  const { appliance, clock, notifier, status, store, tell } = options;
  const { watchdog } = notifier;
  notifier.status(status());
  if (watchdog === undefined) return { [Symbol.dispose]: () => {} };
  const guard = new Watchdog({
    clock,
    everyMs: watchdog.everyMs,
    askStore: () => store.hasten([], clock.now()),
    signs: () => appliance.dispatcher.pulse.signs,
    alive: () => {
      watchdog.alive();
      notifier.status(status());
    },
    hangs: (reason) => {
      const text = `${reason}: the service manager will restart cellpost`;
      tell({ level: "error", text, properties: { event: "hang" } });
      notifier.status(reason);
    },
  });
  return { [Symbol.dispose]: () => guard.stop() };
}
