import type { Role } from "../../model/mod.ts";
import type { ListedView } from "../../desk/mod.ts";

export type * from "../../desk/mod.ts";
export type { Role } from "../../model/mod.ts";

/** Whoever looks at the screen, as `/api/v1/session` answers. */
export interface Session {
  /** "" for a local one who needs no name. */
  readonly name: string;
  readonly role: Role;
  /** Whether it is shown what messages say. */
  readonly readsText: boolean;
  /** What every request that changes something must carry. */
  readonly csrf: string;
  /** Whether there are logins here at all, and so a way out. */
  readonly login: boolean;
  /** Where mails are taken, such as "127.0.0.1:2525"; absent: not told. */
  readonly smtp?: string | undefined;
}

/** A page of the list of deliveries. */
export interface ListPage {
  readonly deliveries: readonly ListedView[];
  /** Where the next page goes on; absent: there is none. */
  readonly next?: number | undefined;
}

/** What came of asking for something. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** Nobody answered. */
  | { readonly kind: "unreachable" }
  /** The session is over. */
  | { readonly kind: "logged-out" }
  | {
    readonly kind: "refused";
    readonly status: number;
    /** In the words of the machine: what is wrong and what to do. */
    readonly text: string;
  };
