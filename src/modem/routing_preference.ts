import type { Quirks } from "./quirks.ts";

/** The five values of AT+CNMI: mode, mt, bm, ds, bfr. TS 27.005 §3.4.1. */
export type Routing = readonly [
  mode: number,
  mt: number,
  bm: number,
  ds: number,
  bfr: number,
];

/** The routings in the order in which this modem is to be offered them; none is left out. */
export function preferred(
  routings: readonly Routing[],
  { cnmiBuffer, reportRouting }: Quirks,
): readonly Routing[] {
  const likedReports = reportRouting === "stored" ? 2 : 1;
  const dislikes = ([, , , ds, bfr]: Routing) =>
    rankOfReports(ds, likedReports) * 2 +
    Number(cnmiBuffer === 1 && bfr !== 1);
  // The sort is stable, so what is liked alike keeps the table's order.
  return routings.toSorted((a, b) => dislikes(a) - dislikes(b));
}

function rankOfReports(ds: number, liked: number): number {
  if (ds === 0) return 2;
  return ds === liked ? 0 : 1;
}
