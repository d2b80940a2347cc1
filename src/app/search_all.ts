import type { ListedView, ListRequest } from "../desk/mod.ts";
import type { Clock, DeliveryId } from "../model/mod.ts";
import type { Found, Search, Store } from "../queue/mod.ts";

/** Searches the whole queue, in steps between which everything else has its turn. */
export async function searchAll(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { state, recipient, sender, since, text, before: end, limit }: ListRequest,
): Promise<readonly ListedView[]> {
  const wanted: Omit<Search, "limit"> = {
    ...(state === undefined ? {} : { state }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(sender === undefined ? {} : { sender }),
    ...(since === undefined ? {} : { since }),
    ...(text === undefined ? {} : { text }),
  };
  const records: ListedView[] = [];
  // No delivery has another's id, and none is looked up by this one.
  let next: Pick<Found, "next"> = end === undefined
    ? {}
    : { next: end as DeliveryId };
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
