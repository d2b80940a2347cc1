import {
  type CertificateEvent,
  certificateOnDisk,
  type CertificateWatch,
  createVerifier,
  usersOnDisk,
  type Verifier,
  watchCertificate,
} from "../auth/mod.ts";
import type { Config, ListenerConfig } from "../config/mod.ts";
import type { Intake } from "../delivery/mod.ts";
import type { Clock } from "../model/mod.ts";
import { inNetworks, parseNetwork } from "../policy/mod.ts";
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
import { ownHostname } from "./notify_side.ts";
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
  const resources = new DisposableStack();
  try {
    const verifier = verifierOf(config, options);
    if (verifier !== undefined) resources.use(verifier);
    const started = Promise.withResolvers<SmtpServer>();
    const watch = watchOf(config, options, started.promise);
    if (watch !== undefined) resources.use(watch);
    const server = startSmtpServer(receiverOf(intake, verifier), {
      ...serverOptions(config, options),
      certificate: watch?.pair,
    });
    started.resolve(server);
    return {
      server,
      stop: (deadlineMs) => stop(server, resources, deadlineMs),
    };
  } catch (error) {
    resources.dispose();
    throw error;
  }
}

async function stop(
  server: SmtpServer,
  resources: DisposableStack,
  deadlineMs: number,
): Promise<void> {
  // First, or a client that is made to wait for its refusal would hold the stop up.
  resources.dispose();
  await server.stop(deadlineMs);
}

function receiverOf(intake: Intake, verifier: Verifier | undefined): Receiver {
  return {
    recipient: (path, context) => intake.recipient(path, context),
    message: (envelope, raw) => intake.message(envelope, raw),
    unheard: (id) => void intake.unheard(id),
    ...(verifier === undefined
      ? {}
      : { login: (login, context) => verifier.login(login, context) }),
  };
}

function verifierOf(
  { smtp }: Config,
  { clock, usersPath, observe }: SmtpSideOptions,
): Verifier | undefined {
  const asks = smtp.listeners.some(({ auth }) =>
    auth === "optional" || auth === "required"
  );
  if (!asks) return undefined;
  return createVerifier({
    clock,
    users: usersOnDisk(usersPath, { isNetwork }),
    inNetworks: (address, cidrs) => inNetworks(address, networks(cidrs)),
    onEvent: (event) => observe({ room: "auth", event }),
  });
}

/** Whether a text of users.toml is a network. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
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
  server: Promise<SmtpServer>,
): CertificateWatch | undefined {
  const paths = certificatePaths(config);
  if (paths === undefined) return undefined;
  const onEvent = (event: CertificateEvent) => observe({ room: "auth", event });
  const result = watchCertificate(certificateOnDisk(paths), {
    clock,
    onEvent,
    onPair: (pair) => void replace(server, pair, onEvent),
  });
  if (result.kind === "watching") return result.watch;
  throw new CommandError(exitCode.system, result.problems.join("\n"));
}

async function replace(
  server: Promise<SmtpServer>,
  pair: CertificateWatch["pair"],
  onEvent: (event: CertificateEvent) => void,
): Promise<void> {
  try {
    (await server).useCertificate(pair);
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    onEvent({ kind: "certificateKept", reason: error.message });
  }
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
