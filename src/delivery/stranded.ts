import type { Store, Stranded } from "../queue/mod.ts";
import type { PoolDesk } from "./pool_desk.ts";

/** What routing anew needs. */
export interface StrandedOptions {
  readonly store: Pick<Store, "reroute">;
  readonly desk: Pick<PoolDesk, "routeAnew">;
  /** Waits out trouble with the database; throws what is none. */
  readonly trouble: (error: unknown) => Promise<void>;
  /** Ends it; the next start goes on. */
  readonly signal: AbortSignal;
}

/** So many a commit, so that others get their turns between. */
const rowsAtOnce = 500;

/** Gives other routes to all that waits for these, which lead nowhere any more. */
export async function routeStranded(
  names: readonly string[],
  { store, desk, trouble, signal }: StrandedOptions,
): Promise<void> {
  const routeOf = (it: Stranded) => desk.routeAnew(it);
  const lost = { names, routeOf, limit: rowsAtOnce };
  for (let left = names.length; left > 0 && !signal.aborted;) {
    left = await store.reroute(lost).catch((error) =>
      trouble(error).then(() => 1)
    );
  }
}
