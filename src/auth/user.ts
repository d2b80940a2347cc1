import type { Role, Secret } from "../model/mod.ts";

/** Somebody, or rather some device, that may log in. */
export interface User {
  /** As the operator wrote it; `nameKey` of it is unique. */
  readonly name: string;
  /** What `hashPassword` made of the password. */
  readonly passwordHash: Secret;
  /** Networks in CIDR notation from which it may log in; empty: from anywhere. */
  readonly networks: readonly string[];
  /** Kept, but not let in. */
  readonly disabled: boolean;
  /** What it may do on the operator's side; absent: nothing, it may only send mail. */
  readonly role?: Role;
}

/** What two spellings of one name have in common: case does not count, nor how an accent is composed. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** What a name has to be, in words for a message. */
export const nameRule = "1 to 64 printable characters, no space at either end";

/** Whether a user can have this name: see `nameRule`. Counted in characters as a person sees them typed, not in bytes. */
export function isUserName(text: string): boolean {
  // \p{C} holds control characters and those that turn the direction of what follows in a log line.
  return /^[^\p{C}\p{Z}](?:(?:[^\p{C}\p{Z}]| ){0,62}[^\p{C}\p{Z}])?$/u
    .test(text);
}
