/** What somebody may do: a `viewer` looks; an `operator` also sends, retries, cancels and releases; an `admin` may do all. */
export type Role = "viewer" | "operator" | "admin";

/** All roles, the least one first. */
export const roles = ["viewer", "operator", "admin"] as const;

/** Whether the first role may do what the second one may. */
export function includesRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

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
