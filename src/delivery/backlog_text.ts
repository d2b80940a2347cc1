import { formatLocalTime, type TimeZone } from "../model/mod.ts";
import { countSegments, cutToSegments, layoutOf } from "../sms/mod.ts";
import type { ComposeOptions } from "./compose.ts";

/** One message of those that waited. */
export interface Waited {
  /** When it was to be sent, wall milliseconds. */
  readonly at: number;
  readonly text: string;
}

/** How several messages become one text. */
export interface SummaryOptions
  extends Pick<ComposeOptions, "referenceBits" | "nationalLanguages"> {
  readonly maxSegments: number;
  /** By its clocks times are told. */
  readonly zone: TimeZone;
  readonly now: number;
}

/** Equal texts, told once. */
interface Item {
  /** The newest time. */
  readonly at: number;
  readonly count: number;
  readonly text: string;
}

// How much of each is told when not all fit whole: as much of each as still lets all be there, but enough to be understood.
const caps = [Infinity, 160, 80] as const;

/**
 * One text for somebody who is woken by it: how many messages waited and since when, then each with its time, the newest first, since that
 * is what holds now and a phone shows the beginning. Equal texts are told once. What has no room is counted in the first line, where
 * it is not overlooked. `others` more were too many to be brought along; `since` is the oldest of all.
 */
export function summaryOf(
  waited: readonly Waited[],
  { others = 0, since = Infinity, ...options }: SummaryOptions & {
    readonly others?: number;
    readonly since?: number;
  },
): string {
  const items = itemsOf(waited);
  const total = waited.length + others;
  const oldest = Math.min(since, ...waited.map(({ at }) => at));
  const time = timeOf(oldest, options);
  const [only] = items;
  if (total === 1 && only !== undefined) {
    const text = `Waited since ${time}: ${only.text}`;
    return cutToSegments(text, options.maxSegments, options);
  }
  const order = items.length > 1 ? ", newest first" : "";
  const head = `${total} messages waited since ${time}${order}`;
  const write = (shown: number, cap: number) => {
    const lines = items.slice(0, shown).map((it) => lineOf(it, cap, options));
    const told = items.slice(0, shown).reduce((sum, it) => sum + it.count, 0);
    const left = waited.length + others - told;
    return [head + (left === 0 ? ":" : ` (${left} left out):`), ...lines]
      .join("\n");
  };
  // No segment holds more; so the search for a layout never meets a long text.
  const fits = (text: string) =>
    text.length <= options.maxSegments * 160 &&
    countSegments(text, layoutOf(text, options)) <= options.maxSegments;
  for (const cap of caps) {
    if (fits(write(items.length, cap))) return write(items.length, cap);
  }
  const shown = most(items.length, (count) => fits(write(count, 80)));
  if (shown > 0) return write(shown, 80);
  return cutToSegments(write(1, Infinity), options.maxSegments, options);
}

/** A span as people say it: "1h", "1h30m", "2d". */
export function formatSpan(spanMs: number): string {
  const minutes = Math.round(spanMs / 60_000);
  const parts = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor(minutes / 60) % 24, "h"],
    [minutes % 60, "m"],
  ] as const;
  const text = parts.filter(([count]) => count > 0).map((it) => it.join(""));
  return text.length === 0 ? "a minute" : text.join("");
}

function itemsOf(waited: readonly Waited[]): readonly Item[] {
  const items = new Map<string, Item>();
  for (const { at, text } of waited) {
    const known = items.get(text);
    items.set(text, {
      text,
      at: Math.max(at, known?.at ?? at),
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...items.values()].sort((a, b) => b.at - a.at);
}

function lineOf(
  { at, count, text }: Item,
  cap: number,
  options: SummaryOptions,
): string {
  const times = count === 1 ? "" : ` (${count} times)`;
  return `${timeOf(at, options)}${times} ${shortened(text, cap)}`;
}

/** The hour, and the date where it is not today's. */
function timeOf(at: number, { zone, now }: SummaryOptions): string {
  const written = formatLocalTime({ ...zone.localAt(at), second: 0 });
  const today = formatLocalTime(zone.localAt(now)).slice(0, 10);
  return written.startsWith(today) ? written.slice(11) : written;
}

function shortened(text: string, cap: number): string {
  if (cap === Infinity) return text;
  const line = text.slice(0, cap + 1).replaceAll("\n", " ");
  if (line.length <= cap) return line;
  // Not between two surrogates.
  return `${line.slice(0, cap - 3).replace(/[\ud800-\udbff]$/, "")}...`;
}

/** The largest number up to `limit` for which it holds, where it holds for all smaller ones; 0 when for none. */
function most(limit: number, holds: (count: number) => boolean): number {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
