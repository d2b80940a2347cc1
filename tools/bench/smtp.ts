/**
 * Measures how many mails a second are accepted durably, a connection a mail, 20 at a time: cellpost, cellpost with TLS and
 * logins offered and all policies on, Postfix and `smtp-sink` (which keeps nothing) in turn, by the same client; then, by a client of
 * our own, with logins and with TLS: `deno task bench:smtp [MAILS] [ROUNDS]`.
 *
 * @module
 */
import { freePort } from "../../tests/support/free_port.ts";
import { join } from "node:path";
import { systemClock } from "../../src/model/mod.ts";
import { queueCounts, startAppliance } from "./appliance.ts";
import { Child } from "./child.ts";
import { type BenchFrontDoor, benchFrontDoor } from "./front_door.ts";
import { greeted, loopback } from "./loopback.ts";
import type { MailLoad } from "./mail_load.ts";
import { startPostfix } from "./postfix.ts";
import { runProgram } from "./program.ts";
import { median } from "./sample.ts";
import { scratchFolder } from "./scratch_folder.ts";
import { type Figure, printReport, progress } from "./table.ts";

const recipient = "+919812345678@x";
const guardedName = "cellpost with TLS, AUTH and all policies";
const loader = join(import.meta.dirname ?? ".", "mail_load.ts");

/** Until a process has compiled what it runs often it is a third slower: that is its first seconds, not its rate. */
const warmUps = 4;

/** A server under load, with the rates of its rounds in mails a second. */
interface Contestant {
  readonly name: string;
  readonly port: number;
  /** Resolves when it has done all that it was given. */
  readonly quiet: () => Promise<void>;
  /** Of its very first mails, and of all rounds that count. */
  readonly cold: number[];
  readonly rates: number[];
}

async function main(mails: number, rounds: number): Promise<number> {
  using folder = scratchFolder();
  await using postfix = await startPostfix();
  await using sink = await startSink();
  // The modem is too slow to matter: this is about accepting.
  const modems = ["sim:latency=1h"];
  await using appliance = await startAppliance({ folder: folder.path, modems });
  using guardedFolder = scratchFolder();
  const door = await benchFrontDoor(guardedFolder.path);
  await using guarded = await startAppliance({
    folder: guardedFolder.path,
    modems,
    frontDoor: door.toml,
  });
  const ours = contestant("cellpost", appliance.smtpPort);
  const guardedOurs = contestant(guardedName, guarded.smtpPort);
  const theirs = {
    ...contestant("Postfix", postfix.port),
    quiet: postfix.quiet,
  };
  const idle = contestant("smtp-sink", sink.port);
  const loads = warmUps + rounds;
  for (let round = 1; round <= loads; round++) {
    for (const server of [ours, guardedOurs, theirs, idle]) {
      const rate = await load(server.port, mails);
      progress(`${round} of ${loads}: ${server.name} ${rate.toFixed(0)}/s`);
      if (round === 1) server.cold.push(rate);
      if (round > warmUps) server.rates.push(rate);
      await server.quiet();
    }
  }
  const own = await measureOwnClient(door, mails);
  // Killed, so that what is counted was on disk before, and not because it was told to stop.
  await appliance.child.kill();
  await guarded.child.kill();
  const queued = await queuedIn(folder.path);
  const guardedQueued = await queuedIn(guardedFolder.path);
  return printReport({
    title:
      `Durable accept rate, ${mails} mails of 200 bytes, median of ${rounds} rounds after ${warmUps} to warm up`,
    command: "deno task bench:smtp",
    figures: [
      ...figuresOf(ours, theirs, idle),
      ...figuresOf(guardedOurs, theirs, idle).filter(({ what }) =>
        what.startsWith(guardedName)
      ),
      ...own,
      {
        what: "mails answered with 250 and not in the queue after kill -9",
        value: mails * loads - queued +
          mails * (loads + own.length) - guardedQueued,
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
    what: `${ours.name} / ${name}`,
    value: median(ours.rates) / median(rates),
    unit: "×",
    digits: 2,
    ...(name === "Postfix" ? { bar: { atLeast: 4 } } : {}),
  }));
  const cold = {
    what: `${ours.name}, its first round`,
    value: median(ours.cold),
    unit: "mails/s",
  };
  return [...rates, cold, ...ratios];
}

function contestant(name: string, port: number): Contestant {
  return { name, port, quiet: () => Promise.resolve(), rates: [], cold: [] };
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

/** The same door by a client that can log in and encrypt; it is slower than `smtp-source`, so its plain rate is its measure. */
async function measureOwnClient(
  { ports, ca, login }: BenchFrontDoor,
  mails: number,
): Promise<readonly Figure[]> {
  const base = { mails, sessions: 20, ca };
  const open = { ...base, port: ports.open };
  const loads: readonly (readonly [string, MailLoad])[] = [
    ["plain", { ...open, tls: "none" }],
    ["AUTH PLAIN", { ...open, tls: "none", login }],
    ["STARTTLS", { ...open, tls: "starttls" }],
    ["STARTTLS and AUTH PLAIN", { ...open, tls: "starttls", login }],
    ["implicit TLS", { ...base, port: ports.tls, tls: "implicit" }],
  ];
  const figures: Figure[] = [];
  for (const [name, load] of loads) {
    progress(`own client: ${name}`);
    const value = Number(
      await runProgram(Deno.execPath(), [
        ...["run", "-A", "--quiet", loader],
        JSON.stringify(load),
      ]),
    );
    figures.push({ what: `own client, ${name}`, value, unit: "mails/s" });
  }
  return figures;
}

async function queuedIn(folder: string): Promise<number> {
  const counts = await queueCounts(folder);
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
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
  const [mails = "5000", rounds = "5"] = Deno.args;
  Deno.exitCode = await main(Number(mails), Number(rounds));
}
