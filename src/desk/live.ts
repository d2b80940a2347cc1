import type { Operations } from "./operations.ts";
import type { LogView } from "./stats_view.ts";

/** What has changed, for whoever watches; what it is now is asked by an operation. */
export type LiveEvent =
  /** Messages by their ids: new, or with deliveries in another state; at most 200, and `more` when there are others. */
  | {
    readonly kind: "deliveries";
    readonly ids: readonly string[];
    readonly more: boolean;
  }
  | { readonly kind: "modems" }
  | { readonly kind: "inbox" }
  | { readonly kind: "alarms" }
  | { readonly kind: "breaker" }
  | { readonly kind: "stats" }
  /** New lines at level info and above, at most 200; those between that are left out can be asked for by their ids. */
  | { readonly kind: "log"; readonly lines: readonly LogView[] };

/** Tells those who watch what has changed: each kind at most four times a second. */
export interface LiveFeed {
  /** The answer ends it. A listener must not throw, and must not wait. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
}

/** What a screen stands on. */
export interface Desk extends Operations {
  readonly live: LiveFeed;
}
