import { fileVersion, readText, writePrivately } from "./private_file.ts";
import type { User } from "./user.ts";
import {
  type IsNetwork,
  parseUsers,
  serialiseUsers,
  type UsersResult,
} from "./users_file.ts";

/** Where a verifier has its users from. */
export interface UsersSource {
  /** Changes whenever the users may have changed; cheap, and never throws. */
  version(): string;
  /** Reads all users anew; never throws. */
  load(): UsersResult;
}

/** What reading users.toml takes. */
export interface UsersFileOptions {
  readonly isNetwork: IsNetwork;
}

/** The users of a file; a file that is not there has none. Every problem and warning begins with the path. */
export function readUsers(
  path: string,
  options: UsersFileOptions,
): UsersResult {
  const file = readText(path);
  switch (file.kind) {
    case "missing":
      return { kind: "ok", users: [], warnings: [] };
    case "unreadable":
      return { kind: "invalid", problems: [`${path}: ${file.reason}`] };
    case "text":
      return atPath(path, {
        result: parseUsers(file.text, options),
        othersMay: file.othersMay,
      });
    default:
      return file satisfies never;
  }
}

function atPath(
  path: string,
  { result, othersMay }: {
    readonly result: UsersResult;
    readonly othersMay: number;
  },
): UsersResult {
  if (result.kind === "invalid") {
    const problems = result.problems.map((it) => `${path}: ${it}`);
    return { kind: "invalid", problems };
  }
  if (othersMay === 0) return result;
  const warning =
    `${path}: Others than its owner can get at the password hashes: run: chmod 600 ${path}`;
  return { ...result, warnings: [...result.warnings, warning] };
}

/** Writes users.toml in one step, mode 0600. Throws what the system throws. */
export function writeUsers(path: string, users: readonly User[]): void {
  writePrivately(path, serialiseUsers(users));
}

/** The users of a file, for a verifier. */
export function usersOnDisk(
  path: string,
  options: UsersFileOptions,
): UsersSource {
  return {
    version: () => fileVersion(path),
    load: () => readUsers(path, options),
  };
}
