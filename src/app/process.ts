/** The operator's wish to stop: Ctrl-C, or the service manager. */
export interface StopRequest extends Disposable {
  /** Aborts at the first signal. A second one ends the process at once. */
  readonly signal: AbortSignal;
  /** Asks for a stop as a signal does. */
  request(): void;
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
    request: () => controller.abort(),
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
  const own = new AbortController();
  return {
    signal: AbortSignal.any([signal, own.signal]),
    request: () => own.abort(),
    [Symbol.dispose]: () => {},
  };
}

/** The operator's wish to have the config read anew: SIGHUP, which Windows does not have. */
export interface ReloadRequests extends Disposable {
  /** Calls this at each signal from now on, and at once where one has come before. */
  serve(onRequest: () => void): void;
}

/** The wishes that somebody else hears, such as a service manager. */
export function reloadsOf(
  listen: (listener: () => void) => void,
): ReloadRequests {
  return { serve: listen, [Symbol.dispose]: () => {} };
}

/**
 * Listens for the signal that asks for it, from the very start: without a listener it ends a process. It is also what a terminal sends
 * that is closed; whoever was started from one then stops, by `onHangUp`.
 */
export function listenForReload(onHangUp: () => void): ReloadRequests {
  if (Deno.build.os === "windows") {
    return { serve() {}, [Symbol.dispose]() {} };
  }
  const hadTerminal = Deno.stdin.isTerminal();
  let waiting = false;
  let onRequest: () => void = () => waiting = true;
  const onSignal = () => {
    // A terminal that has gone is none any more.
    if (hadTerminal && !Deno.stdin.isTerminal()) onHangUp();
    else onRequest();
  };
  Deno.addSignalListener("SIGHUP", onSignal);
  return {
    serve(callback) {
      onRequest = callback;
      if (waiting) callback();
    },
    [Symbol.dispose]() {
      Deno.removeSignalListener("SIGHUP", onSignal);
    },
  };
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
