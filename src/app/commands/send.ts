import type { Command } from "commander";
import { type Config, parseDuration } from "../../config/mod.ts";
import type { DeliveryView, Operations } from "../../desk/mod.ts";
import { isFinal, systemClock } from "../../model/mod.ts";
import { SimulatedPorts } from "../../modem/mod.ts";
import { openSerialPorts } from "../../modem/serial/mod.ts";
import { startSending } from "../appliance.ts";
import { arrivedText } from "../banner.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { type ApplianceEvent, lineOfModem } from "../fate_line.ts";
import { storeOperations } from "../operations.ts";
import { listenForStop } from "../process.ts";
import { type OwnedQueue, ownOrReachQueue } from "../queue_owner.ts";
import type { Screen } from "../screen.ts";
import { remotely } from "../with_operations.ts";
import {
  refuseModemFlag,
  requireConfig,
  requireModems,
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
  readonly flags: SendFlags;
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
        requireText(text);
        const config = requireConfig(flags);
        return send(config, { recipient, text, timeoutMs, flags }, screen);
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

async function send(
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
  return await sendAlone(config, queue, request, screen);
}

async function sendAlone(
  config: Config,
  { store }: OwnedQueue,
  request: SendRequest,
  screen: Screen,
): Promise<number> {
  requireModems(config);
  const clock = systemClock;
  const ports = openSerialPorts(clock);
  const options = {
    clock,
    store,
    ports,
    observe: (event: ApplianceEvent) => tellTrouble(event, screen),
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

// Somebody waits: what keeps the modem from sending is told, what goes well is seen by the fate.
function tellTrouble(event: ApplianceEvent, screen: Screen): void {
  const line = event.room === "modem" ? lineOfModem(event.event) : undefined;
  if (line?.level === "warning") screen.note(line.text);
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
  using stop = listenForStop();
  while (systemClock.monotonic() < deadline && !stop.signal.aborted) {
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
