import type { Desk } from "../../src/desk/mod.ts";
import type { Role } from "../../src/model/mod.ts";
import type { Account, LoginOutcome, WebEvent } from "../../src/web/mod.ts";
import { startWebServer, type WebOptions } from "../../src/web/server.ts";
import { ManualClock } from "./manual_clock.ts";

/** A user of a house. */
export interface HouseUser {
  readonly role: Role;
  readonly password: string;
}

/** The operator's side alone, on a desk of the test's, with users that the test can change at any time. */
export class WebHouse implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly users = new Map<string, HouseUser>();
  readonly tokens = new Map<string, { name: string; role: Role }>();
  readonly events: WebEvent[] = [];
  readonly server: ReturnType<typeof startWebServer>;

  constructor(
    desk: Partial<Desk>,
    { users = {}, ...more }: Partial<Omit<WebOptions, "listen">> & {
      readonly users?: Readonly<Record<string, HouseUser>>;
      readonly listen?: WebOptions["listen"];
    } = {},
  ) {
    for (const [name, user] of Object.entries(users)) {
      this.users.set(name, user);
    }
    this.server = startWebServer(desk as Desk, {
      listen: [{ hostname: "127.0.0.1", port: 0 }],
      clock: this.clock,
      accounts: this.#accounts(),
      keys: { find: (token) => this.tokens.get(token) },
      lengths: { idleMs: 60_000, mostMs: 600_000 },
      hideText: false,
      observe: (event) => this.events.push(event),
      ...more,
    });
  }

  /** Without the slash at its end. */
  get url(): string {
    return this.server.urls[0]!.slice(0, -1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
  }

  #accounts(): WebOptions["accounts"] {
    const { users } = this;
    const find = (name: string): Account | undefined => {
      const user = users.get(name);
      return user && { name, role: user.role, mark: user.password };
    };
    return {
      get nobody() {
        return users.size === 0;
      },
      find,
      login({ user, password }) {
        const account = find(user);
        const outcome: LoginOutcome = account?.mark === password
          ? { kind: "entered", account: account! }
          : { kind: "refused", why: "wrong", text: "Login failed" };
        return Promise.resolve(outcome);
      },
    };
  }
}
