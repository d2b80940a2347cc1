/**
 * The moment that an RFC 3339 timestamp names, wall milliseconds; NaN for one that there is not, such as 30 February, which `Date.parse`
 * takes for one in March.
 */
export function momentOf(text: string): number {
  const [, year, month, day] =
    /^(\d{4})-(\d\d)-(\d\d)[T ].*(?:Z|[+-]\d\d:\d\d)$/
      .exec(text) ?? [];
  if (day === undefined) return NaN;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCDate() === Number(day) ? Date.parse(text) : NaN;
}
