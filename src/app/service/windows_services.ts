/** A service as Windows is to keep it. */
export interface ServiceDefinition {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly commandLine: string;
  /** Such as `NT SERVICE\cellpost`. */
  readonly account: string;
  /** Services that must run before. */
  readonly dependencies: readonly string[];
  /** After its first failure, its second and all others it starts again so many milliseconds later. */
  readonly restartAfterMs: readonly number[];
  /** Failures are counted from the beginning after so many seconds without one. */
  readonly forgetFailuresAfterS: number;
  /** When the machine stops, Windows waits so long for it, milliseconds. */
  readonly shutdownMs: number;
}

/** What Windows knows of a service that it has. */
export interface KnownService {
  /** One of `serviceState`. */
  readonly state: number;
  /** A Windows error; `ERROR_SERVICE_SPECIFIC_ERROR`: the next one counts. */
  readonly exitCode: number;
  readonly specificExitCode: number;
  /** 0: it does not run. */
  readonly processId: number;
  /** One of `serviceKind`. */
  readonly startType: number;
  readonly commandLine: string;
  readonly account: string;
}

/** What came of a call that answers something; `code` is a Windows error. */
export type Answer<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly code: number };

/** A part of a definition that this Windows did not take. */
export interface Untaken {
  readonly setting: string;
  readonly code: number;
}

/** The services of this Windows. Where no `Answer` is needed, each call returns a Windows error or 0. */
export interface WindowsServices extends Disposable {
  /** Makes a service; answers which of its settings were not taken. */
  create(definition: ServiceDefinition): Answer<readonly Untaken[]>;
  /** Changes one that is there. */
  change(definition: ServiceDefinition): Answer<readonly Untaken[]>;
  find(name: string): Answer<KnownService>;
  start(name: string): number;
  control(name: string, control: number): number;
  remove(name: string): number;
  /** Lets only those use a folder and what is in it whom a security descriptor names (SDDL). */
  protect(folder: string, descriptor: string): number;
  /** Says how events of a source are to be shown: as the text that they bring. */
  addEventSource(name: string): number;
  removeEventSource(name: string): number;
}
