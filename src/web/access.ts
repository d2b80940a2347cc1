import type { Clock } from "../model/mod.ts";
import type { Accounts, Keys } from "./accounts.ts";
import { CsrfTokens } from "./csrf.ts";
import type { WebEvent } from "./event.ts";
import type { SessionLengths } from "./session.ts";
import { Sessions } from "./sessions.ts";

/** Who may see the operator's side, and how. */
export interface AccessOptions {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly keys: Keys;
  readonly lengths: SessionLengths;
  /** Whether viewers see no message text. */
  readonly hideText: boolean;
  /** Whether browsers come by HTTPS, so that cookies may be theirs alone. */
  readonly secure: boolean;
  readonly observe: (event: WebEvent) => void;
  /** Where mails are taken, such as "0.0.0.0:25": the screen says what to type. */
  readonly smtp?: string | undefined;
}

/** What guard and login share. */
export interface Access extends AccessOptions {
  readonly sessions: Sessions;
  readonly csrf: CsrfTokens;
  readonly cookies: CookieNames;
}

/** How the cookies are called. */
export interface CookieNames {
  /** Holds the id of a session. */
  readonly session: string;
  /** Holds the secret of a login form. */
  readonly form: string;
}

/** What the proof at the door that is open to this machine belongs to; no session has such an id. */
export const openDoor = "open door";

/** Makes what guard and login share. */
export function makeAccess(options: AccessOptions): Access {
  // RFC 6265bis §4.1.3.2: a browser takes a name with this prefix only from the host itself, over HTTPS, for all its paths.
  const prefix = options.secure ? "__Host-" : "";
  return {
    ...options,
    sessions: new Sessions(options),
    csrf: new CsrfTokens(),
    cookies: {
      session: `${prefix}cellpost`,
      form: `${prefix}cellpost-login`,
    },
  };
}
