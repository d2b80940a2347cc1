/** How cellpost is to run as a service. */
export interface ServiceOptions {
  /** The service's name, `cellpost` as a rule. */
  readonly name: string;
  /** Absolute. */
  readonly configPath: string;
  /** The account that it runs as; undefined: the manager's own choice for cellpost. */
  readonly user?: string | undefined;
}

/** What a service manager says of a service. */
export interface ServiceStatus {
  readonly state:
    | "not installed"
    | "stopped"
    | "starting"
    | "running"
    | "stopping"
    | "failed";
  /** Whether it starts with the machine. */
  readonly automatic: boolean;
  readonly pid?: number | undefined;
  /** More in words, such as why it failed; "" for nothing. */
  readonly detail: string;
}

/**
 * The system's service manager. Each method answers what it did, a line each, for the operator, and throws `CommandError` with one clear
 * line when it could not.
 */
export interface ServiceManager {
  /** What `install` would do, without doing it. */
  plan(options: ServiceOptions): Promise<readonly string[]>;
  install(options: ServiceOptions): Promise<readonly string[]>;
  /** `purge`: also config and queue. */
  uninstall(
    options: ServiceOptions & { readonly purge: boolean },
  ): Promise<readonly string[]>;
  start(name: string): Promise<readonly string[]>;
  stop(name: string): Promise<readonly string[]>;
  restart(name: string): Promise<readonly string[]>;
  status(name: string): Promise<ServiceStatus>;
  /** The last lines of its log; `follow`: and those that come, until the signal. */
  logs(
    name: string,
    options: {
      readonly lines: number;
      readonly follow?: AbortSignal | undefined;
      readonly write: (line: string) => void;
    },
  ): Promise<void>;
}
