import type { NoticeFate } from "./back_off.ts";
import type { ChannelName, Notice } from "./notice.ts";

/** What this room tells its owner; the log writes a line for each. */
export type NotifyEvent =
  /** An attempt at a notice has ended. `target` shows no secret: of a URL only its host. */
  | {
    readonly kind: "attempted";
    readonly notice: Pick<Notice, "key" | "kind" | "channel">;
    readonly target: string;
    readonly fate: NoticeFate;
  }
  /** A channel has stopped, or begun again, to be reachable. */
  | {
    readonly kind: "channel";
    readonly channel: ChannelName;
    readonly reachable: boolean;
    /** Why not, and what to do. */
    readonly reason: string;
  }
  /** A report is written and will be mailed. */
  | {
    readonly kind: "reported";
    readonly messageId: string;
    readonly to: string;
    readonly actions: readonly string[];
  }
  /** A report would be one too many for its sender. */
  | {
    readonly kind: "withheld";
    readonly messageId: string;
    readonly to: string;
    readonly reason: string;
  }
  /** The database does not do what it should; tried again until it does. */
  | { readonly kind: "trouble"; readonly text: string }
  /** Something that must not happen; the rest goes on. */
  | { readonly kind: "bug"; readonly error: unknown };
