import type { Config } from "../config/mod.ts";
import {
  type ControlEndpoint,
  newToken,
  removeEndpoint,
  startControlServer,
  writeEndpoint,
} from "../control/mod.ts";
import type { Dispatcher, Intake } from "../delivery/mod.ts";
import type { Desk, ReloadView } from "../desk/mod.ts";
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
import { makeNotifySide, type NotifySide } from "./notify_side.ts";
import { type OperationsParts, storeOperations } from "./operations.ts";
import { Reloader, type ReloadSource } from "./reloader.ts";
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
import { prepareSending, prepareStore } from "./sending_reload.ts";
import {
  type SmtpSide,
  type SmtpSideOptions,
  startSmtpSide,
} from "./smtp_side.ts";
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
  /** Reads the config anew. Never rejects. */
  reload(): Promise<ReloadView>;
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
    /** How the config is read anew; absent: it is not. */
    readonly reload?: ReloadSource | undefined;
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
  const reloader = makeReloader(options, { sending, notify, smtp: () => smtp });
  const desk = makeDesk({ options, sending, watch, reloader });
  const control = startControlServer(desk, { token, clock: options.clock });
  let doors: Doors | undefined;
  let smtp: SmtpSide | undefined;
  let web: WebServer | undefined;
  // All at once, since each may take its time and a service manager waits for the sum: a mail that is accepted meanwhile is in the
  // queue, which closes last.
  const stop = async () => {
    removeEndpoint(options.controlPath);
    watch.stop();
    // First, or a client that is made to wait for its refusal would hold the stop up.
    doors?.[Symbol.dispose]();
    await reloader?.stop();
    await Promise.all([
      smtp?.stop(finishSegmentMs),
      stopSending(sending, options.clock),
      control.stop(),
      web?.stop(),
      notify.stop(finishNoticeMs),
    ]);
  };
  try {
    const { address } = control;
    await publish(options.controlPath, { pid: Deno.pid, address, token });
    notify.start();
    doors = openDoors(config, options);
    smtp = startSmtpSide(config, sending.intake, { ...options, doors });
    const { addresses } = smtp.server;
    web = startWebSide(config, desk, { ...options, doors, smtp: addresses });
    await startQueue(sending);
    sending.followUps.start();
  } catch (error) {
    await stop();
    throw startFailure(error);
  }
  sending.inbound.start();
  sending.replies.notice();
  sending.fleet.start();
  sending.archivist.start();
  watch.start(options.store);
  const reload = () => desk.reload({});
  return { ...sending, smtp: smtp.server, web, reload, stop };
}

function makeReloader(
  options: SendingOptions & { readonly reload?: ReloadSource | undefined },
  { notify, sending, smtp }: {
    readonly notify: NotifySide;
    readonly sending: Sending;
    /** Undefined until it is there. */
    readonly smtp: () => SmtpSide | undefined;
  },
): Reloader | undefined {
  const { observe, reload } = options;
  return reload && new Reloader({
    ...reload,
    observe,
    steps: (next) => [
      () => prepareSending(sending, next, options),
      () => notify.prepare(next),
      () => prepareStore(sending, next, options),
      // Last: a port that is opened for other addresses is closed meanwhile.
      async () => await smtp()?.prepare(next) ?? stillStarting(),
    ],
  });
}

/** @throws {CommandError} always: what begins right now would begin with the old config. */
function stillStarting(): never {
  const text = "Cellpost is still starting: try again in a moment";
  throw new CommandError(exitCode.notDone, text);
}

function makeDesk(
  { options, sending, watch, reloader }: {
    readonly options: ApplianceOptions;
    readonly sending: Sending;
    readonly watch: DeskWatch;
    readonly reloader: Reloader | undefined;
  },
): Desk {
  const parts: OperationsParts = {
    ...options,
    ...sending,
    get health() {
      return healthOf(sending.rules.value.config, options);
    },
    get pools() {
      return routingOf(sending.rules.value.config);
    },
    watch,
    reload: reloader && (() => reloader.reload()),
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
