/** The operator's wish to stop: Ctrl-C, or the service manager. */
export interface StopRequest extends Disposable {
  /** Aborts at the first signal. A second one ends the process at once. */
  readonly signal: AbortSignal;
}

/** Listens for the signals that ask a process to stop. */
export function listenForStop(): StopRequest {
  const controller = new AbortController();
  // Windows has no SIGTERM to listen to; Ctrl-Break stands in there.
  const names: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];
  const onSignal = () => {
    if (controller.signal.aborted) Deno.exit(130);
    controller.abort();
  };
  for (const name of names) Deno.addSignalListener(name, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of names) Deno.removeSignalListener(name, onSignal);
    },
  };
}

/**
 * The wish of whoever has this signal. For a service of Windows: it listens to no signals, since one that does is told of each
 * user who logs off, and would stop with them.
 */
export function stopAt(signal: AbortSignal): StopRequest {
  return { signal, [Symbol.dispose]: () => {} };
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
