/**
 * The modems of a soak in a process of their own: `network.ts --folder DIR --modems N --seed N --speed N --harm N [--trace]`. They
 * are at `DIR/tty0`, `DIR/tty1`…; what happens is in `DIR/modems.jsonl`. SIGUSR1 ends the faults, and it says when all SMS to the modems have been taken in; SIGTERM ends all.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { Phones } from "../../src/modem/mod.ts";
import {
  openSerialPorts,
  raiseOpenFileLimit,
} from "../../src/modem/serial/mod.ts";
import { systemClock } from "../../src/model/mod.ts";
import { Chance } from "../fuzz_smtp/chance.ts";
import { fastClock } from "./fast_clock.ts";
import { LogWriter, mailKey } from "./log.ts";
import { SoakedModem } from "./soaked_modem.ts";
import { tracePath, TraceWriter } from "./trace.ts";

const lookMs = 2_000;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      folder: { type: "string", default: "." },
      modems: { type: "string", default: "16" },
      seed: { type: "string", default: "1" },
      speed: { type: "string", default: "1" },
      harm: { type: "string", default: "1" },
      trace: { type: "boolean", default: false },
    },
  });
  raiseOpenFileLimit();
  const clock = fastClock(Number(values.speed));
  using log = new LogWriter(`${values.folder}/modems.jsonl`);
  using trace = values.trace
    ? new TraceWriter(tracePath(values.folder))
    : undefined;
  const phones = phonesFor(log);
  const ports = openSerialPorts(systemClock);
  const modems = Array.from(
    { length: Number(values.modems) },
    (_, index) =>
      new SoakedModem({
        clock,
        ports,
        phones,
        log,
        harm: Number(values.harm),
        trace: trace?.write,
        number: index,
        link: `${values.folder}/tty${index}`,
        storesReports: index % 3 === 2,
        chance: new Chance(Number(values.seed) * 1000 + index),
      }),
  );
  Deno.addSignalListener("SIGUSR1", () => {
    for (const modem of modems) modem.calm();
    console.log("calm");
    const look = () => {
      if (modems.every(({ isEmpty }) => isEmpty)) console.log("empty");
      else clock.after(lookMs, look);
    };
    look();
  });
  console.log("ready");
  await new Promise<void>((resolve) =>
    Deno.addSignalListener("SIGTERM", resolve)
  );
  for (const modem of modems) modem.close();
  await ports.close();
  Deno.exit(0);
}

function phonesFor(log: LogWriter): Phones {
  return new Phones({
    onSegment: ({ text, recipient, sender: modem, concatenation }) =>
      log.write({
        event: "segment",
        mail: mailKey(text, recipient),
        part: concatenation?.sequence ?? 1,
        modem,
      }),
    onMessage: ({ text, recipient }) =>
      log.write({ event: "message", mail: mailKey(text, recipient), text }),
  });
}

if (import.meta.main) await main(Deno.args);
