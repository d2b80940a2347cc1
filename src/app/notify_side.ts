import { type Config, meansTheSame } from "../config/mod.ts";
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
import { nothingPrepared, type Prepared } from "./prepared.ts";
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
  /**
   * Gets ready to go by another config: what is under way is finished by the old one, what waits goes by the new one.
   *
   * @throws {CommandError} when the relay's password cannot be read.
   */
  prepare(config: Config): Promise<Prepared>;
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
  return new Side(config, options);
}

/** What mails, by one config. */
interface Mailroom {
  readonly courier: Courier | undefined;
  readonly reporter: Reporter | undefined;
}

/** How long a mail that is under way may take when the config changes. */
const finishMailMs = 10_000;

class Side implements NotifySide {
  readonly #options: NotifySideOptions;
  readonly #caller: Courier;
  #mailroom: Mailroom;
  #basis: ReturnType<typeof basisOf>;
  /** Settles when no mailroom of an earlier config is at work. */
  #moving: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(config: Config, options: NotifySideOptions) {
    this.#options = options;
    this.#caller = new Courier(webhookChannel(options.call), this.#common);
    this.#mailroom = this.#mailroomOf(config);
    this.#basis = basisOf(config);
  }

  start(): void {
    this.#caller.start();
    begin(this.#mailroom);
  }

  heed(event: ApplianceEvent): void {
    heed(this.#mailroom.reporter, event);
  }

  posted(): void {
    this.#caller.poke();
    this.#mailroom.courier?.poke();
  }

  // deno-lint-ignore require-await -- so that what is wrong rejects
  async prepare(config: Config): Promise<Prepared> {
    const basis = basisOf(config);
    // Mail that is under way need not be hurried.
    if (meansTheSame(basis, this.#basis)) return nothingPrepared;
    const next = this.#mailroomOf(config);
    return {
      abandon: () => Promise.resolve(),
      commit: () => {
        const before = this.#mailroom;
        this.#mailroom = next;
        this.#basis = basis;
        this.#moving = this.#moving.then(async () => {
          // Before the other begins, so that no mail goes out twice.
          await this.#end(before, finishMailMs);
          if (!this.#stopped && this.#mailroom === next) begin(next);
        });
      },
    };
  }

  async stop(deadlineMs: number): Promise<void> {
    this.#stopped = true;
    await Promise.all([
      this.#moving,
      this.#end({ ...this.#mailroom, caller: this.#caller }, deadlineMs),
    ]);
  }

  async #end(
    { caller, courier, reporter }: Mailroom & { readonly caller?: Courier },
    deadlineMs: number,
  ): Promise<void> {
    const hurry = new AbortController();
    const timer = this.#options.clock.after(deadlineMs, () => hurry.abort());
    await Promise.all([
      reporter?.stop(),
      courier?.stop(hurry.signal),
      caller?.stop(hurry.signal),
    ]);
    timer.cancel();
  }

  get #common() {
    const { clock, observe, store } = this.#options;
    return {
      clock,
      store: store.outbox,
      observe: (event: NotifyEvent) => observe({ room: "notify", event }),
      troubleOf: (error: unknown) =>
        error instanceof StoreError ? error.message : undefined,
    };
  }

  #mailroomOf(config: Config): Mailroom {
    const common = this.#common;
    const posted = () => this.posted();
    const mailer = mailerOf(config, this.#options);
    return {
      courier: mailer && new Courier(mailChannel(mailer), common),
      reporter: reporterOf(config, { ...common, posted }),
    };
  }
}

/** All that a mailroom is made of, the relay's password as it is read now. */
function basisOf(config: Config) {
  const { mail, message: { timezone } } = config;
  const hostname = ownHostname(config);
  return { mail, timezone, hostname, login: readRelayLogin(config) };
}

function begin({ courier, reporter }: Mailroom): void {
  courier?.start();
  reporter?.start();
}

function mailerOf(
  config: Config,
  { mailer }: Pick<NotifySideOptions, "mailer">,
): Mailer | undefined {
  const relay = relayOf(config);
  return relay && (mailer ?? relayMailer(relay));
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
