import type { Config } from "../config/mod.ts";

/** The address that cellpost writes as. */
export function ownAddress({ mail, smtp }: Config): string {
  return mail.from === ""
    ? `cellpost@${smtp.hostname ?? Deno.hostname()}`
    : mail.from;
}
