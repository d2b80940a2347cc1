import { type Config, type LoadResult, warningsOf } from "../config/mod.ts";
import { isSimulated } from "../modem/mod.ts";
import { readConfigThoroughly, type SharedFlags } from "./commands/options.ts";
import type { ListeningAppliance } from "./appliance.ts";
import type { Log } from "./log.ts";
import type { Observer } from "./observer.ts";
import type { ReloadRequests } from "./process.ts";
import type { ReloadSource } from "./reloader.ts";
import type { ServiceNotifier } from "./service/notifier.ts";

/** How `serve` reads its config anew: the same file with the same flags; and what of the process goes by it. */
export function reloadSource(
  { config, path, source }: Extract<LoadResult, { kind: "ok" }>,
  flags: SharedFlags,
  { log, observer }: { readonly log: Log; readonly observer: Observer },
): ReloadSource {
  // Another file of the usual places must not be taken when this one is gone.
  const same = path === undefined ? flags : { ...flags, config: path };
  const told = new Set(warningsOf(config));
  return {
    started: source,
    read: () => readConfigThoroughly(same),
    applied: (next) => {
      log.follow(next.log);
      observer.follow({ simulated: hasSimulated(next) });
      const news = warningsOf(next).filter((it) => !told.has(it));
      tellWarnings(log, news);
      for (const text of news) told.add(text);
    },
  };
}

/** Whether any SMS may go nowhere. */
export function hasSimulated({ modems }: Config): boolean {
  return modems.some(({ port }) => isSimulated(port));
}

/** Tells of doors that are wide open. */
export function tellWarnings(log: Log, warnings: readonly string[]): void {
  const properties = { event: "openDoor" };
  for (const text of warnings) {
    log.line("app", { level: "warning", text, properties });
  }
}

/** Has the config be read anew at each request, and the service manager know of it, until `stopping` aborts. */
export function serveReloads(
  requests: ReloadRequests,
  { appliance, notifier, stopping }: {
    readonly appliance: Pick<ListeningAppliance, "reload">;
    readonly notifier: Pick<ServiceNotifier, "ready" | "reloading">;
    readonly stopping: AbortSignal;
  },
): void {
  requests.serve(async () => {
    if (stopping.aborted) return;
    notifier.reloading();
    await appliance.reload();
    // Whoever has said that it stops is not to say that it is ready.
    if (!stopping.aborted) notifier.ready();
  });
}
