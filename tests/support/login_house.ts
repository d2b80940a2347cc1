import { createHash } from "node:crypto";
import { type DeriveKey, hashPassword } from "../../src/auth/password.ts";
import type { AuthEvent } from "../../src/auth/event.ts";
import type { User } from "../../src/auth/user.ts";
import type { UsersResult } from "../../src/auth/users_file.ts";
import {
  createVerifier,
  type VerifierOptions,
} from "../../src/auth/verifier.ts";
import { type LoginVerdict, Secret } from "../../src/model/mod.ts";
import { byClock } from "./by_clock.ts";
import { ManualClock } from "./manual_clock.ts";

/** What every client hears whose name or password is wrong. */
export const wrong = "Login failed: check the user name and the password";

/** A stand-in for scrypt that takes no time. */
export const quickKey: DeriveKey = (password, salt) =>
  Promise.resolve(
    createHash("sha256").update(password).update(salt).digest(),
  );

/** A user whose hash is quick. */
export async function user(
  name: string,
  password: string,
  more: Partial<User> = {},
): Promise<User> {
  const passwordHash = await hashPassword(new Secret(password), quickKey);
  return { name, passwordHash, networks: [], disabled: false, ...more };
}

/** A verifier with these users, a count of its derivations, and what it told. */
export async function house(more: Partial<VerifierOptions> = {}) {
  const clock = new ManualClock();
  const events: AuthEvent[] = [];
  const file = {
    version: 1,
    users: [
      await user("Anna", "correct horse"),
      await user("bert", "battery staple", { disabled: true }),
      await user("plc", "hall three", { networks: ["10.0.0.0/8"] }),
    ],
  };
  const derived: string[] = [];
  const verifier = createVerifier({
    clock,
    users: {
      version: () => `${file.version}`,
      load: (): UsersResult => ({
        kind: "ok",
        users: file.users,
        warnings: [],
      }),
    },
    inNetworks: (address, networks) =>
      networks.includes("10.0.0.0/8") && address.startsWith("10."),
    onEvent: (event) => events.push(event),
    derive: (password, salt) => {
      derived.push(password);
      return quickKey(password, salt);
    },
    ...more,
  });
  const login = (
    name: string,
    password: string,
    address = "192.0.2.7",
  ): Promise<LoginVerdict> =>
    verifier.login(
      { user: name, password: new Secret(password) },
      { client: { address } },
    );
  /** The same, with all waiting done in no time. */
  const told = (...args: Parameters<typeof login>) =>
    byClock(clock, login(...args));
  /** How long the answer takes. */
  const waits = async (...args: Parameters<typeof login>) => {
    const start = clock.monotonic();
    await told(...args);
    return clock.monotonic() - start;
  };
  const of = <K extends AuthEvent["kind"]>(kind: K) =>
    events.filter((it): it is Extract<AuthEvent, { kind: K }> =>
      it.kind === kind
    );
  return { clock, verifier, events, file, derived, login, told, waits, of };
}

/** A verdict in one line. */
export function textOf(verdict: LoginVerdict): string {
  if (verdict.kind === "accepted") return `accepted ${verdict.user}`;
  const { code, enhanced, text } = verdict.refusal;
  return `${code} ${enhanced} ${text}`;
}
