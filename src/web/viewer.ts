import type { Role } from "../model/mod.ts";

export { includesRole, type Role, roles } from "../model/mod.ts";

/** Whoever has sent a request. */
export interface Viewer {
  /** The user's or the token's name; "" for a local one who needs none. */
  readonly name: string;
  readonly role: Role;
  /** Whether it is shown what messages say. */
  readonly readsText: boolean;
}

/** What hono's handlers find in their context, set before any of them. */
export interface WebEnv {
  Variables: {
    viewer: Viewer;
    /** The network address of the client, without a port. */
    client: string;
  };
}
