import type { MiddlewareHandler } from "hono";
import type { Clock } from "../model/mod.ts";
import { problemResponse } from "./api/problem.ts";
import { isSafe } from "./needed_role.ts";
import type { ServedEnv } from "./served.ts";

/** A request's body, or why there is none. */
export type BodyReading =
  | { readonly kind: "read"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "tooLong" }
  | { readonly kind: "tooSlow" }
  /** The client has gone, or its pieces (RFC 9112 §7.1) are none. */
  | { readonly kind: "brokenOff" };

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  readonly clock: Clock;
  /** Bytes. */
  readonly most: number;
  /** Milliseconds for all of it. */
  readonly deadlineMs: number;
}

/** Reads a body whole, within limits. Never rejects. */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  { clock, most, deadlineMs }: BodyLimits,
): Promise<BodyReading> {
  if (body === null) return { kind: "read", bytes: new Uint8Array(0) };
  const reader = body.getReader();
  let late = false;
  const timer = clock.after(deadlineMs, () => {
    late = true;
    // Ends the read that waits.
    reader.cancel().catch(() => undefined);
  });
  try {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (late) return { kind: "tooSlow" };
      if (done) return { kind: "read", bytes: joined(pieces, length) };
      length += value.length;
      if (length > most) {
        await reader.cancel();
        return { kind: "tooLong" };
      }
      pieces.push(value);
    }
  } catch {
    return { kind: "brokenOff" };
  } finally {
    timer.cancel();
  }
}

function joined(
  pieces: readonly Uint8Array[],
  length: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Lets nothing behind it wait for a client: the body is there whole, or the request is refused. */
export function boundedBody(limits: BodyLimits): MiddlewareHandler<ServedEnv> {
  return async (context, next) => {
    const { raw, method, path: instance } = context.req;
    if (!isSafe(method)) {
      const reading = await readBody(raw.body, limits);
      if (reading.kind === "tooLong") {
        const detail = `A request holds at most ${limits.most} bytes`;
        return problemResponse({ status: 413, detail }, { instance });
      }
      if (reading.kind === "tooSlow") {
        const detail = "The request did not come whole in time: send it again";
        return problemResponse({ status: 408, detail }, { instance });
      }
      if (reading.kind === "brokenOff") {
        const detail = "The request broke off";
        return problemResponse({ status: 400, detail }, { instance });
      }
      const { bytes } = reading;
      context.req.raw = new Request(raw.url, {
        method,
        headers: raw.headers,
        ...(bytes.length > 0 && { body: bytes }),
      });
    }
    await next();
  };
}
