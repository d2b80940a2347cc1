import type { Clock } from "../model/mod.ts";
import type { AuthEvent } from "./event.ts";
import { nameKey, type User } from "./user.ts";
import type { UsersSource } from "./users_disk.ts";

const lookAgainMs = 1_000;

/** What a book of users needs. */
export interface UserBookOptions {
  readonly clock: Clock;
  readonly onEvent: (event: AuthEvent) => void;
}

/** The users as their source has them, at most a second old; those of before as long as the source is broken. */
export class UserBook {
  readonly #source: UsersSource;
  readonly #options: UserBookOptions;
  /** Undefined until they could be read. */
  #users: ReadonlyMap<string, User> | undefined;
  #version: string;
  #lookedAt: number;

  constructor(source: UsersSource, options: UserBookOptions) {
    this.#source = source;
    this.#options = options;
    this.#lookedAt = options.clock.monotonic();
    // Before it is read: a change while it is read is then seen next time.
    this.#version = source.version();
    this.#load();
  }

  /** The user of that name, however it is written. */
  find(name: string): User | undefined {
    this.#refresh();
    return this.#users?.get(nameKey(name));
  }

  /** Whether there is nobody like that, for certain: where the users could never be read, there may be. */
  hasNo(like: (user: User) => boolean): boolean {
    this.#refresh();
    return this.#users !== undefined && !this.#users.values().some(like);
  }

  #refresh(): void {
    const now = this.#options.clock.monotonic();
    if (now - this.#lookedAt < lookAgainMs) return;
    this.#lookedAt = now;
    const version = this.#source.version();
    if (version === this.#version) return;
    this.#version = version;
    this.#load();
  }

  #load(): void {
    const { onEvent } = this.#options;
    const result = this.#source.load();
    if (result.kind === "invalid") {
      onEvent({ kind: "usersKept", reason: oneLine(result.problems) });
      return;
    }
    this.#users = new Map(
      result.users.map((user) => [nameKey(user.name), user]),
    );
    onEvent({ kind: "usersLoaded", count: result.users.length });
    for (const text of result.warnings) onEvent({ kind: "usersWarning", text });
  }
}

function oneLine(problems: readonly string[]): string {
  const [first = "It cannot be read", ...rest] = problems;
  return rest.length === 0 ? first : `${first} (and ${rest.length} more)`;
}
