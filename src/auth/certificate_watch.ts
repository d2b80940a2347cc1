import type { Clock, Timer } from "../model/mod.ts";
import { type CertificatePair, expiryWarning } from "./certificate.ts";
import type {
  CertificateResult,
  CertificateSource,
} from "./certificate_disk.ts";

/** What a watch over a certificate has to tell its operator. */
export type CertificateEvent =
  /** A new pair is in use. */
  | {
    readonly kind: "certificateReplaced";
    readonly notAfterMs: number;
    readonly fingerprint: string;
  }
  /** The files cannot be used, and the pair of before stays; told once a version of them. One line. */
  | { readonly kind: "certificateKept"; readonly reason: string }
  /** It expires soon or has expired, told once a day; or others can read the key. */
  | { readonly kind: "certificateWarning"; readonly text: string };

/** What a watch needs. */
export interface CertificateWatchOptions {
  readonly clock: Clock;
  readonly onEvent: (event: CertificateEvent) => void;
  /** Is handed each new pair, not the first one. */
  readonly onPair: (pair: CertificatePair) => void;
  /** Default: 10 s. */
  readonly everyMs?: number;
}

/** Looks after a certificate until it is disposed of. */
export interface CertificateWatch extends Disposable {
  /** Looks at its files now. */
  look(): void;
  /** The pair that is in use. */
  readonly pair: CertificatePair;
}

/** A certificate that can be used from the start, or all that is wrong with it. */
export type WatchResult =
  | { readonly kind: "watching"; readonly watch: CertificateWatch }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** Reads the certificate and looks at its files from time to time, by `Clock`. */
export function watchCertificate(
  source: CertificateSource,
  options: CertificateWatchOptions,
): WatchResult {
  // Before they are read: a change meanwhile is then seen at the next look.
  const version = source.version();
  const first = source.load();
  if (first.kind === "invalid") return first;
  const watch = new PollingWatch(source, options, { version, first });
  return { kind: "watching", watch };
}

type Loaded = Extract<CertificateResult, { kind: "ok" }>;

/** What was seen at the last look. */
type Sight =
  | { readonly kind: "used"; readonly version: string }
  /** One file may be written and the other not yet: nothing is said before it stays so. */
  | { readonly kind: "broken"; readonly version: string }
  | { readonly kind: "reported"; readonly version: string };

class PollingWatch implements CertificateWatch {
  readonly #source: CertificateSource;
  readonly #options: CertificateWatchOptions;
  #loaded: Loaded;
  #sight: Sight;
  #warned: string | undefined;
  #timer: Timer;

  constructor(
    source: CertificateSource,
    options: CertificateWatchOptions,
    { version, first }: { readonly version: string; readonly first: Loaded },
  ) {
    this.#source = source;
    this.#options = options;
    this.#loaded = first;
    this.#sight = { kind: "used", version };
    this.#warn();
    this.#timer = this.#nextLook();
  }

  get pair(): CertificatePair {
    return this.#loaded.pair;
  }

  [Symbol.dispose](): void {
    this.#timer.cancel();
  }

  #nextLook(): Timer {
    const { clock, everyMs = 10_000 } = this.#options;
    return clock.after(everyMs, () => {
      this.#timer = this.#nextLook();
      this.look();
    });
  }

  look(): void {
    const version = this.#source.version();
    const same = version === this.#sight.version;
    if (!same || this.#sight.kind === "broken") {
      this.#take(this.#source.load(), version);
    }
    this.#warnOfExpiry();
  }

  #take(result: CertificateResult, version: string): void {
    const { onEvent, onPair } = this.#options;
    if (result.kind === "invalid") {
      const stays = version === this.#sight.version;
      this.#sight = { kind: stays ? "reported" : "broken", version };
      const reason = result.problems.join("; ");
      if (stays) onEvent({ kind: "certificateKept", reason });
      return;
    }
    this.#sight = { kind: "used", version };
    const { cert, key } = this.#loaded.pair;
    const { pair, notAfterMs, fingerprint } = result;
    if (pair.cert === cert && pair.key === key) return;
    this.#loaded = result;
    onPair(pair);
    onEvent({ kind: "certificateReplaced", notAfterMs, fingerprint });
    this.#warn();
  }

  #warn(): void {
    this.#warned = undefined;
    for (const text of this.#loaded.warnings) {
      this.#options.onEvent({ kind: "certificateWarning", text });
    }
    this.#warnOfExpiry();
  }

  #warnOfExpiry(): void {
    const { clock, onEvent } = this.#options;
    const text = expiryWarning(this.#loaded.notAfterMs, clock.now());
    if (text === this.#warned) return;
    this.#warned = text;
    if (text !== undefined) onEvent({ kind: "certificateWarning", text });
  }
}
