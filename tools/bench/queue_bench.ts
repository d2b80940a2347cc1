/**
 * Measures the queue on this machine's disk, alone and with a million waiting: `deno task bench:queue [ROWS] [FOLDER]`.
 * Everything goes through the `Store` interface, so the figures are those that the rest of the program sees.
 *
 * @module
 */
import { freePort } from "../../tests/support/free_port.ts";
import { systemClock as clock } from "../../src/model/mod.ts";
import { type Claim, openStore, type Store } from "../../src/queue/mod.ts";
import { queuePathIn, spawnAppliance } from "./appliance.ts";
import { fillQueue, submission } from "./backlog.ts";
import { greeted } from "./loopback.ts";
import { median, percentile } from "./sample.ts";
import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";
import { type Figure, printReport, progress } from "./table.ts";

const few = 1_000;
const claims = 900;

/** What it is like to work among many. */
interface Crowd {
  readonly figures: readonly Figure[];
  /** The 99th percentile of a claim, milliseconds. */
  readonly claimP99Ms: number;
}

async function main(many: number, parent?: string): Promise<number> {
  using folder = scratchFolder(parent);
  progress("20 senders, one recipient a mail");
  const accept = await measureAccept(folder.file("accept.db"));
  progress("The steps of an SMS, on 1 and on 64 modems");
  const one = await measureCycles(folder.file("one.db"), 1);
  const all = await measureCycles(folder.file("all.db"), 64);
  const small = await measureCrowd(folder.file("few.db"), few);
  const large = await measureCrowd(queuePathIn(folder.path), many);
  const start = await measureStart(folder, many);
  return printReport({
    title: "The queue",
    command: "deno task bench:queue",
    figures: [
      ...[accept, ...one, ...all],
      ...[...small.figures, ...large.figures, start],
      {
        what: `claim p99, among ${many} / among ${few}`,
        value: large.claimP99Ms / small.claimP99Ms,
        unit: "×",
        digits: 2,
        bar: { atMost: 3 },
      },
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

/** Opening, counting and claiming with `rows` deliveries waiting. */
async function measureCrowd(path: string, rows: number): Promise<Crowd> {
  progress(`Filling a queue with ${rows}`);
  await fillQueue(path, rows);
  const startedAt = clock.monotonic();
  await using store = await open(path);
  const openMs = clock.monotonic() - startedAt;
  const figures = [
    millisecondsOf(`open among ${rows}`, openMs, 1),
    ...reads(store).map(([name, read]) => {
      const startedAt = clock.monotonic();
      read();
      const tookMs = clock.monotonic() - startedAt;
      return millisecondsOf(`${name} among ${rows}`, tookMs);
    }),
  ];
  const times: number[] = [];
  for (let i = 0; i < claims; i++) {
    const startedAt = clock.monotonic();
    await lease(store, "modem-1");
    times.push(clock.monotonic() - startedAt);
  }
  const claimP99Ms = percentile(times, 0.99);
  return {
    claimP99Ms,
    figures: [
      ...figures,
      millisecondsOf(`claim among ${rows}, median`, median(times)),
      millisecondsOf(`claim among ${rows}, p99`, claimP99Ms),
    ],
  };
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

function reads(store: Store): readonly (readonly [string, () => unknown])[] {
  return [
    ["counts()", () => store.counts()],
    ["nextDueAt()", () => store.nextDueAt()],
    ["list of 50", () => store.list({ limit: 50 })],
    ["list of 50 failed", () => store.list({ state: "failed", limit: 50 })],
    ["list of 50 sending", () => store.list({ state: "sending", limit: 50 })],
  ];
}

async function open(path: string): Promise<Store & AsyncDisposable> {
  const store = await openStore(path, { clock });
  return Object.assign(store, {
    [Symbol.asyncDispose]: () => store.close(),
  });
}

function lease(store: Store, modem: string): Promise<Claim | undefined> {
  const now = clock.now();
  return store.claim({ modem, now, leaseUntil: now + 60_000 });
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

function millisecondsOf(what: string, value: number, digits = 2): Figure {
  return { what, value, unit: "ms", digits };
}

if (import.meta.main) {
  const [rows = "1000000", parent] = Deno.args;
  Deno.exitCode = await main(Number(rows), parent);
}
