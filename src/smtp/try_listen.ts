import { listenTrouble } from "../model/mod.ts";
import type { SmtpAddress } from "./entrance.ts";

/** Whether a port could be listened on: `error` has the system's own words. */
export type ListenTrial =
  | { readonly kind: "free" | "in-use" | "denied" | "no-such-address" }
  | { readonly kind: "error"; readonly reason: string };

/** Listens for a moment, to see whether that goes. Not to be called while a cellpost runs that listens there. */
export function tryListen({ hostname, port }: SmtpAddress): ListenTrial {
  try {
    Deno.listen({ hostname, port, transport: "tcp" }).close();
    return { kind: "free" };
  } catch (error) {
    const kind = listenTrouble(error);
    if (kind !== "cannot-listen") return { kind };
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "error", reason };
  }
}
