import type { ServiceNotifier } from "./notifier.ts";

/**
 * Reads a config anew in the way that the service manager wants to see it: it is told of the begin, and of the end however that is, for
 * it waits until then and would take silence for a hang.
 */
export async function announcedReload<T>(
  notifier: ServiceNotifier,
  reload: () => Promise<T>,
): Promise<T> {
  notifier.reloading();
  try {
    return await reload();
  } finally {
    notifier.ready();
  }
}
