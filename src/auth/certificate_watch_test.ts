import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { CertificatePair } from "./certificate.ts";
import type { CertificateResult } from "./certificate_disk.ts";
import {
  type CertificateEvent,
  type CertificateWatchOptions,
  watchCertificate,
} from "./certificate_watch.ts";

const day = 86_400_000;

function made(name: string, more: Partial<Made> = {}): Made {
  return {
    kind: "ok",
    pair: { cert: `cert ${name}`, key: `key ${name}` },
    notAfterMs: Date.UTC(2030, 0, 1),
    fingerprint: name,
    warnings: [],
    ...more,
  };
}

type Made = Extract<CertificateResult, { kind: "ok" }>;

const mismatch: CertificateResult = {
  kind: "invalid",
  problems: ["a.pem: damaged", "b.pem: damaged"],
};

function watched(first: CertificateResult, everyMs = 10_000) {
  const clock = new ManualClock();
  const events: CertificateEvent[] = [];
  const pairs: CertificatePair[] = [];
  const disk = { version: 1, content: first, loads: 0 };
  const options: CertificateWatchOptions = {
    clock,
    everyMs,
    onEvent: (event) => events.push(event),
    onPair: (pair) => pairs.push(pair),
  };
  const source = {
    version: () => `${disk.version}`,
    load: () => {
      disk.loads += 1;
      return disk.content;
    },
  };
  const result = watchCertificate(source, options);
  const write = (content: CertificateResult) => {
    disk.content = content;
    disk.version += 1;
  };
  return { clock, events, pairs, disk, result, write };
}

function watching(first: CertificateResult, everyMs?: number) {
  const { result, ...rest } = watched(first, everyMs);
  assert.equal(result.kind, "watching");
  if (result.kind !== "watching") assert.fail();
  return { ...rest, watch: result.watch };
}

Deno.test("a watch begins only with a pair that can be used", () => {
  const { clock, result } = watched(mismatch);
  assert.deepEqual(result, mismatch);
  assert.equal(clock.pending, 0);
});

Deno.test("a new pair is handed out within 10 s, and read once", async () => {
  const { clock, events, pairs, disk, watch, write } = watching(made("a"));
  assert.equal(watch.pair.cert, "cert a");
  await clock.advance(60_000);
  assert.equal(disk.loads, 1);
  write(made("b"));
  await clock.advance(10_000);
  assert.deepEqual(pairs, [{ cert: "cert b", key: "key b" }]);
  assert.equal(watch.pair.cert, "cert b");
  await clock.advance(60_000);
  assert.equal(disk.loads, 2);
  assert.deepEqual(events, [{
    kind: "certificateReplaced",
    notAfterMs: Date.UTC(2030, 0, 1),
    fingerprint: "b",
  }]);
  watch[Symbol.dispose]();
  assert.equal(clock.pending, 0);
});

Deno.test("files that are only touched change nothing", async () => {
  const { clock, events, pairs, disk, write } = watching(made("a"));
  write(made("a"));
  await clock.advance(10_000);
  assert.deepEqual([events, pairs, disk.loads], [[], [], 2]);
});

Deno.test("a pair that is half written keeps the old one, without a word", async () => {
  const { clock, events, pairs, watch, write } = watching(made("a"));
  write(mismatch);
  await clock.advance(10_000);
  assert.equal(watch.pair.cert, "cert a");
  write(made("b"));
  await clock.advance(10_000);
  assert.deepEqual(pairs.map(({ cert }) => cert), ["cert b"]);
  assert.deepEqual(events.map(({ kind }) => kind), ["certificateReplaced"]);
});

Deno.test("a pair that stays broken is told once, and mended without a restart", async () => {
  const { clock, events, watch, write } = watching(made("a"));
  write(mismatch);
  await clock.advance(120_000);
  assert.deepEqual(events, [
    { kind: "certificateKept", reason: "a.pem: damaged; b.pem: damaged" },
  ]);
  write(mismatch);
  await clock.advance(120_000);
  assert.equal(events.length, 2);
  write(made("a"));
  await clock.advance(10_000);
  assert.equal(watch.pair.cert, "cert a");
  write(made("c"));
  await clock.advance(10_000);
  assert.equal(watch.pair.cert, "cert c");
});

Deno.test("the end is told from 14 days before, once a day, until there is a new pair", async () => {
  const clockStart = new ManualClock().now();
  const notAfterMs = clockStart + 15 * day;
  const { clock, events, write } = watching(
    made("a", { notAfterMs }),
    day / 24,
  );
  const texts = () =>
    events.flatMap((it) => it.kind === "certificateWarning" ? [it.text] : []);
  await clock.advance(day / 2);
  assert.deepEqual(texts(), []);
  await clock.advance(3 * day);
  assert.deepEqual(texts().map((text) => /in \d+ days/.exec(text)?.[0]), [
    ...["in 14 days", "in 13 days", "in 12 days"],
  ]);
  write(made("b"));
  await clock.advance(20 * day);
  assert.equal(texts().length, 3);
});

Deno.test("what is wrong from the start is told at the start", () => {
  const clock = new ManualClock();
  const notAfterMs = clock.now() - day;
  const { events } = watching(made("a", { notAfterMs, warnings: ["Open"] }));
  assert.deepEqual(events, [
    { kind: "certificateWarning", text: "Open" },
    {
      kind: "certificateWarning",
      text:
        "The certificate expired on 2026-11-22, and clients refuse it: replace it",
    },
  ]);
});
