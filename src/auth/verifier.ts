import {
  type Client,
  type ClientNetwork,
  clientNetwork,
  type Clock,
  type LoginVerdict,
  type Refusal,
  type Secret,
} from "../model/mod.ts";
import type { AuthEvent, LoginFault } from "./event.ts";
import { FailedLogins } from "./failed_logins.ts";
import {
  type DeriveKey,
  hashOfNobody,
  scryptKey,
  verifyPassword,
} from "./password.ts";
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
    credentials: { readonly user: string; readonly password: Secret },
    context: { readonly client: Pick<Client, "address"> },
  ): Promise<LoginVerdict>;
}

/** Makes the judge of logins, with the users that are there now. */
export function createVerifier(options: VerifierOptions): Verifier {
  return new PasswordVerifier(options);
}

type CheckOutcome = "right" | "wrong" | "busy" | "lockedOut";

interface Attempt {
  readonly user: string;
  readonly password: Secret;
  readonly passwordHash: Secret;
  readonly mark: string;
  readonly network: ClientNetwork;
}

class PasswordVerifier implements Verifier {
  readonly #options: VerifierOptions;
  readonly #book: UserBook;
  readonly #failed: FailedLogins;
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
    this.#verified = new VerifiedLogins(clock);
    this.#line = new WaitingLine(line ?? { atOnce: 2, waiting: 200 });
  }

  async login(
    credentials: { readonly user: string; readonly password: Secret },
    { client }: { readonly client: Pick<Client, "address"> },
  ): Promise<LoginVerdict> {
    try {
      return await this.#judge(credentials, client.address);
    } catch (error) {
      this.#options.onEvent({ kind: "failed", error });
      return refused(notNow);
    }
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }

  async #judge(
    { user, password }: { readonly user: string; readonly password: Secret },
    address: string,
  ): Promise<LoginVerdict> {
    const network = clientNetwork(address);
    // Nobody's hash: an unknown name takes as long as a known one.
    const passwordHash = this.#book.find(user)?.passwordHash ?? this.#nobody;
    const mark = this.#verified.mark({ user, password, passwordHash });
    const attempt = { user, password, passwordHash, mark, network };
    const outcome = await this.#check(attempt);
    switch (outcome) {
      case "busy":
        return refused(notNow);
      case "lockedOut":
        return await this.#refuseLockedOut(network);
      case "right":
      case "wrong": {
        const verdict = this.#verdict(attempt, { outcome, address });
        if (typeof verdict === "string") {
          return await this.#refuse(attempt, { fault: verdict, address });
        }
        // Only now: a quick refusal the second time would tell that the password was right.
        this.#verified.add(mark);
        return verdict;
      }
      default:
        return outcome satisfies never;
    }
  }

  #check(attempt: Attempt): Promise<CheckOutcome> | CheckOutcome {
    const { mark, network } = attempt;
    if (this.#isLockedOut(network)) return "lockedOut";
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

  async #derive(
    { password, passwordHash, network }: Attempt,
  ): Promise<CheckOutcome> {
    // Others of its network may have failed while this one waited.
    if (this.#isLockedOut(network)) return "lockedOut";
    const derive = this.#options.derive ?? scryptKey;
    const right = await verifyPassword(password, passwordHash, derive);
    return right ? "right" : "wrong";
  }

  /** By the users as they are after the check: the operator may have changed them meanwhile. */
  #verdict(
    { user, passwordHash }: Attempt,
    { outcome, address }: {
      readonly outcome: "right" | "wrong";
      readonly address: string;
    },
  ): LoginVerdict | LoginFault {
    const known = this.#book.find(user);
    if (known === undefined) return "unknown user";
    const same = known.passwordHash.reveal() === passwordHash.reveal();
    if (outcome === "wrong" || !same) return "wrong password";
    if (known.disabled) return "disabled";
    return this.#mayComeFrom(known, address)
      ? { kind: "accepted", user: known.name }
      : "outside its networks";
  }

  #mayComeFrom({ networks }: User, address: string): boolean {
    return networks.length === 0 ||
      this.#options.inNetworks(address, networks);
  }

  async #refuse(
    { user, mark, network }: Attempt,
    { fault, address }: {
      readonly fault: LoginFault;
      readonly address: string;
    },
  ): Promise<LoginVerdict> {
    const { onEvent } = this.#options;
    const name = this.#book.find(user)?.name;
    onEvent({
      kind: "loginFailed",
      address,
      ...(name === undefined ? {} : { user: name }),
      fault,
    });
    const { standing, justLockedOut } = this.#failed.note(network, mark);
    if (justLockedOut && standing.kind === "lockedOut") {
      const { failures } = standing;
      onEvent({ kind: "lockedOut", network: network.text, failures });
    }
    await this.#wait(answerDelayMs(standing));
    return refused(wrongCredentials);
  }

  async #refuseLockedOut(network: ClientNetwork): Promise<LoginVerdict> {
    const standing = this.#failed.standing(network);
    if (standing !== undefined) await this.#wait(answerDelayMs(standing));
    return refused({
      code: 535,
      enhanced: "5.7.8",
      text:
        `Too many failed logins from ${network.text}: correct the password there and wait 15 minutes`,
    });
  }

  #isLockedOut(network: ClientNetwork): boolean {
    return this.#failed.standing(network)?.kind === "lockedOut";
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

// RFC 4954 §6. Which of the two is wrong is nobody's business.
const wrongCredentials: Refusal = {
  code: 535,
  enhanced: "5.7.8",
  text: "Login failed: check the user name and the password",
};

const notNow: Refusal = {
  code: 454,
  enhanced: "4.7.0",
  text: "Too many logins at once: try later",
};

function refused(refusal: Refusal): LoginVerdict {
  return { kind: "refused", refusal };
}
