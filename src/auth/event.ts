/** Why a login failed; the client is told none of it. */
export type LoginFault =
  | "unknown user"
  | "wrong password"
  | "disabled"
  | "outside its networks"
  | "no role";

/** What the verifier of logins has to tell its operator; the app makes log lines and counters of it. */
export type AuthEvent =
  /** Told once a lock-out. */
  | {
    readonly kind: "lockedOut";
    /** Such as "192.0.2.0/24". */
    readonly network: string;
    /** How many different guesses led to it. */
    readonly failures: number;
  }
  /** Nobody enters the operator's side under that name for a while, but from where it has entered of late. */
  | {
    readonly kind: "userLockedOut";
    /** Absent where nobody has the name that was given. */
    readonly name?: string;
  }
  | {
    readonly kind: "loginFailed";
    readonly address: string;
    /** Absent where nobody has the name that was given: people type passwords there, too. */
    readonly user?: string;
    readonly fault: LoginFault;
  }
  /** The users were read, at the start or because their file has changed. */
  | { readonly kind: "usersLoaded"; readonly count: number }
  /** Their file cannot be used, and those of before stay; told once a version of it. One line. */
  | { readonly kind: "usersKept"; readonly reason: string }
  /** Something about their file that works but should not stay so. */
  | { readonly kind: "usersWarning"; readonly text: string }
  /** The file of tokens cannot be used, and those of before stay; told once a version of it. One line. */
  | { readonly kind: "tokensKept"; readonly reason: string }
  /** Something about that file that works but should not stay so. */
  | { readonly kind: "tokensWarning"; readonly text: string }
  /** A bug, or no memory for scrypt. The client is told to come back. */
  | { readonly kind: "failed"; readonly error: unknown };
