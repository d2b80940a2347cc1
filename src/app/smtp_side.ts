import {
  type CertificateEvent,
  certificateOnDisk,
  type CertificateWatch,
  watchCertificate,
} from "../auth/mod.ts";
import type { Config, ListenerConfig } from "../config/mod.ts";
import type { Intake } from "../delivery/mod.ts";
import type { Clock } from "../model/mod.ts";
import { inNetworks } from "../policy/mod.ts";
import {
  type Receiver,
  SmtpError,
  type SmtpListener,
  type SmtpServer,
  type SmtpTrace,
  startSmtpServer,
} from "../smtp/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { listenerName, networks } from "./front_door.ts";
import { Logins } from "./logins.ts";
import { ownHostname } from "./notify_side.ts";
import type { Prepared } from "./prepared.ts";
import { reportsAreSent } from "./store_options.ts";

/** What the SMTP side needs besides its config. */
export interface SmtpSideOptions {
  readonly clock: Clock;
  /** Where users.toml is or would be. */
  readonly usersPath: string;
  readonly observe: (event: ApplianceEvent) => void;
  /** Takes the lines of the SMTP trace. */
  readonly traceSmtp?: ((line: string) => void) | undefined;
}

/** The listeners, with all that they ask about their clients. */
export interface SmtpSide {
  readonly server: SmtpServer;
  /**
   * Gets ready to go by another config, and looks at the certificate's files at once.
   *
   * @throws {SmtpError} when a listener cannot be opened.
   * @throws {CommandError} when a listener has TLS and the certificate cannot be used.
   */
  prepare(config: Config): Promise<Prepared>;
  /** As `SmtpServer.stop`; then no login waits for its answer any more. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Opens the listeners.
 *
 * @throws {SmtpError} when one cannot be opened.
 * @throws {CommandError} when a listener has TLS and the certificate cannot be used.
 */
export function startSmtpSide(
  config: Config,
  intake: Intake,
  options: SmtpSideOptions,
): SmtpSide {
  const logins = new Logins(options);
  let side: Side | undefined;
  const watch = watchOf(config, options, (pair) => side?.use(pair));
  try {
    logins.follow(config);
    const server = startSmtpServer(receiverOf(intake, logins), {
      ...serverOptions(config, options),
      certificate: watch?.pair,
    });
    side = new Side(server, { config, logins, watch, options });
    return side;
  } catch (error) {
    watch?.[Symbol.dispose]();
    throw error;
  }
}

interface SideParts {
  readonly config: Config;
  readonly logins: Logins;
  readonly watch: CertificateWatch | undefined;
  readonly options: SmtpSideOptions;
}

class Side implements SmtpSide {
  readonly server: SmtpServer;
  readonly #parts: SideParts;
  #config: Config;
  #watch: CertificateWatch | undefined;

  constructor(server: SmtpServer, parts: SideParts) {
    this.server = server;
    this.#parts = parts;
    this.#config = parts.config;
    this.#watch = parts.watch;
  }

  async prepare(config: Config): Promise<Prepared> {
    const { logins, options } = this.#parts;
    const watch = this.#watchFor(config);
    const isNew = watch !== this.#watch;
    const dispose = () => isNew && watch?.[Symbol.dispose]();
    const prepared = await this.server.prepare({
      ...serverOptions(config, options),
      certificate: watch?.pair,
    }).catch((error) => {
      dispose();
      throw error;
    });
    return {
      commit: () => {
        logins.follow(config);
        prepared.commit();
        if (isNew) this.#watch?.[Symbol.dispose]();
        this.#watch = watch;
        this.#config = config;
      },
      abandon: async () => {
        dispose();
        await prepared.abandon();
      },
    };
  }

  async stop(deadlineMs: number): Promise<void> {
    // First, or a client that is made to wait for its refusal would hold the stop up.
    this.#parts.logins.end();
    this.#watch?.[Symbol.dispose]();
    await this.server.stop(deadlineMs);
  }

  /** Has clients see another certificate. */
  use(pair: CertificateWatch["pair"]): void {
    const { observe } = this.#parts.options;
    try {
      this.server.useCertificate(pair);
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      const reason = error.message;
      observe({ room: "auth", event: { kind: "certificateKept", reason } });
    }
  }

  /** The one that looks at the same files goes on. */
  #watchFor(config: Config): CertificateWatch | undefined {
    const [was, is] = [this.#config, config].map(certificatePaths);
    const same = was?.certPath === is?.certPath && was?.keyPath === is?.keyPath;
    if (!same) {
      return watchOf(config, this.#parts.options, (pair) => this.use(pair));
    }
    this.#watch?.look();
    return this.#watch;
  }
}

function receiverOf(intake: Intake, logins: Logins): Receiver {
  return {
    recipient: (path, context) => intake.recipient(path, context),
    message: (envelope, raw) => intake.message(envelope, raw),
    unheard: (id) => void intake.unheard(id),
    login: (login, context) => logins.login(login, context),
  };
}

/** The files of the certificate, where a listener needs one. */
export function certificatePaths({ smtp }: Config) {
  const { tlsCert: certPath, tlsKey: keyPath, listeners } = smtp;
  return listeners.some(({ tls }) => tls !== "none") &&
      certPath !== undefined && keyPath !== undefined
    ? { certPath, keyPath }
    : undefined;
}

function watchOf(
  config: Config,
  { clock, observe }: SmtpSideOptions,
  onPair: (pair: CertificateWatch["pair"]) => void,
): CertificateWatch | undefined {
  const paths = certificatePaths(config);
  if (paths === undefined) return undefined;
  const onEvent = (event: CertificateEvent) => observe({ room: "auth", event });
  const source = certificateOnDisk(paths);
  const result = watchCertificate(source, { clock, onEvent, onPair });
  if (result.kind === "watching") return result.watch;
  throw new CommandError(exitCode.system, result.problems.join("\n"));
}

function serverOptions(config: Config, options: SmtpSideOptions) {
  const { smtp } = config;
  const lfClients = networks(smtp.lfClients);
  const hidden = networks(smtp.hideStarttls);
  return {
    ...smtp,
    listeners: smtp.listeners.map(listenerOf),
    hostname: ownHostname(config),
    dsn: reportsAreSent(config),
    lfClients: (address: string) => inNetworks(address, lfClients),
    hideStartTls: (address: string) => inNetworks(address, hidden),
    clock: options.clock,
    observe: (event: Extract<ApplianceEvent, { room: "smtp" }>["event"]) =>
      options.observe({ room: "smtp", event }),
    trace: traceTo(options),
  };
}

function listenerOf(listener: ListenerConfig): SmtpListener {
  const { address, proxyProtocol, ...rules } = listener;
  const proxies = networks(proxyProtocol);
  return {
    ...address,
    ...rules,
    name: listenerName(listener),
    ...(proxies.length === 0
      ? {}
      : { proxyFrom: (from) => inNetworks(from, proxies) }),
  };
}

function traceTo({ clock, traceSmtp }: SmtpSideOptions) {
  if (traceSmtp === undefined) return undefined;
  return ({ connection, address, from, text }: SmtpTrace) => {
    const time = new Date(clock.now()).toISOString();
    const mark = from === "client" ? "<" : ">";
    traceSmtp(`${time} ${address}#${connection} ${mark} ${text}`);
  };
}
