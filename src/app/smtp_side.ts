import type { Config, ListenerConfig } from "../config/mod.ts";
import type { Intake } from "../delivery/mod.ts";
import type { Clock } from "../model/mod.ts";
import { inNetworks } from "../policy/mod.ts";
import {
  type Receiver,
  type SmtpListener,
  type SmtpServer,
  type SmtpTrace,
  startSmtpServer,
} from "../smtp/mod.ts";
import type { Doors } from "./doors.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { listenerName, networks } from "./front_door.ts";
import { ownHostname } from "./notify_side.ts";
import type { Prepared } from "./prepared.ts";
import { reportsAreSent } from "./store_options.ts";

/** What the SMTP side needs besides its config. */
export interface SmtpSideOptions {
  readonly clock: Clock;
  readonly doors: Pick<
    Doors,
    "verifier" | "certificate" | "alsoUse" | "prepare"
  >;
  readonly observe: (event: ApplianceEvent) => void;
  /** Takes the lines of the SMTP trace. */
  readonly traceSmtp?: ((line: string) => void) | undefined;
}

/** The listeners, with all that they ask about their clients. */
export interface SmtpSide {
  readonly server: SmtpServer;
  /**
   * Gets ready to go by another config.
   *
   * @throws {SmtpError} when a listener cannot be opened.
   * @throws {CommandError} when a listener has TLS and the certificate cannot be used.
   */
  prepare(config: Config): Promise<Prepared>;
  /** As `SmtpServer.stop`. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Opens the listeners.
 *
 * @throws {SmtpError} when one cannot be opened.
 */
export function startSmtpSide(
  config: Config,
  intake: Intake,
  options: SmtpSideOptions,
): SmtpSide {
  const { doors } = options;
  const server = startSmtpServer(receiverOf(intake, doors), {
    ...serverOptions(config, options),
    certificate: doors.certificate,
  });
  doors.alsoUse((pair) => server.useCertificate(pair));
  return {
    server,
    prepare: (next) => prepared(server, next, options),
    stop: (deadlineMs) => server.stop(deadlineMs),
  };
}

async function prepared(
  server: SmtpServer,
  config: Config,
  options: SmtpSideOptions,
): Promise<Prepared> {
  const doors = options.doors.prepare(config);
  try {
    const listeners = await server.prepare({
      ...serverOptions(config, options),
      certificate: doors.certificate,
    });
    return {
      commit() {
        listeners.commit();
        doors.commit();
      },
      async abandon() {
        await listeners.abandon();
        await doors.abandon();
      },
    };
  } catch (error) {
    await doors.abandon();
    throw error;
  }
}

function receiverOf(intake: Intake, doors: Pick<Doors, "verifier">): Receiver {
  return {
    recipient: (path, context) => intake.recipient(path, context),
    message: (envelope, raw) => intake.message(envelope, raw),
    unheard: (id) => void intake.unheard(id),
    login: (login, context) => doors.verifier.login(login, context),
  };
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
