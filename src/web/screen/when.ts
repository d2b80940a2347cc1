const minuteMs = 60_000;
const dayMs = 86_400_000;
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** "2026-11-23 12:06:24" by the clock of whoever looks; `at` in wall milliseconds. */
export function absoluteTime(at: number): string {
  const time = new Date(at);
  const date = [
    time.getFullYear(),
    two(time.getMonth() + 1),
    two(time.getDate()),
  ].join("-");
  return `${date} ${clockTime(at)}:${two(time.getSeconds())}`;
}

/** "12:06". */
export function clockTime(at: number): string {
  const time = new Date(at);
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** "12:06:24". */
export function clockSeconds(at: number): string {
  return `${clockTime(at)}:${two(new Date(at).getSeconds())}`;
}

/**
 * When something happened, as short as it stays clear: "now", "42 s ago", "5 min ago", then the time of day, and before
 * today the date too. What is a little ahead of a screen's slow clock is "now".
 */
export function pastTime(at: number, now: number): string {
  const ago = now - at;
  if (ago < 5_000 && ago > -minuteMs) return "now";
  if (ago >= 0 && ago < minuteMs) return `${Math.floor(ago / 1_000)} s ago`;
  if (ago >= 0 && ago < 60 * minuteMs) {
    return `${Math.floor(ago / minuteMs)} min ago`;
  }
  return dayAndTime(at, now);
}

/** When something is due: "in 42 s", "in 5 min", then as a time of day. */
export function futureTime(at: number, now: number): string {
  const ahead = at - now;
  if (ahead <= 0) return "now";
  if (ahead < minuteMs) return `in ${Math.ceil(ahead / 1_000)} s`;
  if (ahead < 60 * minuteMs) return `in ${Math.round(ahead / minuteMs)} min`;
  return `at ${dayAndTime(at, now)}`;
}

/** How long something has lasted: "3 min", "2 h", "5 days". */
export function lasting(ms: number): string {
  if (ms < minuteMs) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  if (ms < 60 * minuteMs) return `${Math.floor(ms / minuteMs)} min`;
  if (ms < dayMs) return `${Math.floor(ms / 3_600_000)} h`;
  const days = Math.floor(ms / dayMs);
  return days === 1 ? "1 day" : `${days} days`;
}

function dayAndTime(at: number, now: number): string {
  if (isSameDay(at, now)) return clockTime(at);
  const time = new Date(at);
  const day = `${time.getDate()} ${months[time.getMonth()]}`;
  const isThisYear = time.getFullYear() === new Date(now).getFullYear();
  return isThisYear
    ? `${day}, ${clockTime(at)}`
    : `${day} ${time.getFullYear()}, ${clockTime(at)}`;
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
