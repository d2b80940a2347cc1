import { dirname, join } from "node:path";
import {
  type AuthEvent,
  type CertificateEvent,
  certificateOnDisk,
  type CertificatePair,
  type CertificateWatch,
  createVerifier,
  TokenBook,
  tokensOnDisk,
  usersOnDisk,
  type Verifier,
  watchCertificate,
} from "../auth/mod.ts";
import type { Config } from "../config/mod.ts";
import type { Clock } from "../model/mod.ts";
import { inNetworks, parseNetwork } from "../policy/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { networks } from "./front_door.ts";
import type { Prepared } from "./prepared.ts";

/** What doors need besides the config. */
export interface DoorsOptions {
  readonly clock: Clock;
  /** Where users.toml is or would be; tokens.toml is beside it. */
  readonly usersPath: string;
  readonly observe: (event: ApplianceEvent) => void;
}

/** Takes a new certificate. Throws, with a sentence for the operator, when it is no good. */
export type UseCertificate = (pair: CertificatePair) => void;

/** Doors that are ready to go by another config. */
export interface PreparedDoors extends Prepared {
  /** The certificate that will be shown. */
  readonly certificate: CertificatePair | undefined;
}

/** What mail and screen ask about those who come in: one judge of logins, one certificate. */
export interface Doors extends Disposable {
  /** Judges logins; the first who asks has it made. */
  readonly verifier: Verifier;
  /** Undefined where there is no API. */
  readonly tokens: TokenBook | undefined;
  /** Undefined where nobody speaks TLS. */
  readonly certificate: CertificatePair | undefined;
  /** Each new certificate goes there as well. */
  alsoUse(use: UseCertificate): void;
  /**
   * Gets ready to go by another config, and looks at the files at once. What is known of clients who tried in vain stays.
   *
   * @throws {CommandError} when somebody speaks TLS then and the certificate cannot be used.
   */
  prepare(config: Config): PreparedDoors;
}

/**
 * Reads users, tokens and certificate, as far as the config needs them, and looks after them. Disposed of, no login waits for its
 * answer any more.
 *
 * @throws {CommandError} when a listener has TLS and the certificate cannot be used.
 */
export function openDoors(config: Config, options: DoorsOptions): Doors {
  return new HouseDoors(config, options);
}

class HouseDoors implements Doors {
  readonly tokens: TokenBook | undefined;
  readonly #options: DoorsOptions;
  readonly #uses: UseCertificate[] = [];
  #config: Config;
  #verifier: Verifier | undefined;
  #watch: CertificateWatch | undefined;

  constructor(config: Config, options: DoorsOptions) {
    this.#options = options;
    this.#config = config;
    this.#watch = this.#watchOf(config);
    this.tokens = config.web.enabled ? tokensOf(options) : undefined;
    this.#follow(config);
  }

  get verifier(): Verifier {
    return this.#verifier ??= this.#makeVerifier();
  }

  get certificate(): CertificatePair | undefined {
    return this.#watch?.pair;
  }

  alsoUse(use: UseCertificate): void {
    this.#uses.push(use);
  }

  prepare(config: Config): PreparedDoors {
    const watch = this.#watchFor(config);
    const isNew = watch !== this.#watch;
    return {
      certificate: watch?.pair,
      commit: () => {
        this.#follow(config);
        if (!isNew) return;
        this.#watch?.[Symbol.dispose]();
        this.#watch = watch;
        if (watch !== undefined) this.#show(watch.pair);
      },
      abandon: () => {
        if (isNew) watch?.[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  }

  [Symbol.dispose](): void {
    this.#watch?.[Symbol.dispose]();
    this.#verifier?.[Symbol.dispose]();
  }

  /** Reads the users where somebody may log in, so that what is wrong with them is told at once. */
  #follow(config: Config): void {
    this.#config = config;
    if (asksForLogin(config) || config.web.enabled) void this.verifier;
  }

  #makeVerifier(): Verifier {
    const { clock, usersPath, observe } = this.#options;
    return createVerifier({
      clock,
      users: usersOnDisk(usersPath, { isNetwork }),
      inNetworks: (address, cidrs) => inNetworks(address, networks(cidrs)),
      onEvent: (event) => {
        if (!asksForLogin(this.#config) && isNothing(event)) return;
        observe({ room: "auth", event });
      },
    });
  }

  /** The one that looks at the same files goes on. */
  #watchFor(config: Config): CertificateWatch | undefined {
    const [was, is] = [this.#config, config].map(certificatePaths);
    const same = was?.certPath === is?.certPath && was?.keyPath === is?.keyPath;
    if (!same) return this.#watchOf(config);
    this.#watch?.look();
    return this.#watch;
  }

  #watchOf(config: Config): CertificateWatch | undefined {
    const paths = certificatePaths(config);
    if (paths === undefined) return undefined;
    const result = watchCertificate(certificateOnDisk(paths), {
      clock: this.#options.clock,
      onEvent: (event) => this.#tell(event),
      onPair: (pair) => this.#show(pair),
    });
    if (result.kind === "watching") return result.watch;
    throw new CommandError(exitCode.system, result.problems.join("\n"));
  }

  #show(pair: CertificatePair): void {
    for (const use of this.#uses) {
      try {
        use(pair);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#tell({ kind: "certificateKept", reason });
      }
    }
  }

  #tell(event: CertificateEvent): void {
    this.#options.observe({ room: "auth", event });
  }
}

/** Whether a listener of mail judges logins. */
export function asksForLogin({ smtp }: Config): boolean {
  return smtp.listeners.some(({ auth }) =>
    auth === "optional" || auth === "required"
  );
}

/** Whether a text of users.toml is a network. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

/** Where tokens.toml lies beside users.toml. */
export function tokensPathBeside(usersPath: string): string {
  return join(dirname(usersPath), "tokens.toml");
}

/** The files of the certificate, where somebody speaks TLS. */
export function certificatePaths({ smtp, web }: Config) {
  const { tlsCert: certPath, tlsKey: keyPath, listeners } = smtp;
  const needed = listeners.some(({ tls }) => tls !== "none") ||
    (web.enabled && web.tls);
  return needed && certPath !== undefined && keyPath !== undefined
    ? { certPath, keyPath }
    : undefined;
}

/** Where nobody need log in, that nobody can is no news. */
function isNothing(event: AuthEvent): boolean {
  return event.kind === "usersLoaded" && event.count === 0;
}

function tokensOf({ clock, usersPath, observe }: DoorsOptions): TokenBook {
  return new TokenBook(tokensOnDisk(tokensPathBeside(usersPath)), {
    clock,
    onEvent: (event) => observe({ room: "auth", event }),
  });
}
