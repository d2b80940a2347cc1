import type { Role } from "../model/mod.ts";
import type { DenyReason } from "./guard_decision.ts";

/** How somebody has shown who it is: `local` is this machine's own, where nobody has a role. */
export type Manner = "local" | "session" | "token";

/** What the operator's side has to tell; the app makes log lines of it. */
export type WebEvent =
  | {
    readonly kind: "loggedIn";
    readonly name: string;
    readonly role: Role;
    readonly address: string;
  }
  | {
    readonly kind: "loggedOut";
    readonly name: string;
    readonly address: string;
  }
  /** Something was changed, or asked of a modem. */
  | {
    readonly kind: "acted";
    readonly manner: Manner;
    /** "" where `manner` is `local`. */
    readonly name: string;
    readonly address: string;
    readonly method: string;
    /** Of the request, or of what it has made. */
    readonly path: string;
  }
  /** Somebody was turned away who may mean harm; told once a minute for each network and reason. */
  | {
    readonly kind: "turnedAway";
    readonly address: string;
    readonly why: DenyReason;
    readonly method: string;
    readonly path: string;
  }
  /** A bug. Whoever has asked was told no more than that. */
  | { readonly kind: "failed"; readonly error: unknown };
