import { dirname, join } from "node:path";
import {
  type AuthEvent,
  type CertificateEvent,
  certificateOnDisk,
  type CertificatePair,
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

/** What doors need besides the config. */
export interface DoorsOptions {
  readonly clock: Clock;
  /** Where users.toml is or would be; tokens.toml is beside it. */
  readonly usersPath: string;
  readonly observe: (event: ApplianceEvent) => void;
}

/** Takes a new certificate. Throws, with a sentence for the operator, when it is no good. */
export type UseCertificate = (pair: CertificatePair) => void;

/** What mail and screen ask about those who come in: one judge of logins, one certificate. */
export interface Doors extends Disposable {
  /** Undefined where nobody is ever asked for a login. */
  readonly verifier: Verifier | undefined;
  /** Undefined where there is no API. */
  readonly tokens: TokenBook | undefined;
  /** Undefined where nobody speaks TLS. */
  readonly certificate: CertificatePair | undefined;
  /** Each new certificate goes there as well. */
  alsoUse(use: UseCertificate): void;
}

/**
 * Reads users, tokens and certificate, as far as the config needs them, and looks after them. Disposed of, no login waits for its
 * answer any more.
 *
 * @throws {CommandError} when a listener has TLS and the certificate cannot be used.
 */
export function openDoors(config: Config, options: DoorsOptions): Doors {
  const resources = new DisposableStack();
  const uses: UseCertificate[] = [];
  try {
    const verifier = verifierOf(config, options);
    if (verifier !== undefined) resources.use(verifier);
    const watch = watchOf(config, options, uses);
    if (watch !== undefined) resources.use(watch);
    return {
      verifier,
      tokens: config.web.enabled ? tokensOf(options) : undefined,
      get certificate() {
        return watch?.pair;
      },
      alsoUse: (use) => void uses.push(use),
      [Symbol.dispose]: () => resources.dispose(),
    };
  } catch (error) {
    resources.dispose();
    throw error;
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

function verifierOf(
  config: Config,
  { clock, usersPath, observe }: DoorsOptions,
): Verifier | undefined {
  const byMail = asksForLogin(config);
  if (!byMail && !config.web.enabled) return undefined;
  return createVerifier({
    clock,
    users: usersOnDisk(usersPath, { isNetwork }),
    inNetworks: (address, cidrs) => inNetworks(address, networks(cidrs)),
    onEvent: (event) => {
      if (byMail || !isNothing(event)) observe({ room: "auth", event });
    },
  });
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

function watchOf(
  config: Config,
  { clock, observe }: DoorsOptions,
  uses: readonly UseCertificate[],
) {
  const paths = certificatePaths(config);
  if (paths === undefined) return undefined;
  const onEvent = (event: CertificateEvent) => observe({ room: "auth", event });
  const result = watchCertificate(certificateOnDisk(paths), {
    clock,
    onEvent,
    onPair: (pair) => {
      for (const use of uses) replace(use, pair, onEvent);
    },
  });
  if (result.kind === "watching") return result.watch;
  throw new CommandError(exitCode.system, result.problems.join("\n"));
}

function replace(
  use: UseCertificate,
  pair: CertificatePair,
  onEvent: (event: CertificateEvent) => void,
): void {
  try {
    use(pair);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onEvent({ kind: "certificateKept", reason });
  }
}
