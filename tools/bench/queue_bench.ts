/**
 * Measures the queue on this machine's disk: `deno run -A tools/bench/queue_bench.ts [FOLDER] [ROWS]`. Everything goes
 * through the `Store` interface, so the figures are those that the rest of the program sees.
 *
 * @module
 */
import {
  newMessageId,
  parsePhoneNumber,
  systemClock,
} from "../../src/model/mod.ts";
import {
  type Claim,
  openStore,
  type Store,
  type Submission,
} from "../../src/queue/mod.ts";

const clock = systemClock;
const dayMs = 24 * 60 * 60 * 1_000;

/** Runs all measurements in a fresh folder below `parent`. */
async function main(parent: string | undefined, crowd: number): Promise<void> {
  const folder = Deno.makeTempDirSync(
    parent === undefined ? {} : { dir: parent },
  );
  try {
    await measureAccept(`${folder}/accept.db`);
    await measureCycles(`${folder}/one.db`, 1);
    await measureCycles(`${folder}/many.db`, 64);
    const few = await openCrowd(`${folder}/few.db`, 1_000);
    const many = await openCrowd(`${folder}/crowd.db`, crowd);
    await compareClaims(few, many);
    await few.close();
    await many.close();
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** 20 senders, one recipient a mail, each waiting for its own commit. */
async function measureAccept(path: string): Promise<void> {
  const store = await openStore(path, { clock });
  const total = 20_000;
  const startedAt = clock.monotonic();
  await side(20, async () => {
    for (let i = 0; i < total / 20; i++) await store.accept(submission(1));
  });
  print("accepts/s, 20 at once", rate(total, startedAt));
  await store.close();
}

/** The steps of an SMS on modems without latency: each awaited, then with the end of one asked for with the next claim. */
async function measureCycles(path: string, modems: number): Promise<void> {
  const store = await openStore(path, { clock });
  const total = modems === 1 ? 1_500 : 12_000;
  for (const step of [stepByStep, overlapped]) {
    for (let i = 0; i < total; i += 1_000) {
      await store.accept(submission(1_000));
    }
    const startedAt = clock.monotonic();
    await side(
      modems,
      (index) => step(store, `modem-${index}`, total / modems),
    );
    print(`SMS/s, ${modems} modems, ${step.name}`, rate(total, startedAt));
  }
  await store.close();
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

/** Opens the queue with so many deliveries waiting, and reads what an operator reads. */
async function openCrowd(path: string, rows: number): Promise<Store> {
  const store = await openStore(path, { clock });
  for (let i = 0; i < rows; i += 1_000) await store.accept(submission(1_000));
  await store.close();
  const openedAt = clock.monotonic();
  const again = await openStore(path, { clock });
  print(`open among ${rows}, ms`, since(openedAt));
  for (const [name, read] of reads(again)) {
    const startedAt = clock.monotonic();
    read();
    print(`${name} among ${rows}, ms`, since(startedAt));
  }
  return again;
}

/** Claims from both by turns, so that what else the machine does weighs on both alike. */
async function compareClaims(few: Store, many: Store): Promise<void> {
  const stores = [few, many];
  const times: number[][] = [[], []];
  for (let i = 0; i < 900; i++) {
    for (const [index, store] of stores.entries()) {
      const startedAt = clock.monotonic();
      await lease(store, "modem-1");
      times[index]?.push(clock.monotonic() - startedAt);
    }
  }
  for (const share of [0.5, 0.99]) {
    const [a = 0, b = 0] = times.map((it) => percentile(it, share));
    print(
      `claim p${share * 100}, ms: few, many, ratio`,
      `${a.toFixed(3)} ${b.toFixed(3)} ${(b / a).toFixed(2)}`,
    );
  }
}

function percentile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;
}

function since(startedAt: number): string {
  return (clock.monotonic() - startedAt).toFixed(2);
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

function submission(recipients: number): Submission {
  const acceptedAt = clock.now();
  return {
    id: newMessageId(clock),
    acceptedAt,
    expiresAt: acceptedAt + dayMs,
    source: "smtp",
    reversePath: "alarm@plant.example",
    clientAddress: "127.0.0.1",
    subject: "Pump 3",
    message: {
      text: "Pump 3 stopped at 08:15, pressure 2.4 bar",
      flash: false,
      statusReport: true,
      referenceBits: 8,
    },
    segmentCount: 1,
    recipients: Array.from({ length: recipients }, someone),
  };
}

function someone() {
  const digits = Math.floor(clock.random() * 1e9).toString().padStart(9, "0");
  const number = parsePhoneNumber(`+919${digits}`);
  if (number === undefined) throw new Error("Not a phone number");
  return number;
}

async function side(count: number, run: (index: number) => Promise<void>) {
  await Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

function rate(count: number, startedAt: number): string {
  return (count / (clock.monotonic() - startedAt) * 1_000).toFixed(0);
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(48)} ${figure}`);
}

if (import.meta.main) {
  await main(Deno.args[0], Number(Deno.args[1] ?? 1_000_000));
}
