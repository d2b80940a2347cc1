import type { Clock, DeliveryState } from "../model/mod.ts";
import type { KeptForReplies } from "./correspondents.ts";
import type { SuccessNews } from "./news.ts";

/** How a store behaves. */
export interface StoreOptions extends KeptByWish {
  readonly clock: Clock;
}

/** What a store does only where it is wanted, and for how long; it may be told another wish while it is open. */
export interface KeptByWish {
  /**
   * How long a delivery of which some segments have left waits for the modem that sent them, after `recover`, `sweep` or
   * `retry` put it back: milliseconds. A `Transition` brings its own moment.
   */
  readonly resumeWaitMs?: number;
  /** Each change into one of these states is kept for `Store.news`. */
  readonly news?: ReadonlySet<DeliveryState>;
  /** That a delivery was sent or delivered is kept, too; absent: it is not. */
  readonly successNews?: SuccessNews;
  /** What `Store.replies` needs to have kept; absent: nothing. */
  readonly replies?: KeptForReplies;
}
