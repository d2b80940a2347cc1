import assert from "node:assert/strict";
import type { SendResult } from "../../src/model/mod.ts";
import type { NetworkStatus, ResetRung } from "../../src/modem/driver.ts";
import type { QuirkRow } from "../../src/modem/quirks.ts";
import { quirkRows } from "../../src/modem/quirks_table.ts";
import { parseTranscript, type Transcript } from "./at_transcript.ts";
import { byClock } from "./by_clock.ts";
import { GsmRig } from "./gsm_rig.ts";

const folder = new URL("../modems/", import.meta.url);

/** The names of all transcripts, without ".at". */
export function transcriptNames(): readonly string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(".at"))
    .map((name) => name.slice(0, -3))
    .sort();
}

/** Reads a transcript by its name. */
export function readTranscript(name: string): Transcript {
  const text = Deno.readTextFileSync(new URL(`${name}.at`, folder));
  return parseTranscript(text, readTranscript);
}

/** How a transcript is played. */
export interface PlayOptions {
  readonly byteByByte?: boolean;
  /** The quirks table; the real one when left out. */
  readonly rows?: readonly QuirkRow[];
}

/** Sets a driver up against a transcript, sends what it wants sent and throws unless all comes as its header says. */
export async function playTranscript(
  transcript: Transcript,
  { byteByByte = false, rows = quirkRows }: PlayOptions = {},
): Promise<void> {
  const { script, behaviour, known, header, headers } = transcript;
  using rig = new GsmRig(script, {
    ...behaviour,
    ...known,
    byteByByte,
    quirkRows: rows,
  });
  const expectedTrouble = header("start");
  if (expectedTrouble !== undefined) {
    const result = await rig.start();
    assert.ok(result.kind === "not-ready", "it started");
    assert.ok(result.reason.includes(expectedTrouble), result.reason);
  } else {
    await setUp(rig, transcript);
    await send(rig, transcript);
  }
  await rig.clock.advance(5_000);
  checkReports(rig, headers("reports"));
  checkNotices(rig.notices, headers("notice"));
  for (const command of headers("asked")) {
    assert.ok(rig.player.heard.includes(command), `${command} was not asked`);
  }
  for (const command of headers("unasked")) {
    assert.ok(!rig.player.heard.includes(command), `${command} was asked`);
  }
}

async function setUp(rig: GsmRig, { header }: Transcript): Promise<void> {
  const { network, identity } = await rig.ready();
  assert.equal(showNetwork(network), header("network"));
  assert.notEqual(identity.imei, "");
  assert.notEqual(identity.imsi, "");
  for (const key of ["manufacturer", "model", "imei", "iccid"] as const) {
    const expected = header(key === "model" ? "says" : key);
    if (expected !== undefined) assert.equal(identity[key], expected);
  }
}

async function send(rig: GsmRig, transcript: Transcript): Promise<void> {
  const wanted = transcript.headers("sends");
  await rig.clock.advance(transcript.duration("idle") ?? 0);
  for (const expected of wanted.length === 0 ? ["sent"] : wanted) {
    const result = await rig.submit();
    assert.equal(showResult(result), expected, JSON.stringify(result));
    checkReference(result, transcript);
    if (result.kind !== "sent") await recover(rig, transcript);
  }
}

/** What the fleet does when a modem's fault is suspected. */
async function recover(rig: GsmRig, transcript: Transcript): Promise<void> {
  const rung = transcript.header("recover");
  if (rung === undefined) return;
  assert.ok(isRung(rung), rung);
  const { signal } = new AbortController();
  await byClock(rig.clock, rig.driver.reset(rung, signal));
  await setUp(rig, transcript);
}

function isRung(text: string): text is ResetRung {
  return ["reinitialise", "radio-cycle", "restart"].includes(text);
}

function showResult(result: SendResult): string {
  return result.kind === "retry" ? `retry ${result.fault}` : result.kind;
}

/** The reference must be one that the modem has given. */
function checkReference(
  result: SendResult,
  { script, behaviour }: Transcript,
): void {
  if (result.kind !== "sent") return;
  const scripts = [script, ...(behaviour.parts ?? []).map((it) => it.script)];
  const answers = scripts.flatMap((it) => [...it])
    .flatMap(([key, replies]) => key.startsWith("PDU") ? replies.flat() : []);
  assert.ok(
    answers.some((it) =>
      new RegExp(`^\\+CMGS:\\s*${result.reference}(?!\\d)`).test(it)
    ),
    `no such reference: ${result.reference}`,
  );
}

function checkReports(rig: GsmRig, expected: readonly string[]): void {
  const reports = rig.events.flatMap((it) =>
    it.kind === "report" ? [`${it.report.reference} ${it.report.outcome}`] : []
  );
  assert.deepEqual(reports, expected);
}

function checkNotices(
  notices: readonly string[],
  expected: readonly string[],
): void {
  assert.equal(notices.length, expected.length, notices.join());
  for (const part of expected) {
    assert.ok(notices.some((it) => it.includes(part)), part);
  }
}

function showNetwork({ registration, operator, signalDbm }: NetworkStatus) {
  return [registration, operator, signalDbm ?? "unknown"].join(", ");
}
