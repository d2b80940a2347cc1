import type { Command } from "commander";
import { type Config, parseDuration } from "../../config/mod.ts";
import type { DeliveryView, Operations } from "../../desk/mod.ts";
import { isFinal, systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { withOwnModems } from "../own_modems.ts";
import { listenForStop } from "../process.ts";
import { printable } from "../printable.ts";
import { ownOrReachQueue } from "../queue_owner.ts";
import type { Screen } from "../screen.ts";
import { remotely } from "../with_operations.ts";
import {
  type JsonFlag,
  refuseModemFlag,
  requireConfig,
  requireModems,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
  withModemFlag,
} from "./options.ts";

interface SendFlags extends SharedFlags, JsonFlag {
  readonly timeout: string;
}

/** One SMS to be sent. */
export interface SendRequest {
  readonly recipient: string;
  readonly text: string;
  readonly flags: SharedFlags & JsonFlag;
  /** How long to follow the message, milliseconds. */
  readonly timeoutMs: number;
}

const help = `
Examples:
  cellpost send +919812345678 "Pump 3 stopped"
  cellpost send --modem sim: +919812345678 "Only a try"`;

const pollMs = 100;

/** Adds `cellpost send`. */
export function addSendCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("send")
    .argument("<number>", "as in a mail's recipient, before the @")
    .argument("<text>", "what the phone shall show")
    .description("Send one SMS and follow it to its fate")
    .option("--timeout <duration>", "how long to follow it", "5m")
    .addHelpText("after", help);
  withJsonFlag(withModemFlag(withConfigFlag(command))).action(
    (recipient: string, text: string, flags: SendFlags) =>
      run(() => {
        const timeoutMs = timeoutOf(flags);
        requireText(text);
        const config = requireConfig(flags);
        return sendOne(config, { recipient, text, timeoutMs, flags }, screen);
      }),
  );
}

function timeoutOf({ timeout }: SendFlags): number {
  const ms = parseDuration(timeout);
  if (ms !== undefined) return ms;
  throw new CommandError(
    exitCode.usage,
    `--timeout "${timeout}" must be a duration such as 30s or 5m`,
  );
}

function requireText(text: string): void {
  if (text.trim() !== "") return;
  throw new CommandError(
    exitCode.usage,
    "The text is empty: say what the phone shall show",
  );
}

/** Sends one SMS by whoever has the modems, and follows it; answers the exit code. */
export async function sendOne(
  config: Config,
  request: SendRequest,
  screen: Screen,
): Promise<number> {
  const owner = await ownOrReachQueue(config, systemClock);
  if (owner.kind === "remote") {
    refuseModemFlag(request.flags, owner.pid);
    screen.note(`Sending through the running cellpost (pid ${owner.pid})`);
    return await remotely(
      owner.operations,
      (operations) => follow(operations, request, screen),
    );
  }
  await using queue = owner;
  requireModems(config);
  return await withOwnModems(
    config,
    {
      ...{ store: queue.store, screen },
      arrived: (text) => {
        if (!screen.json) screen.show(text);
      },
    },
    ({ operations }) => follow(operations, request, screen),
  );
}

async function follow(
  operations: Operations,
  request: SendRequest,
  screen: Screen,
): Promise<number> {
  const { recipient, text } = request;
  const answer = await operations.send({ recipient, text });
  if (answer.kind === "refused") {
    throw new CommandError(exitCode.notDone, answer.text);
  }
  const { id } = answer;
  const { json = false } = request.flags;
  if (!json) screen.result(`${id} queued`);
  const tell = (text: string) => json || screen.result(text);
  const { settled, deliveries } = await watch(operations, id, {
    timeoutMs: request.timeoutMs,
    tell,
  });
  if (json) screen.data({ id, settled, deliveries: deliveries.map(fateData) });
  else if (!settled) {
    screen.note(`${id} is still on its way: "cellpost queue show ${id}" tells`);
  }
  return settled ? codeOf(deliveries) : exitCode.notDone;
}

/** How far a message has come. */
interface Followed {
  /** Whether nothing more is to be expected soon. */
  readonly settled: boolean;
  readonly deliveries: readonly DeliveryView[];
}

async function watch(
  operations: Operations,
  id: string,
  { timeoutMs, tell }: {
    readonly timeoutMs: number;
    readonly tell: (text: string) => void;
  },
): Promise<Followed> {
  const deadline = systemClock.monotonic() + timeoutMs;
  let told = "";
  using stop = listenForStop();
  for (;;) {
    const message = await operations.show({ id });
    const deliveries = message?.deliveries ?? [];
    const state = deliveries.map(fateText).join("\n");
    if (state !== told && deliveries.every(worthTelling)) {
      tell(state);
      told = state;
    }
    const settled = deliveries.every(isSettled);
    const late = systemClock.monotonic() >= deadline || stop.signal.aborted;
    if (settled || late) return { settled, deliveries };
    await systemClock.sleep(pollMs);
  }
}

function fateData(
  { recipient, state, modem, reason, possibleDuplicate, segmentCount }:
    DeliveryView,
) {
  return { recipient, state, modem, reason, possibleDuplicate, segmentCount };
}

function worthTelling({ state, attempts }: DeliveryView): boolean {
  return state !== "sending" && (state !== "queued" || attempts > 0);
}

function isSettled({ state }: DeliveryView): boolean {
  return isFinal(state) || state === "sent" || state === "held";
}

function codeOf(deliveries: readonly DeliveryView[]): number {
  const good = deliveries.every(({ state }) =>
    state === "sent" || state === "delivered"
  );
  return good ? exitCode.done : exitCode.notDone;
}

function fateText(delivery: DeliveryView): string {
  const { messageId, recipient, state, modem, reason } = delivery;
  const by = modem === undefined ? "" : ` by ${modem}`;
  const why = reason === "" ? "" : `: ${printable(reason)}`;
  return `${messageId} to ${recipient} ${state}${by}${why}`;
}
