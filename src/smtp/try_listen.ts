import type { SmtpAddress } from "./entrance.ts";

/** Whether a port could be listened on: `error` has the system's own words. */
export type ListenTrial =
  | { readonly kind: "free" | "in-use" | "denied" | "no-such-address" }
  | { readonly kind: "error"; readonly reason: string };

/** Listens for a moment, to see whether that goes. Not to be called while a cellpost runs that listens there. */
export function tryListen({ hostname, port }: SmtpAddress): ListenTrial {
  const { errors } = Deno;
  try {
    Deno.listen({ hostname, port, transport: "tcp" }).close();
    return { kind: "free" };
  } catch (error) {
    if (error instanceof errors.AddrInUse) return { kind: "in-use" };
    if (error instanceof errors.PermissionDenied) return { kind: "denied" };
    if (error instanceof errors.AddrNotAvailable) {
      return { kind: "no-such-address" };
    }
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "error", reason };
  }
}
