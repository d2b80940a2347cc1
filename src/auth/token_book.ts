import type { Clock } from "../model/mod.ts";
import { type ApiToken, tokenHash, tokenPrefix } from "./api_token.ts";
import type { AuthEvent } from "./event.ts";
import type { TokensSource } from "./tokens_disk.ts";

const lookAgainMs = 1_000;

/** The tokens as their source has them, at most a second old; those of before as long as the source is broken. */
export class TokenBook {
  readonly #source: TokensSource;
  readonly #clock: Clock;
  readonly #onEvent: (event: AuthEvent) => void;
  #byHash: ReadonlyMap<string, ApiToken> = new Map();
  #version: string;
  #lookedAt: number;

  constructor(
    source: TokensSource,
    { clock, onEvent }: {
      readonly clock: Clock;
      readonly onEvent: (event: AuthEvent) => void;
    },
  ) {
    this.#source = source;
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#lookedAt = clock.monotonic();
    // Before it is read: a change while it is read is then seen next time.
    this.#version = source.version();
    this.#load();
  }

  /** Whose token it is. Looked up by its hash, so that how long it takes tells nothing of those that there are. */
  find(token: string): ApiToken | undefined {
    this.#refresh();
    return token.startsWith(tokenPrefix)
      ? this.#byHash.get(tokenHash(token))
      : undefined;
  }

  #refresh(): void {
    const now = this.#clock.monotonic();
    if (now - this.#lookedAt < lookAgainMs) return;
    this.#lookedAt = now;
    const version = this.#source.version();
    if (version === this.#version) return;
    this.#version = version;
    this.#load();
  }

  #load(): void {
    const result = this.#source.load();
    if (result.kind === "invalid") {
      const [first = "It cannot be read"] = result.problems;
      this.#onEvent({ kind: "tokensKept", reason: first });
      return;
    }
    this.#byHash = new Map(result.tokens.map((it) => [it.sha256, it]));
    for (const text of result.warnings) {
      this.#onEvent({ kind: "tokensWarning", text });
    }
  }
}
