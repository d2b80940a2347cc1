/**
 * "2026-11-23 12:06:24" by the clock on the operator's wall; Date has no such format, and Intl's depend on the locale.
 * `at` in wall milliseconds.
 */
export function localTime(at: number): string {
  const offsetMs = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offsetMs).toISOString().slice(0, 19).replace("T", " ");
}
