import { dirname, join, parse } from "node:path";

/** How large a log file becomes before the next is begun, and how many are kept, the one that is written included. */
export interface LogLimits {
  readonly bytes: number;
  readonly files: number;
}

/** 5 files of 5 MB: weeks of an ordinary gateway, and never more than a disk can spare. */
export const logLimits: LogLimits = { bytes: 5_000_000, files: 5 };

/** Whether the next file is begun before a line of `bytes` is written to one that holds `size`. A line is never split. */
export function startsAnew(
  size: number,
  bytes: number,
  limits: LogLimits,
): boolean {
  return size > 0 && size + bytes > limits.bytes;
}

/** The files of a log, the newest first: `cellpost.log`, `cellpost.1.log`, and so on. */
export function logFiles(path: string, limits: LogLimits): readonly string[] {
  const { name, ext } = parse(path);
  return Array.from(
    { length: limits.files },
    (_, age) => age === 0 ? path : join(dirname(path), `${name}.${age}${ext}`),
  );
}

/** What to rename, in this order, so that each file becomes one older; the oldest is written over. */
export function rotationOf(
  path: string,
  limits: LogLimits,
): readonly { readonly from: string; readonly to: string }[] {
  const files = logFiles(path, limits);
  return files.slice(0, -1)
    .map((from, age) => ({ from, to: files[age + 1] ?? from }))
    .reverse();
}
