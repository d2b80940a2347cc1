import type { StatusReport } from "./windows_service_state.ts";

/** What Windows' service manager calls a service for; each call waits until the answer is there. */
export interface ServiceHandlers {
  /** The service begins. */
  readonly main: () => void;
  /** It is told something; returns a Windows error or 0. */
  readonly control: (control: number) => number;
}

/** What a service needs of Windows. */
export interface ServiceHost extends Disposable {
  /**
   * Reaches the service manager, which then calls the handlers. Resolves with true when it has no further use for this process,
   * with false when it has not started it.
   */
  dispatch(handlers: ServiceHandlers): Promise<boolean>;
  /** Tells the manager how the service stands; only after `main` was called. */
  report(status: StatusReport): void;
  /**
   * Tells it that the service has stopped, without holding up this thread: the manager does not listen while it waits for our
   * answer to a control, and we could not give that.
   */
  lastReport(status: StatusReport): Promise<void>;
  /** Puts a line into Windows' own log of events. */
  event(kind: "error" | "information", text: string): void;
}
