import type { DeliveryId } from "../model/mod.ts";
import { accept } from "./accept.ts";
import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { type Delivery, findDelivery } from "./deliveries.ts";
import type { RecentMails } from "./recent_mails.ts";
import { routeName } from "./routes.ts";
import type { Change } from "./store.ts";
import type { Submission } from "./submission.ts";

/** Deliveries that one new message shall serve. */
export interface Merging {
  readonly ids: readonly DeliveryId[];
  /** To the one recipient of all of them. */
  readonly submission: Submission;
  readonly at: number;
}

/** What became of a merging. */
export interface Merged {
  /** The one that serves them all. */
  readonly delivery: DeliveryId;
  readonly changes: readonly Change[];
}

/**
 * Accepts the submission and makes it serve the deliveries. Undefined, and nothing is done, when one of them does not wait any more: then
 * the text speaks of something that has gone out, and is to be made anew.
 */
export function merge(
  database: Database,
  recent: RecentMails,
  { ids, submission, at }: Merging,
): Merged | undefined {
  const [recipient, ...others] = submission.recipients;
  const waiting = ids.map((id) => findDelivery(database, id)).filter((it) =>
    it?.state === "queued"
  ).filter((it) => it !== undefined);
  if (waiting.length < ids.length || ids.length === 0) return undefined;
  const strays = waiting.filter((it) => it.recipient !== recipient);
  if (others.length > 0 || strays.length > 0) {
    throw new Error("Only deliveries to one and the same number can be merged");
  }
  const routed = withRouteOf(database, submission, waiting);
  const [delivery] = accept(database, recent, { submission: routed })
    .deliveries;
  if (delivery === undefined) throw new Error("Nothing was accepted");
  const reason = `Merged into message ${submission.id}`;
  const merged = { what: "merged", at, into: delivery, reason } as const;
  const changes = waiting.flatMap((it) => happen(database, it, merged) ?? []);
  return { delivery, changes };
}

/** What is merged goes where its parts would have gone, unless the submission says otherwise. */
function withRouteOf(
  database: Database,
  submission: Submission,
  parts: readonly Delivery[],
): Submission {
  const [recipient] = submission.recipients;
  const key = parts.find((it) => it.route !== undefined)?.route;
  if (submission.routes !== undefined || key === undefined) return submission;
  const route = routeName(database, key);
  return recipient === undefined || route === undefined
    ? submission
    : { ...submission, routes: new Map([[recipient, route]]) };
}
