/**
 * "2026-11-23 12:06:24" by the clock on the operator's wall; Date has no such format, and Intl's depend on the locale.
 * `at` in wall milliseconds.
 */
export function localTime(at: number): string {
  const offsetMs = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offsetMs).toISOString().slice(0, 19).replace("T", " ");
}

/** Reads "2026-11-26" or "2026-11-26 08:00", with or without seconds, by the same clock; wall milliseconds. */
export function readLocalTime(text: string): number | undefined {
  const shape = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/;
  const parts = shape.exec(text)?.slice(1).map((it = "0") => Number(it));
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] =
    parts;
  const at = new Date(year, month - 1, day, hour, minute, second).getTime();
  // Date takes the 31st of February for the 3rd of March.
  const written = text.replace("T", " ");
  return localTime(at).startsWith(written) ? at : undefined;
}
