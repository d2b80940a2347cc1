/**
 * Measures how many mails a second are accepted durably, a connection a mail, 20 at a time: cellpost, Postfix and
 * `smtp-sink` (which keeps nothing) in turn, by the same client: `deno task bench:smtp [MAILS] [ROUNDS]`.
 *
 * @module
 */
import { systemClock } from "../../src/model/mod.ts";
import { queueCounts, startAppliance } from "./appliance.ts";
import { Child } from "./child.ts";
import { freePort, greeted, loopback } from "./loopback.ts";
import { startPostfix } from "./postfix.ts";
import { runProgram } from "./program.ts";
import { median } from "./sample.ts";
import { scratchFolder } from "./scratch_folder.ts";
import { type Figure, printReport, progress } from "./table.ts";

const recipient = "+919812345678@x";

/** A server under load, with the rates of its rounds in mails a second. */
interface Contestant {
  readonly name: string;
  readonly port: number;
  /** Resolves when it has done all that it was given. */
  readonly quiet: () => Promise<void>;
  readonly rates: number[];
}

async function main(mails: number, rounds: number): Promise<number> {
  using folder = scratchFolder();
  await using postfix = await startPostfix();
  await using sink = await startSink();
  // The modem is too slow to matter: this is about accepting.
  const modems = ["sim:latency=1h"];
  await using appliance = await startAppliance({ folder: folder.path, modems });
  const ours = contestant("cellpost", appliance.smtpPort);
  const theirs = {
    ...contestant("Postfix", postfix.port),
    quiet: postfix.quiet,
  };
  const idle = contestant("smtp-sink", sink.port);
  for (let round = 0; round <= rounds; round++) {
    for (const server of [ours, theirs, idle]) {
      const rate = await load(server.port, mails);
      const name = round === 0 ? "warm-up" : `round ${round} of ${rounds}`;
      progress(`${name}: ${server.name} ${rate.toFixed(0)} mails/s`);
      if (round > 0) server.rates.push(rate);
      await server.quiet();
    }
  }
  // Killed, so that what is counted was on disk before, and not because it was told to stop.
  await appliance.child.kill();
  const counts = await queueCounts(folder.path);
  const queued = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return printReport({
    title:
      `Durable accept rate, ${mails} mails of 200 bytes, median of ${rounds} rounds`,
    command: "deno task bench:smtp",
    figures: [
      ...figuresOf(ours, theirs, idle),
      {
        what: "mails answered with 250 and not in the queue after kill -9",
        value: mails * (rounds + 1) - queued,
        unit: "",
        bar: { atMost: 0 },
      },
    ],
  });
}

function figuresOf(
  ours: Contestant,
  ...others: readonly Contestant[]
): readonly Figure[] {
  const rates = [ours, ...others].map(({ name, rates }) => ({
    what: name,
    value: median(rates),
    unit: "mails/s",
  }));
  const ratios = others.map(({ name, rates }) => ({
    what: `cellpost / ${name}`,
    value: median(ours.rates) / median(rates),
    unit: "×",
    digits: 2,
    ...(name === "Postfix" ? { bar: { atLeast: 4 } } : {}),
  }));
  return [...rates, ...ratios];
}

function contestant(name: string, port: number): Contestant {
  return { name, port, quiet: () => Promise.resolve(), rates: [] };
}

/** Returns mails a second. `smtp-source` fails at the first mail that is not taken. */
async function load(port: number, mails: number): Promise<number> {
  const startedAt = systemClock.monotonic();
  await runProgram("smtp-source", [
    ...["-s", "20"],
    ...["-m", String(mails)],
    ...["-l", "200"],
    ...["-f", "a@b.c"],
    ...["-t", recipient],
    `${loopback}:${port}`,
  ]);
  return mails / (systemClock.monotonic() - startedAt) * 1000;
}

async function startSink(): Promise<
  AsyncDisposable & { readonly port: number }
> {
  const port = freePort();
  const backlog = "1000";
  // Started by root it asks for a user without rights.
  const child = Child.start("smtp-sink", [
    "-u",
    "nobody",
    `${loopback}:${port}`,
    backlog,
  ]);
  await greeted(port);
  return { port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

if (import.meta.main) {
  const [mails = "5000", rounds = "3"] = Deno.args;
  Deno.exitCode = await main(Number(mails), Number(rounds));
}
