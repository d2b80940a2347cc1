import type { Command } from "commander";
import { type Config, parseDuration } from "../../config/mod.ts";
import type { DeliveryView, Operations } from "../../control/mod.ts";
import { isFinal, systemClock } from "../../model/mod.ts";
import { SimulatedPorts } from "../../modem/mod.ts";
import { openSerialPorts } from "../../modem/serial/mod.ts";
import { startSending } from "../appliance.ts";
import { arrivedText } from "../banner.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { storeOperations } from "../operations.ts";
import { type OwnedQueue, ownOrReachQueue } from "../queue_owner.ts";
import type { Screen } from "../screen.ts";
import { remotely } from "../with_operations.ts";
import {
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withModemFlag,
} from "./options.ts";

interface SendFlags extends SharedFlags {
  readonly timeout: string;
}

interface SendRequest {
  readonly recipient: string;
  readonly text: string;
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
  withModemFlag(withConfigFlag(command)).action(
    (recipient: string, text: string, flags: SendFlags) =>
      run(() => {
        const timeoutMs = timeoutOf(flags);
        const config = requireConfig(flags);
        return send(config, { recipient, text, timeoutMs }, screen);
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

async function send(
  config: Config,
  request: SendRequest,
  screen: Screen,
): Promise<number> {
  const owner = await ownOrReachQueue(config, systemClock);
  if (owner.kind === "remote") {
    screen.note(`Sending through the running cellpost (pid ${owner.pid})`);
    return await remotely(
      owner.operations,
      (operations) => follow(operations, request, screen),
    );
  }
  await using queue = owner;
  return await sendAlone(config, queue, request, screen);
}

async function sendAlone(
  config: Config,
  { store }: OwnedQueue,
  request: SendRequest,
  screen: Screen,
): Promise<number> {
  if (config.modems.length === 0) {
    throw new CommandError(
      exitCode.usage,
      "No modem configured: add [[modem]] to config.toml, or try --modem sim:",
    );
  }
  const clock = systemClock;
  const ports = openSerialPorts(clock);
  const options = {
    clock,
    store,
    ports,
    observe: () => {},
    simulated: new SimulatedPorts({
      clock,
      onMessage: (message) => screen.result(arrivedText(message)),
    }),
  };
  const appliance = await startSending(config, options);
  try {
    const operations = storeOperations({ ...options, ...appliance });
    return await follow(operations, request, screen);
  } finally {
    await appliance.stop();
    await ports.close();
  }
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
  screen.result(`${id} queued`);
  const deadline = systemClock.monotonic() + request.timeoutMs;
  let told = "";
  while (systemClock.monotonic() < deadline) {
    const message = await operations.show({ id });
    const deliveries = message?.deliveries ?? [];
    const state = deliveries.map(fateText).join("\n");
    if (state !== told && deliveries.every(worthTelling)) {
      screen.result(state);
      told = state;
    }
    if (deliveries.every(isSettled)) return codeOf(deliveries);
    await systemClock.sleep(pollMs);
  }
  screen.note(`${id} is still on its way: "cellpost queue show ${id}" tells`);
  return exitCode.notDone;
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
  const why = reason === "" ? "" : `: ${reason}`;
  return `${messageId} to ${recipient} ${state}${by}${why}`;
}
