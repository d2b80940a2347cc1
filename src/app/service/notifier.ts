/** Tells the service manager that started this process how it goes. None of it throws. */
export interface ServiceNotifier {
  /** Mail is taken. */
  ready(): void;
  /** The config is being read anew; `ready` follows. */
  reloading(): void;
  /** A stop has begun, which may take as long as an SMS in flight. */
  stopping(): void;
  /** One line for whoever asks the service manager. */
  status(text: string): void;
  /** Where the manager wants to hear that the process lives: how often, and how to say it. */
  readonly watchdog?: { readonly everyMs: number; alive(): void };
  /** Nothing is told after this. */
  close(): void;
}

/** For a process that no service manager waits for. */
export const noNotifier: ServiceNotifier = {
  ready: () => {},
  reloading: () => {},
  stopping: () => {},
  status: () => {},
  close: () => {},
};
