import type { Command } from "commander";
import { systemClock } from "../../model/mod.ts";
import {
  type ArrivedMessage,
  type ArrivedSegment,
  parseSimOptions,
  Phones,
  type SimBehaviour,
  SimCard,
  simulateModem,
  type Simulator,
} from "../../modem/mod.ts";
import {
  openPty,
  openSerialPorts,
  raiseOpenFileLimit,
  SerialError,
} from "../../modem/serial/mod.ts";
import { arrivedText } from "../banner.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { aborted, listenForStop } from "../process.ts";
import type { Screen } from "../screen.ts";
import { receiveTyped } from "../typed_sms.ts";
import { openTraceFile } from "../trace_file.ts";
import { collect, type JsonFlag, withJsonFlag } from "./options.ts";

interface SimulateFlags extends JsonFlag {
  readonly pty: readonly string[];
  readonly options: string;
  readonly log?: string;
  readonly quiet?: boolean;
  readonly receive?: boolean;
}

const help = `
Examples:
  cellpost simulate --pty /tmp/modem0
  cellpost simulate --pty /tmp/modem0 --pty /tmp/modem1 --options "latency=3s&fail=0.01" --log sms.jsonl

With --receive each line of standard input, "<number or name> <text>", is an SMS to the first modem.

Point cellpost, or any other SMS gateway, at the path as if it were a serial port.`;

/** Adds `cellpost simulate`. */
export function addSimulateCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("simulate")
    .description("Be a GSM modem on a pseudo-terminal, for trying things out")
    .requiredOption(
      "--pty <path>",
      "make a link to the pseudo-terminal here; may be repeated",
      collect,
    )
    .option("--options <options>", 'as in a port "sim:", after the colon', "")
    .option("--log <file>", "append each segment and each SMS, as JSON lines")
    .option("--quiet", "do not print the SMS")
    .option("--receive", "take SMS to the modem from standard input")
    .addHelpText("after", help);
  withJsonFlag(command, "print each SMS as a line of JSON")
    .action((flags: SimulateFlags) => run(() => simulate(flags, screen)));
}

async function simulate(flags: SimulateFlags, screen: Screen): Promise<number> {
  const behaviour = behaviourOf(flags);
  raiseOpenFileLimit();
  using stop = listenForStop();
  using log = flags.log === undefined
    ? undefined
    : openTraceFile(flags.log, (text) => screen.note(text));
  const ports = openSerialPorts(systemClock);
  const phones = new Phones({
    onSegment: (segment) => log?.write(segmentLine(segment)),
    onMessage: (message) => {
      log?.write(messageLine(message));
      if (flags.quiet) return;
      if (flags.json === true) screen.result(messageLine(message));
      else screen.show(arrivedText(message));
    },
  });
  const modems: Simulator[] = [];
  try {
    for (const path of flags.pty) {
      const card = new SimCard(path, { pin: behaviour.pin });
      const { port } = openTerminal(path, () => openPty(ports, path));
      const parts = { clock: systemClock, card, phones, behaviour };
      modems.push(simulateModem(port, parts));
    }
    if (flags.receive) {
      const [card = ""] = flags.pty;
      const typed = Deno.stdin.readable;
      receiveTyped({ card, phones, screen, signal: stop.signal, typed });
    }
    screen.note(`Simulated modem at ${flags.pty.join(", ")}; Ctrl-C stops`);
    await aborted(stop.signal);
    return exitCode.done;
  } finally {
    for (const modem of modems) modem.close();
    await ports.close();
  }
}

function behaviourOf({ options }: SimulateFlags): SimBehaviour {
  const parsed = parseSimOptions(`sim:${options}`);
  if (parsed.kind === "ok") return parsed.options;
  throw new CommandError(exitCode.usage, parsed.reason);
}

function openTerminal<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof SerialError)) throw error;
    throw new CommandError(exitCode.system, `${path}: ${error.message}`);
  }
}

function segmentLine(segment: ArrivedSegment): string {
  return JSON.stringify({ event: "segment", ...segment });
}

function messageLine(message: ArrivedMessage): string {
  return JSON.stringify({ event: "message", ...message });
}
