import * as v from "valibot";

/** How to reach a running appliance: the content of `control.json`. */
export interface ControlEndpoint {
  readonly pid: number;
  /** "127.0.0.1:port". */
  readonly address: string;
  /** Whoever can read it may command the appliance; so the file is the owner's alone. */
  readonly token: string;
}

const endpointSchema = v.object({
  pid: v.number(),
  address: v.string(),
  token: v.string(),
});

/** Writes the file, readable by its owner only, in one step. */
export async function writeEndpoint(
  path: string,
  endpoint: ControlEndpoint,
): Promise<void> {
  const draft = `${path}.${endpoint.pid}`;
  await Deno.writeTextFile(draft, JSON.stringify(endpoint) + "\n", {
    mode: 0o600,
  });
  await Deno.rename(draft, path);
}

/** Reads the file; undefined when there is none or it is not what `writeEndpoint` wrote. */
export async function readEndpoint(
  path: string,
): Promise<ControlEndpoint | undefined> {
  try {
    const content: unknown = JSON.parse(await Deno.readTextFile(path));
    const parsed = v.safeParse(endpointSchema, content);
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Removes the file; it may be gone already. At once, so that a stop begins at the moment at which it is asked for. */
export function removeEndpoint(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Makes a token that nobody guesses: 256 bits in hex. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
