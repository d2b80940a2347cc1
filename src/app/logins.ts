import {
  type AuthEvent,
  createVerifier,
  usersOnDisk,
  type Verifier,
} from "../auth/mod.ts";
import type { Config } from "../config/mod.ts";
import type { Clock } from "../model/mod.ts";
import { inNetworks, parseNetwork } from "../policy/mod.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { networks } from "./front_door.ts";

/** What logins are judged by. */
interface LoginParts {
  readonly clock: Clock;
  /** Where users.toml is or would be. */
  readonly usersPath: string;
  readonly observe: (event: ApplianceEvent) => void;
}

/** Judges logins, from the first listener on that asks for them. */
export class Logins {
  readonly #parts: LoginParts;
  #verifier: Verifier | undefined;

  constructor(parts: LoginParts) {
    this.#parts = parts;
  }

  /** Judges one; as `Verifier.login`. */
  login: Verifier["login"] = (login, context) =>
    this.#made().login(login, context);

  /** Gets ready for the listeners of this config; what is known of clients who tried in vain stays. */
  follow({ smtp }: Config): void {
    const asks = smtp.listeners.some(({ auth }) =>
      auth === "optional" || auth === "required"
    );
    if (asks) this.#made();
  }

  /** Lets nobody wait for an answer any more. */
  end(): void {
    this.#verifier?.[Symbol.dispose]();
  }

  #made(): Verifier {
    const { clock, observe, usersPath } = this.#parts;
    return this.#verifier ??= createVerifier({
      clock,
      users: usersOnDisk(usersPath, { isNetwork }),
      inNetworks: (address, cidrs) => inNetworks(address, networks(cidrs)),
      onEvent: (event: AuthEvent) => observe({ room: "auth", event }),
    });
  }
}

/** Whether a text of users.toml is a network. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}
