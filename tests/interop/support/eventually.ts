const pollMs = 5;
/** A limit for hangs; nothing takes nearly as long. */
const patienceMs = 120_000;

/** Asks again and again until it is so. For what other processes do and nobody tells. */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!await isSo()) {
    if (Date.now() > deadline) {
      throw new Error(`${patienceMs / 1000} s passed without ${what}`);
    }
    await pause(pollMs);
  }
}

/** Lets time pass: only where chance is wanted, never to wait for something. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
