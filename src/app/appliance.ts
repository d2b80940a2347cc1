import type { Config } from "../config/mod.ts";
import {
  type ControlEndpoint,
  newToken,
  removeEndpoint,
  startControlServer,
  writeEndpoint,
} from "../control/mod.ts";
import type { Dispatcher, Intake } from "../delivery/mod.ts";
import type { Desk } from "../desk/mod.ts";
import type { Fleet, ModemFinder } from "../modem/mod.ts";
import type { Fetch, Mailer } from "../notify/mod.ts";
import { StoreError } from "../queue/mod.ts";
import { SmtpError, type SmtpServer } from "../smtp/mod.ts";
import { WebError, type WebServer } from "../web/mod.ts";
import { metricsOf } from "./desk_operations.ts";
import { DeskWatch } from "./desk_watch.ts";
import { type Doors, type DoorsOptions, openDoors } from "./doors.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { healthOf } from "./house_health.ts";
import { makeNotifySide } from "./notify_side.ts";
import { type OperationsParts, storeOperations } from "./operations.ts";
import { routingOf } from "./routing.ts";
import { postsMail } from "./reply_side.ts";
import {
  finishSegmentMs,
  makeSending,
  type Sending,
  type SendingOptions,
  startQueue,
  stopSending,
} from "./sending.ts";
import { type SmtpSideOptions, startSmtpSide } from "./smtp_side.ts";
import { startWebSide } from "./web_side.ts";

/** What an appliance is made of besides its config. */
export interface ApplianceOptions extends SendingOptions {
  /** Hands mail of cellpost's own to the relay; by SMTP when left out. */
  readonly mailer?: Mailer | undefined;
  /** Calls a webhook; `fetch` when left out. */
  readonly call?: Fetch | undefined;
}

/** All rooms wired together, running. */
export interface Appliance {
  readonly intake: Intake;
  readonly fleet: Fleet;
  /** Knows which modem is behind which port. */
  readonly finder: ModemFinder;
  /** Accepts nothing more, finishes the SMS in flight within 30 s, and leaves the rest in the queue. */
  stop(): Promise<void>;
}

/** An appliance that mail and commands can reach. */
export interface ListeningAppliance extends Appliance {
  /** How its loops get on. */
  readonly dispatcher: Pick<Dispatcher, "pulse">;
  readonly smtp: SmtpServer;
  /** Undefined where `[web]` says that there is none. */
  readonly web: WebServer | undefined;
}

/** How long a stop waits for the mail in flight. */
const finishNoticeMs = 10_000;

/** Starts the sending half: queue to modems. For a command that sends without a running appliance. */
export async function startSending(
  config: Config,
  options: ApplianceOptions,
): Promise<Appliance> {
  const sending = await makeSending(config, options);
  await startQueue(sending);
  sending.inbound.start();
  sending.replies.notice();
  sending.fleet.start();
  return { ...sending, stop: () => stopSending(sending, options.clock) };
}

/**
 * Starts a whole appliance: listens first, so that a client's first mail waits for no modem, then wakes queue and modems.
 *
 * @throws {CommandError} when an address cannot be listened on, or a file not be written.
 */
export async function startAppliance(
  config: Config,
  given: ApplianceOptions & DoorsOptions & Omit<SmtpSideOptions, "doors"> & {
    /** Where `control.json` goes. */
    readonly controlPath: string;
  },
): Promise<ListeningAppliance> {
  const notify = makeNotifySide(config, given);
  const watch = new DeskWatch(given);
  const observe = (event: ApplianceEvent) => {
    given.observe(event);
    watch.observe(event);
    notify.heed(event);
    if (postsMail(event)) notify.posted();
  };
  const options = { ...given, observe };
  const sending = await makeSending(config, options);
  const token = newToken();
  const desk = makeDesk(config, { options, sending, watch });
  const control = startControlServer(desk, { token, clock: options.clock });
  const { controlPath } = options;
  let doors: Doors | undefined;
  let smtp: SmtpServer | undefined;
  let web: WebServer | undefined;
  // All at once, since each may take its time and a service manager waits for the sum: a mail that is accepted meanwhile is in the
  // queue, which closes last.
  const stop = async () => {
    removeEndpoint(controlPath);
    watch.stop();
    // First, or a client that is made to wait for its refusal would hold the stop up.
    doors?.[Symbol.dispose]();
    await Promise.all([
      smtp?.stop(finishSegmentMs),
      stopSending(sending, options.clock),
      control.stop(),
      web?.stop(),
      notify.stop(finishNoticeMs),
    ]);
  };
  try {
    await publish(controlPath, {
      pid: Deno.pid,
      address: control.address,
      token,
    });
    notify.start();
    doors = openDoors(config, options);
    smtp = startSmtpSide(config, sending.intake, { ...options, doors });
    web = startWebSide(config, desk, { ...options, doors });
    await startQueue(sending);
    sending.followUps.escalator.start();
    sending.followUps.alarms?.start();
  } catch (error) {
    await stop();
    throw startFailure(error);
  }
  sending.inbound.start();
  sending.replies.notice();
  sending.fleet.start();
  sending.archivist.start();
  watch.start(options.store);
  return { ...sending, smtp, web, stop };
}

function makeDesk(
  config: Config,
  { options, sending, watch }: {
    readonly options: ApplianceOptions;
    readonly sending: Sending;
    readonly watch: DeskWatch;
  },
): Desk {
  const parts: OperationsParts = {
    ...options,
    ...sending,
    health: healthOf(config, options),
    pools: routingOf(config),
    watch,
    wake: (deliveries) => sending.dispatcher.wake(deliveries),
    sweepDenied: () => sending.replies.notice(),
  };
  const operations = storeOperations(parts);
  return {
    ...operations,
    live: watch.live,
    metrics: () => metricsOf(parts, watch),
  };
}

async function publish(path: string, endpoint: ControlEndpoint): Promise<void> {
  try {
    await writeEndpoint(path, endpoint);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new CommandError(
      exitCode.system,
      `Cannot write ${path}, by which commands reach this cellpost: ${why}`,
    );
  }
}

function startFailure(error: unknown): unknown {
  return error instanceof SmtpError || error instanceof WebError ||
      error instanceof StoreError
    ? new CommandError(exitCode.system, error.message)
    : error;
}
