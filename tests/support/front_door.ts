/**
 * What a test lays beside an appliance's `config.toml` so that clients may encrypt and log in.
 *
 * @module
 */

import { randomBytes, scryptSync } from "node:crypto";
import { stringify } from "smol-toml";
import type { Role } from "../../src/model/mod.ts";
import { certificate } from "./certificates.ts";

/** Who may log in. */
export interface TestUser {
  readonly name: string;
  readonly password: string;
  /** On the screen; none when left out. */
  readonly role?: Role;
}

/** `users.toml` as "cellpost user add" would have written it. */
export function usersFile(users: readonly TestUser[]): string {
  const user = users.map(({ name, password, role }) => ({
    name,
    password: hashOf(password),
    ...(role === undefined ? {} : { role }),
  }));
  return stringify({ user });
}

const hashes = new Map<string, string>();

// The same one each time: another hash would be another password.
function hashOf(password: string): string {
  const known = hashes.get(password) ?? freshHashOf(password);
  hashes.set(password, known);
  return known;
}

function freshHashOf(password: string): string {
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, 32, { N: 16_384, r: 8, p: 1 });
  const parts = [salt, key].map((bytes) => bytes.toString("base64"));
  return `scrypt$16384$8$1$${parts.join("$")}`;
}

/** What `[smtp]` needs for it; the files are those of `certificateFiles`. */
export const certificateOptions = {
  tls_cert: "cert.pem",
  tls_key: "key.pem",
} as const;

/** The test certificate, for localhost and 127.0.0.1. */
export function certificateFiles(): Readonly<Record<string, string>> {
  return { "cert.pem": certificate.cert, "key.pem": certificate.key };
}
