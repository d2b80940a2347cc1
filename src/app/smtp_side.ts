import type { Verifier } from "../auth/mod.ts";
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
import { asksForLogin, type Doors } from "./doors.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { listenerName, networks } from "./front_door.ts";
import { ownHostname } from "./notify_side.ts";
import { reportsAreSent } from "./store_options.ts";

/** What the SMTP side needs besides its config. */
export interface SmtpSideOptions {
  readonly clock: Clock;
  readonly doors: Pick<Doors, "verifier" | "certificate" | "alsoUse">;
  readonly observe: (event: ApplianceEvent) => void;
  /** Takes the lines of the SMTP trace. */
  readonly traceSmtp?: ((line: string) => void) | undefined;
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
): SmtpServer {
  const { doors } = options;
  const verifier = asksForLogin(config) ? doors.verifier : undefined;
  const server = startSmtpServer(receiverOf(intake, verifier), {
    ...serverOptions(config, options),
    certificate: doors.certificate,
  });
  doors.alsoUse((pair) => server.useCertificate(pair));
  return server;
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
