import type { Role } from "../model/mod.ts";
import type { Account } from "./accounts.ts";

/** A login that goes on. Times by `Clock.monotonic`. */
export interface Session {
  /** Of the user. */
  readonly name: string;
  readonly role: Role;
  /** Of the password that it began with. */
  readonly mark: string;
  readonly startedAt: number;
  /** Its last request. */
  readonly seenAt: number;
}

/** How long a session lasts, milliseconds. */
export interface SessionLengths {
  /** Without a request. */
  readonly idleMs: number;
  /** At most. */
  readonly mostMs: number;
}

/** Why a session is over. */
export type SessionEnd =
  | "idle"
  | "expired"
  /** The user is no more, is disabled, has no role any more, or may not come from there. */
  | "gone"
  | "role changed"
  | "password changed";

/** A session as it begins. */
export function begin({ name, role, mark }: Account, now: number): Session {
  return { name, role, mark, startedAt: now, seenAt: now };
}

/** Why a session is over at a moment, with its user as it is by then; undefined: it goes on. */
export function endOf(
  session: Session,
  { now, account, lengths }: {
    readonly now: number;
    readonly account: Account | undefined;
    readonly lengths: SessionLengths;
  },
): SessionEnd | undefined {
  if (account === undefined) return "gone";
  if (account.mark !== session.mark) return "password changed";
  if (account.role !== session.role) return "role changed";
  if (now - session.startedAt >= lengths.mostMs) return "expired";
  return now - session.seenAt >= lengths.idleMs ? "idle" : undefined;
}
