import type { Clock } from "../../model/mod.ts";
import { logFiles, logLimits } from "./log_rotation.ts";

/** How to read the end of a log. */
export interface TailOptions {
  readonly lines: number;
  /** Goes on with what comes, until it aborts. */
  readonly follow?: AbortSignal | undefined;
  readonly write: (line: string) => void;
  readonly clock: Clock;
}

/** How often a followed log is looked at, milliseconds. */
const lookMs = 500;

/** Where a follower stands. */
interface Place {
  readonly offset: number;
  /** What was written of a line that is not whole yet. */
  readonly rest: Uint8Array;
}

/** Writes the last lines of a rotated log, across its files, and goes on with those that come. */
export async function tailLog(
  path: string,
  { lines, follow, write, clock }: TailOptions,
): Promise<void> {
  const [, ...older] = logFiles(path, logLimits);
  const current = readFrom(path, 0);
  // What stands behind the last line end may be half a line.
  const whole = current.lastIndexOf(lineEnd) + 1;
  let last = linesOf(current.subarray(0, whole));
  for (const file of older) {
    if (last.length >= lines) break;
    last = [...linesOf(readFrom(file, 0)), ...last];
  }
  for (const line of lines > 0 ? last.slice(-lines) : []) write(line);
  if (follow === undefined) return;
  let place: Place = { offset: whole, rest: new Uint8Array() };
  while (!follow.aborted) {
    await clock.sleep(lookMs, follow).catch(() => undefined);
    place = readOn(path, place, write);
  }
}

const decoder = new TextDecoder();
const lineEnd = 0x0a;

function linesOf(bytes: Uint8Array): readonly string[] {
  const lines = decoder.decode(bytes).split("\n");
  // Behind the last line end there is nothing.
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function readOn(
  path: string,
  place: Place,
  write: (line: string) => void,
): Place {
  if (sizeOf(path) >= place.offset) return takeLines(path, place, write);
  // The next file was begun; what came before that, since we looked, stands in the one before.
  const [, before = path] = logFiles(path, logLimits);
  takeLines(before, place, write);
  return takeLines(path, { offset: 0, rest: new Uint8Array() }, write);
}

function takeLines(
  path: string,
  { offset, rest }: Place,
  write: (line: string) => void,
): Place {
  const read = readFrom(path, offset);
  const fresh = new Uint8Array([...rest, ...read]);
  const end = fresh.lastIndexOf(lineEnd) + 1;
  for (const line of linesOf(fresh.subarray(0, end))) write(line);
  return { offset: offset + read.length, rest: fresh.slice(end) };
}

function sizeOf(path: string): number {
  return ifThere(() => Deno.statSync(path).size) ?? 0;
}

function readFrom(path: string, offset: number): Uint8Array {
  const read = () => {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(Math.max(0, file.statSync().size - offset));
    file.seekSync(offset, Deno.SeekMode.Start);
    let at = 0;
    while (at < bytes.length) {
      const count = file.readSync(bytes.subarray(at));
      if (count === null) break; // it has been cut meanwhile
      at += count;
    }
    return bytes.subarray(0, at);
  };
  return ifThere(read) ?? new Uint8Array();
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
