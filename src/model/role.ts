/** What somebody may do on the operator's side, from the least to all. */
export const roles = ["viewer", "operator", "admin"] as const;

/** `viewer`: look; `operator`: also send, retry, cancel, release and deny; `admin`: everything. */
export type Role = typeof roles[number];

/** Whether a role holds all that another one may do. */
export function includesRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Whether the text is a role. */
export function isRole(text: string): text is Role {
  return roles.some((it) => it === text);
}
