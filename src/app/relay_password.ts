import type { Config } from "../config/mod.ts";
import { Secret } from "../model/mod.ts";

/** The relay's login with its password, or why that cannot be had. */
export type RelayLogin =
  | { readonly kind: "none" }
  | {
    readonly kind: "login";
    readonly user: string;
    readonly password: Secret;
    /** Whether the file may be read by others than its owner. */
    readonly exposed?: string;
  }
  | { readonly kind: "problem"; readonly text: string };

/** Reads the relay's password, from the config or its file, of which the first line counts. */
export function readRelayLogin({ mail }: Config): RelayLogin {
  const login = mail.relay?.login;
  if (login === undefined) return { kind: "none" };
  const { user, password } = login;
  if (password instanceof Secret) return { kind: "login", user, password };
  const { file } = password;
  try {
    const { mode } = Deno.statSync(file);
    const [line = ""] = Deno.readTextFileSync(file).split(/\r?\n/);
    if (line === "") {
      return {
        kind: "problem",
        text:
          `${file}, which [mail] password_file names, has no password in its first line`,
      };
    }
    const exposed = Deno.build.os !== "windows" && ((mode ?? 0) & 0o077) !== 0;
    return {
      kind: "login",
      user,
      password: new Secret(line),
      ...(exposed
        ? {
          exposed:
            `Others than its owner may read ${file}, which holds the relay's password: chmod 600 ${file}`,
        }
        : {}),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    return {
      kind: "problem",
      text: `Cannot read ${file}, which [mail] password_file names: ${why}`,
    };
  }
}
