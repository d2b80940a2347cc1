import type { Hono } from "hono";
import type { Viewer, WebEnv } from "./viewer.ts";

/** What the server tells of a request, and the guard adds. */
export interface Served {
  /** The address of the client. */
  readonly client: string;
  /** Who asks; set by the guard alone. */
  viewer?: Viewer;
  /** Whether whoever asks may no longer see what it was let in to see; set by the guard alone. */
  isOver?: () => boolean;
}

/** The context of whatever is served. */
export type ServedEnv = WebEnv & { Bindings: Served };

/** The app as the server calls it. */
export type App = Hono<ServedEnv>;
