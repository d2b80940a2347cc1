import type { ApiToken } from "./api_token.ts";
import { fileVersion, readText, writePrivately } from "./private_file.ts";
import {
  parseTokens,
  serialiseTokens,
  type TokensResult,
} from "./tokens_file.ts";

/** Where a book of tokens has them from. */
export interface TokensSource {
  /** Changes whenever the tokens may have changed; cheap, and never throws. */
  version(): string;
  /** Reads all tokens anew; never throws. */
  load(): TokensResult;
}

/** The tokens of a file; a file that is not there has none. Every problem and warning begins with the path. */
export function readTokens(path: string): TokensResult {
  const file = readText(path);
  switch (file.kind) {
    case "missing":
      return { kind: "ok", tokens: [], warnings: [] };
    case "unreadable":
      return { kind: "invalid", problems: [`${path}: ${file.reason}`] };
    case "text": {
      const result = parseTokens(file.text);
      if (result.kind === "invalid") {
        const problems = result.problems.map((it) => `${path}: ${it}`);
        return { kind: "invalid", problems };
      }
      // Nobody gets a token from its hash; but whoever can write the file makes one.
      return (file.othersMay & 0o022) === 0 ? result : {
        ...result,
        warnings: [
          `${path}: Others than its owner can write it, and so make tokens: run: chmod 600 ${path}`,
        ],
      };
    }
    default:
      return file satisfies never;
  }
}

/** Writes tokens.toml in one step, mode 0600. Throws what the system throws. */
export function writeTokens(path: string, tokens: readonly ApiToken[]): void {
  writePrivately(path, serialiseTokens(tokens));
}

/** The tokens of a file, for a book. */
export function tokensOnDisk(path: string): TokensSource {
  return { version: () => fileVersion(path), load: () => readTokens(path) };
}
