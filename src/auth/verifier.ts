import {
  type Client,
  type ClientNetwork,
  clientNetwork,
  type Clock,
  type LoginVerdict,
  type Secret,
} from "../model/mod.ts";
import type { AuthEvent, LoginFault } from "./event.ts";
import { FailedLogins } from "./failed_logins.ts";
import { GuessedUsers } from "./guessed_users.ts";
import {
  type DeriveKey,
  hashOfNobody,
  scryptKey,
  verifyPassword,
} from "./password.ts";
import { Regulars } from "./regulars.ts";
import { answerDelayMs } from "./standing.ts";
import type { User } from "./user.ts";
import { UserBook } from "./user_book.ts";
import type { UsersSource } from "./users_disk.ts";
import { VerifiedLogins } from "./verified_logins.ts";
import { type LineLimits, WaitingLine } from "./waiting_line.ts";

/** What `createVerifier` needs. */
export interface VerifierOptions {
  readonly clock: Clock;
  readonly users: UsersSource;
  /** Whether an address lies in one of the networks, in CIDR notation. */
  readonly inNetworks: (
    address: string,
    networks: readonly string[],
  ) => boolean;
  readonly onEvent: (event: AuthEvent) => void;
  /** Default: scrypt. */
  readonly derive?: DeriveKey;
  /** How many passwords are checked at a time, and how many may wait for it. Default: 2 and 200, which is some 4 s. */
  readonly line?: LineLimits;
}

/** Judges logins. Satisfies `Receiver.login`; dispose of it at the end, so that no refusal waits any longer. */
export interface Verifier extends Disposable {
  /** Judges one login, and takes the time that a refusal must take. Never rejects. */
  login(
    credentials: Credentials,
    context: { readonly client: Pick<Client, "address"> },
  ): Promise<LoginVerdict>;
  /** The same for the operator's side, which only users with a role may enter; there guesses also count by user. */
  enter(
    credentials: Credentials,
    context: { readonly client: Pick<Client, "address"> },
  ): Promise<Entry>;
  /** The user of that name, however it is written, if it may come from that address. */
  find(name: string, address: string): User | undefined;
  /** Whether nobody has a role, for certain: where the users could never be read, somebody may have one. */
  readonly nobodyMayEnter: boolean;
}

/** A name and a password as a client gives them. */
export interface Credentials {
  readonly user: string;
  readonly password: Secret;
}

/** What came of a login to the operator's side. */
export type Entry =
  | { readonly kind: "entered"; readonly user: User }
  | {
    readonly kind: "refused";
    /** `wrong`: name or password; `lockedOut`: for 15 minutes; `busy`: others are first. */
    readonly why: "wrong" | "lockedOut" | "busy";
    /** For whoever has tried. */
    readonly text: string;
  };

/** Makes the judge of logins, with the users that are there now. */
export function createVerifier(options: VerifierOptions): Verifier {
  return new PasswordVerifier(options);
}

type CheckOutcome = "right" | "wrong" | "busy" | "lockedOut";

/** By which door somebody comes, and from where. */
interface Way {
  readonly door: "mail" | "operator";
  readonly address: string;
}

interface Attempt {
  readonly user: string;
  readonly password: Secret;
  readonly passwordHash: Secret;
  readonly mark: string;
  readonly network: ClientNetwork;
  readonly address: string;
  readonly door: Way["door"];
}

class PasswordVerifier implements Verifier {
  readonly #options: VerifierOptions;
  readonly #book: UserBook;
  readonly #failed: FailedLogins;
  readonly #guessed: GuessedUsers;
  readonly #regulars: Regulars;
  readonly #verified: VerifiedLogins;
  readonly #line: WaitingLine;
  readonly #nobody = hashOfNobody();
  /** Checks under way; the same login at the same time is checked once. */
  readonly #checks = new Map<string, Promise<CheckOutcome>>();
  readonly #end = new AbortController();

  constructor(options: VerifierOptions) {
    const { clock, users, onEvent, line } = options;
    this.#options = options;
    this.#book = new UserBook(users, { clock, onEvent });
    this.#failed = new FailedLogins(clock);
    this.#guessed = new GuessedUsers(clock);
    this.#regulars = new Regulars(clock);
    this.#verified = new VerifiedLogins(clock);
    this.#line = new WaitingLine(line ?? { atOnce: 2, waiting: 200 });
  }

  async login(
    credentials: Credentials,
    { client }: { readonly client: Pick<Client, "address"> },
  ): Promise<LoginVerdict> {
    const { address } = client;
    const entry = await this.#try(credentials, { address, door: "mail" });
    return verdictOf(entry);
  }

  enter(
    credentials: Credentials,
    { client }: { readonly client: Pick<Client, "address"> },
  ): Promise<Entry> {
    const { address } = client;
    return this.#try(credentials, { address, door: "operator" });
  }

  find(name: string, address: string): User | undefined {
    const user = this.#book.find(name);
    return user !== undefined && !user.disabled &&
        this.#mayComeFrom(user, address)
      ? user
      : undefined;
  }

  get nobodyMayEnter(): boolean {
    return this.#book.hasNo(({ role }) => role !== undefined);
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }

  async #try(credentials: Credentials, way: Way): Promise<Entry> {
    try {
      return await this.#judge(credentials, way);
    } catch (error) {
      this.#options.onEvent({ kind: "failed", error });
      return busy;
    }
  }

  async #judge(
    { user, password }: Credentials,
    { address, door }: Way,
  ): Promise<Entry> {
    const network = clientNetwork(address);
    // Nobody's hash: an unknown name takes as long as a known one.
    const passwordHash = this.#book.find(user)?.passwordHash ?? this.#nobody;
    const mark = this.#verified.mark({ user, password, passwordHash });
    const who = { user, address, network, door };
    const attempt = { ...who, password, passwordHash, mark };
    const outcome = await this.#check(attempt);
    switch (outcome) {
      case "busy":
        return busy;
      case "lockedOut":
        return await this.#refuseLockedOut(attempt);
      case "right":
      case "wrong": {
        const verdict = this.#verdict(attempt, { outcome, address });
        if (typeof verdict === "string") {
          return await this.#refuse(attempt, { fault: verdict, address });
        }
        // Only now: a quick refusal the second time would tell that the password was right.
        this.#verified.add(mark);
        this.#regulars.entered(attempt);
        if (door === "operator") this.#guessed.entered(attempt);
        return { kind: "entered", user: verdict };
      }
      default:
        return outcome satisfies never;
    }
  }

  #check(attempt: Attempt): Promise<CheckOutcome> | CheckOutcome {
    const { mark, network } = attempt;
    if (this.#isLockedOut(attempt)) return "lockedOut";
    if (this.#verified.has(mark)) return "right";
    const key = `${network.text} ${mark}`;
    const running = this.#checks.get(key);
    if (running !== undefined) return running;
    const check = this.#line.run(() => this.#derive(attempt));
    if (check === undefined) return "busy";
    const watched = check.finally(() => this.#checks.delete(key));
    this.#checks.set(key, watched);
    return watched;
  }

  async #derive(attempt: Attempt): Promise<CheckOutcome> {
    // Others of its network may have failed while this one waited.
    if (this.#isLockedOut(attempt)) return "lockedOut";
    const { password, passwordHash } = attempt;
    const derive = this.#options.derive ?? scryptKey;
    const right = await verifyPassword(password, passwordHash, derive);
    return right ? "right" : "wrong";
  }

  /** By the users as they are after the check: the operator may have changed them meanwhile. */
  #verdict(
    { user, passwordHash, door }: Attempt,
    { outcome, address }: {
      readonly outcome: "right" | "wrong";
      readonly address: string;
    },
  ): User | LoginFault {
    const known = this.#book.find(user);
    if (known === undefined) return "unknown user";
    const same = known.passwordHash.reveal() === passwordHash.reveal();
    if (outcome === "wrong" || !same) return "wrong password";
    if (known.disabled) return "disabled";
    if (!this.#mayComeFrom(known, address)) return "outside its networks";
    return door === "operator" && known.role === undefined ? "no role" : known;
  }

  #mayComeFrom({ networks }: User, address: string): boolean {
    return networks.length === 0 ||
      this.#options.inNetworks(address, networks);
  }

  async #refuse(
    attempt: Attempt,
    { fault, address }: {
      readonly fault: LoginFault;
      readonly address: string;
    },
  ): Promise<Entry> {
    const { user, mark, network, door } = attempt;
    const { onEvent } = this.#options;
    const name = this.#book.find(user)?.name;
    onEvent({
      kind: "loginFailed",
      address,
      ...(name === undefined ? {} : { user: name }),
      fault,
    });
    this.#regulars.failed(attempt);
    const { standing, justLockedOut } = this.#failed.note(network, mark);
    if (justLockedOut && standing.kind === "lockedOut") {
      const { failures } = standing;
      onEvent({ kind: "lockedOut", network: network.text, failures });
    }
    if (door === "operator" && this.#guessed.note(attempt)) {
      onEvent({ kind: "userLockedOut", ...(name !== undefined && { name }) });
    }
    await this.#wait(answerDelayMs(standing));
    return wrong;
  }

  async #refuseLockedOut({ network }: Attempt): Promise<Entry> {
    const standing = this.#failed.standing(network);
    await this.#wait(answerDelayMs(standing ?? { kind: "lockedOut" }));
    const whose = standing?.kind === "lockedOut"
      ? `from ${network.text}`
      : "as this user";
    return {
      kind: "refused",
      why: "lockedOut",
      text:
        `Too many failed logins ${whose}: correct the password there and wait 15 minutes`,
    };
  }

  #isLockedOut(attempt: Attempt): boolean {
    const ofNetwork = this.#failed.standing(attempt.network);
    const shared = ofNetwork?.kind === "lockedOut" &&
      !this.#regulars.has(attempt);
    return shared ||
      (attempt.door === "operator" && this.#guessed.isLockedOut(attempt));
  }

  async #wait(delayMs: number): Promise<void> {
    try {
      await this.#options.clock.sleep(delayMs, this.#end.signal);
    } catch (error) {
      // At the end nobody need be slowed down any more.
      if (!this.#end.signal.aborted) throw error;
    }
  }
}

const wrong: Entry = {
  kind: "refused",
  why: "wrong",
  // Which of the two is wrong is nobody's business.
  text: "Login failed: check the user name and the password",
};

const busy: Entry = {
  kind: "refused",
  why: "busy",
  text: "Too many logins at once: try later",
};

// RFC 4954 §6.
function verdictOf(entry: Entry): LoginVerdict {
  if (entry.kind === "entered") {
    return { kind: "accepted", user: entry.user.name };
  }
  const { why, text } = entry;
  const code = why === "busy"
    ? { code: 454, enhanced: "4.7.0" } as const
    : { code: 535, enhanced: "5.7.8" } as const;
  return { kind: "refused", refusal: { ...code, text } };
}
