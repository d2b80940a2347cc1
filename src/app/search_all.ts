import type { DeliveryView, ListRequest } from "../control/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { Found, Search, Store } from "../queue/mod.ts";

/** Searches the whole queue, in steps between which everything else has its turn. */
export async function searchAll(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { state, recipient, sender, since, limit }: ListRequest,
): Promise<readonly DeliveryView[]> {
  const wanted: Omit<Search, "limit"> = {
    ...(state === undefined ? {} : { state }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(sender === undefined ? {} : { sender }),
    ...(since === undefined ? {} : { since }),
  };
  const records: DeliveryView[] = [];
  let next: Pick<Found, "next"> = {};
  for (;;) {
    const left = limit - records.length;
    const before = next.next === undefined ? {} : { before: next.next };
    const found = store.search({ ...wanted, ...before, limit: left });
    records.push(...found.records);
    if (found.next === undefined || records.length >= limit) return records;
    next = found;
    await clock.sleep(0);
  }
}
