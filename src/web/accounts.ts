import type { Role } from "../model/mod.ts";

/** A user who may enter the operator's side. */
export interface Account {
  /** As the operator wrote it. */
  readonly name: string;
  readonly role: Role;
  /** Changes with the password, and tells nothing of it. */
  readonly mark: string;
}

/** What came of a login. */
export type LoginOutcome =
  | { readonly kind: "entered"; readonly account: Account }
  | {
    readonly kind: "refused";
    /** `wrong`: name or password; `lockedOut`: for a while; `busy`: others are first. */
    readonly why: "wrong" | "lockedOut" | "busy";
    /** For whoever has tried. */
    readonly text: string;
  };

/** Who may enter, as the web room asks. */
export interface Accounts {
  /** Whether nobody may, for certain, so that there is nobody to log in as. */
  readonly nobody: boolean;
  /** The user of that name, if it may enter from that address now. */
  find(name: string, address: string): Account | undefined;
  /** Judges a login, and takes the time that a refusal must take. Never rejects. */
  login(
    credentials: { readonly user: string; readonly password: string },
    address: string,
  ): Promise<LoginOutcome>;
}

/** The keys of programs, as the web room asks. */
export interface Keys {
  /** Whose key it is; undefined: nobody's. */
  find(
    token: string,
  ): { readonly name: string; readonly role: Role } | undefined;
}
