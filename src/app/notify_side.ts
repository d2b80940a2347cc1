import type { Config } from "../config/mod.ts";
import { type Clock, findTimeZone } from "../model/mod.ts";
import {
  Courier,
  type Fetch,
  mailChannel,
  type Mailer,
  type NotifyEvent,
  relayMailer,
  type RelayOptions,
  Reporter,
  webhookChannel,
} from "../notify/mod.ts";
import { type Store, StoreError } from "../queue/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { readRelayLogin } from "./relay_password.ts";
import { reportsAreSent } from "./store_options.ts";

/** What the notifying side needs besides its config. */
export interface NotifySideOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly observe: (event: ApplianceEvent) => void;
  /** Hands a mail to the relay; the relay of the config by SMTP when left out. */
  readonly mailer?: Mailer | undefined;
  /** Calls a webhook; `fetch` when left out. */
  readonly call?: Fetch | undefined;
}

/** All that mails and calls out. */
export interface NotifySide {
  start(): void;
  /** To be told of all that happens: reports follow from it. */
  heed(event: ApplianceEvent): void;
  /** To be called when a notice was posted. */
  posted(): void;
  /** Ends within `deadlineMs`; what is not out by then waits for the next start. */
  stop(deadlineMs: number): Promise<void>;
}

/** The name that is told in the greeting, in EHLO and in reports. */
export function ownHostname({ smtp }: Config): string {
  return smtp.hostname ?? Deno.hostname();
}

/** The address that cellpost writes as. */
export function ownAddress(config: Config): string {
  return config.mail.from === ""
    ? `cellpost@${ownHostname(config)}`
    : config.mail.from;
}

/**
 * Makes what carries notices, and, with a relay, what writes reports to senders.
 *
 * @throws {CommandError} when the relay's password cannot be read.
 */
export function makeNotifySide(
  config: Config,
  options: NotifySideOptions,
): NotifySide {
  const { clock, store } = options;
  const common = {
    clock,
    store: store.outbox,
    observe: (event: NotifyEvent) => options.observe({ room: "notify", event }),
    troubleOf: (error: unknown) =>
      error instanceof StoreError ? error.message : undefined,
  };
  const couriers = [
    ...mailersOf(config, options).map((it) => mailChannel(it)),
    webhookChannel(options.call),
  ].map((channel) => new Courier(channel, common));
  const posted = () => couriers.forEach((it) => it.poke());
  const reporter = reporterOf(config, { ...common, posted });
  return {
    start() {
      for (const courier of couriers) courier.start();
      reporter?.start();
    },
    heed: (event) => heed(reporter, event),
    posted,
    async stop(deadlineMs) {
      const hurry = new AbortController();
      const timer = clock.after(deadlineMs, () => hurry.abort());
      await Promise.all([
        reporter?.stop(),
        ...couriers.map((it) => it.stop(hurry.signal)),
      ]);
      timer.cancel();
    },
  };
}

function mailersOf(
  config: Config,
  { mailer }: Pick<NotifySideOptions, "mailer">,
): readonly Mailer[] {
  const relay = relayOf(config);
  return relay === undefined ? [] : [mailer ?? relayMailer(relay)];
}

/**
 * How to reach the relay; undefined where the config has none.
 *
 * @throws {CommandError} when its password cannot be read.
 */
export function relayOf(config: Config): RelayOptions | undefined {
  const { relay } = config.mail;
  if (relay === undefined) return undefined;
  const login = readRelayLogin(config);
  if (login.kind === "problem") {
    throw new CommandError(exitCode.notDone, login.text);
  }
  const { host, port, tls, verifyCertificate: verify } = relay;
  return {
    ...{ host, port, tls, verify, hostname: ownHostname(config) },
    ...(login.kind === "login" ? { login } : {}),
  };
}

function reporterOf(
  config: Config,
  common:
    & Pick<
      ConstructorParameters<typeof Reporter>[0],
      "clock" | "observe" | "troubleOf" | "posted"
    >
    & { readonly store: Store["outbox"] },
): Reporter | undefined {
  if (!reportsAreSent(config)) return undefined;
  const { mail } = config;
  return new Reporter({
    ...common,
    policy: mail.reports,
    rates: mail.reportsPerSender,
    delayAfterMs: mail.delayAfterMs,
    from: ownAddress(config),
    hostname: ownHostname(config),
    timeText: timeTextOf(config),
  });
}

/** Moments as the operator's clocks show them: "2026-11-23 08:15". */
function timeTextOf({ message }: Config): (at: number) => string {
  const zone = findTimeZone(message.timezone ?? "");
  const two = (value: number) => String(value).padStart(2, "0");
  return (at) => {
    const local = zone?.localAt(at);
    if (local === undefined) return new Date(at).toISOString();
    const { year, month, day, hour, minute } = local;
    return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
  };
}

function heed(reporter: Reporter | undefined, event: ApplianceEvent): void {
  if (event.room !== "delivery") return;
  const { kind } = event.event;
  if (kind === "accepted" || kind === "changed") reporter?.noticed();
}
