import type { Role } from "../model/mod.ts";

/** What changes something, and who may do it though no admin; whatever is not here is for admins. */
const unsafe: readonly (readonly [path: RegExp, role: Role])[] = [
  [/^\/logout$/, "viewer"],
  [/^\/api\/v1\/messages$/, "operator"],
  [/^\/api\/v1\/messages\/[^/]+\/(?:retry|cancel)$/, "operator"],
  [/^\/api\/v1\/breaker\/release$/, "operator"],
  [/^\/api\/v1\/denied(?:\/[^/]+)?$/, "operator"],
];

/** Whether a method only looks (RFC 9110 §9.2.1). */
export function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}

/** Which role a request needs: who looks needs the least one. */
export function neededRole(method: string, path: string): Role {
  if (isSafe(method)) return "viewer";
  return unsafe.find(([pattern]) => pattern.test(path))?.[1] ?? "admin";
}
