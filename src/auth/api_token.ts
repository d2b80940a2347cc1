import { createHash, randomBytes } from "node:crypto";
import type { Role } from "../model/mod.ts";

/** A program's key to the API, without the key. */
export interface ApiToken {
  /** As the operator wrote it; `nameKey` of it is unique. */
  readonly name: string;
  readonly role: Role;
  /** What `tokenHash` made of it. */
  readonly sha256: string;
  /** The day on which it was made, such as "2026-11-26". */
  readonly since: string;
}

/** Every token begins with it, so that people and scanners of code know one when they see it. */
export const tokenPrefix = "cp_";

/** Makes a token that nobody guesses: 256 bits behind the prefix. */
export function newApiToken(): string {
  return tokenPrefix + randomBytes(32).toString("base64url");
}

/** What is kept of a token. A plain hash is enough: unlike a password, it cannot be guessed. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Whether a text is what `tokenHash` makes. */
export function isTokenHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
