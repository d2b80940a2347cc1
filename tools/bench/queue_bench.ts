/**
 * Measures the queue on this machine's disk, alone and with a million waiting: `deno task bench:queue [ROWS] [FOLDER]`.
 * Everything goes through the `Store` interface, so the figures are those that the rest of the program sees.
 *
 * @module
 */
import { freePort } from "../../tests/support/free_port.ts";
import { systemClock as clock } from "../../src/model/mod.ts";
import type { Claim, Store } from "../../src/queue/mod.ts";
import { queuePathIn, spawnAppliance } from "./appliance.ts";
import { submission } from "./backlog.ts";
import { greeted } from "./loopback.ts";
import {
  flatness,
  lease,
  measureCrowd,
  millisecondsOf,
  open,
} from "./queue_crowd.ts";
import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";
import { type Figure, printReport, progress } from "./table.ts";

/** The least that the most are compared with. */
const few = 1_000;

async function main(many: number, parent?: string): Promise<number> {
  using folder = scratchFolder(parent);
  progress("20 senders, one recipient a mail");
  const accept = await measureAccept(folder.file("accept.db"));
  progress("The steps of an SMS, on 1 and on 64 modems");
  const one = await measureCycles(folder.file("one.db"), 1);
  const all = await measureCycles(folder.file("all.db"), 64);
  const small = await measureCrowd(folder.file("few.db"), few);
  const middle = Math.round(many / 10);
  const some = await measureCrowd(folder.file("some.db"), middle);
  const large = await measureCrowd(queuePathIn(folder.path), many);
  const start = await measureStart(folder, many);
  return printReport({
    title: "The queue",
    command: "deno task bench:queue",
    figures: [
      ...[accept, ...one, ...all],
      ...[...small.figures, ...some.figures, ...large.figures, start],
      ...flatness(small, large),
    ],
  });
}

/** 20 senders, one recipient a mail, each waiting for its own commit. */
async function measureAccept(path: string): Promise<Figure> {
  await using store = await open(path);
  const total = 20_000;
  const startedAt = clock.monotonic();
  await side(20, async () => {
    for (let i = 0; i < total / 20; i++) {
      await store.accept({ submission: submission(1) });
    }
  });
  return rate("accepts, 20 at once", { total, startedAt });
}

/** The steps of an SMS on modems without latency: each awaited, then with the end of one asked for with the next claim. */
async function measureCycles(
  path: string,
  modems: number,
): Promise<readonly Figure[]> {
  await using store = await open(path);
  const total = modems === 1 ? 1_500 : 12_000;
  const figures: Figure[] = [];
  for (const step of [stepByStep, overlapped]) {
    for (let i = 0; i < total; i += 1_000) {
      await store.accept({ submission: submission(1_000) });
    }
    const startedAt = clock.monotonic();
    await side(
      modems,
      (index) => step(store, `modem-${index}`, total / modems),
    );
    const what = `SMS on ${modems} modems, ${step.name}`;
    figures.push(rate(what, { total, startedAt }));
  }
  return figures;
}

/** Four commits an SMS. */
async function stepByStep(store: Store, modem: string, count: number) {
  for (let i = 0; i < count; i++) {
    const claim = await lease(store, modem);
    if (claim === undefined) return;
    await send(store, claim);
    await store.acknowledgeSegment(claim, taken(i));
    await store.settle(claim, { to: "sent" }, clock.now());
  }
}

/** Two commits an SMS. */
async function overlapped(store: Store, modem: string, count: number) {
  let claim = await lease(store, modem);
  for (let i = 0; i < count && claim !== undefined; i++) {
    await send(store, claim);
    const ended = claim;
    [, , claim] = await Promise.all([
      store.acknowledgeSegment(ended, taken(i)),
      store.settle(ended, { to: "sent" }, clock.now()),
      lease(store, modem),
    ]);
  }
}

/** The whole program over the queue that is in the folder. */
async function measureStart(
  folder: ScratchFolder,
  rows: number,
): Promise<Figure> {
  progress(`Starting cellpost over ${rows}`);
  const smtpPort = freePort();
  const startedAt = clock.monotonic();
  await using _child = spawnAppliance({
    folder: folder.path,
    // One that is not there: nothing shall be sent.
    modems: [folder.file("modem")],
    smtpPort,
  });
  await greeted(smtpPort);
  const tookMs = clock.monotonic() - startedAt;
  const what = `spawn to SMTP greeting among ${rows}, from the sources`;
  return { ...millisecondsOf(what, tookMs, 0), bar: { atMost: 3_000 } };
}

function send(store: Store, claim: Claim): Promise<void> {
  const at = clock.now();
  return store.startSegment(claim, { number: 1, at, leaseUntil: at + 60_000 });
}

function taken(index: number) {
  return { number: 1, reference: index % 256, at: clock.now() };
}

async function side(count: number, run: (index: number) => Promise<void>) {
  await Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

function rate(
  what: string,
  { total, startedAt }: { readonly total: number; readonly startedAt: number },
): Figure {
  const value = total / (clock.monotonic() - startedAt) * 1_000;
  return { what, value, unit: "/s" };
}

if (import.meta.main) {
  const [rows = "1000000", parent] = Deno.args;
  Deno.exitCode = await main(Number(rows), parent);
}
