import { systemClock } from "../../src/model/mod.ts";

/** Where every server of a benchmark listens. */
export const loopback = "127.0.0.1";

const retryMs = 2;

/** Connects until a mail server greets. Throws when none does within `timeoutMs`. */
export async function greeted(port: number, timeoutMs = 10_000): Promise<void> {
  const deadline = systemClock.monotonic() + timeoutMs;
  for (;;) {
    const greeting = await greetingOf(port);
    if (greeting?.startsWith("220")) return;
    if (systemClock.monotonic() > deadline) {
      throw new Error(`No mail server greets on port ${port}: ${greeting}`);
    }
    await systemClock.sleep(retryMs);
  }
}

/** Connects until somebody listens. Throws when nobody does within `timeoutMs`. */
export async function listening(
  port: number,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = systemClock.monotonic() + timeoutMs;
  for (;;) {
    try {
      using _socket = await Deno.connect({ hostname: loopback, port });
      return;
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
    }
    if (systemClock.monotonic() > deadline) {
      throw new Error(`Nobody listens on port ${port}`);
    }
    await systemClock.sleep(retryMs);
  }
}

async function greetingOf(port: number): Promise<string | undefined> {
  try {
    using socket = await Deno.connect({ hostname: loopback, port });
    const buffer = new Uint8Array(512);
    const count = await socket.read(buffer) ?? 0;
    return new TextDecoder().decode(buffer.subarray(0, count));
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return undefined;
    throw error;
  }
}
