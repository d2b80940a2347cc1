import { join } from "node:path";
import { Child } from "../../support/child.ts";

const root = join(import.meta.dirname ?? ".", "../../..");
const place = join(root, "dist/windows");

/**
 * The Windows that `.ci/windows.sh` has made in `dist/windows`, running. Its server is started first and in the foreground: one
 * that makes itself a daemon takes the first pseudo-terminal it opens for its controlling terminal, and hears a hang-up, upon
 * which it prints all that it has, when a modem is unplugged.
 */
export class Wine implements AsyncDisposable {
  readonly #server: Deno.ChildProcess;

  private constructor(server: Deno.ChildProcess) {
    this.#server = server;
  }

  static async start(): Promise<Wine> {
    const ready = await Deno.stat(join(place, "deno")).catch(() => undefined);
    if (ready === undefined) {
      throw new Error(`No Windows in ${place}: run .ci/windows.sh first`);
    }
    const server = new Deno.Command("wineserver", {
      args: ["--foreground", "--persistent"],
      env: { WINEPREFIX: join(place, "prefix"), WINEDEBUG: "-all" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const wine = new Wine(server);
    // The first program waits until the Windows has started its services; also, one must always run, or they end.
    await wine.run(["eval", "1"]);
    return wine;
  }

  /** Where links make COM ports. */
  get devices(): string {
    return join(place, "prefix/dosdevices");
  }

  /** Starts Deno inside. `folder` is a folder of the machine. */
  deno(
    args: readonly string[],
    { folder = root, env = {} }: {
      readonly folder?: string;
      readonly env?: Record<string, string>;
    } = {},
  ): Child {
    const all = { NO_COLOR: "1", ...env };
    return new Child([join(place, "deno"), ...args], { cwd: folder, env: all });
  }

  /** Runs Deno inside to its end, which must be a good one, and returns what it printed. */
  async run(args: readonly string[]): Promise<string> {
    await using child = this.deno(args);
    const { code } = await child.status();
    if (code !== 0) throw new Error(`Exit code ${code}:\n${child.output}`);
    return child.output;
  }

  /** Runs a program that Windows itself has. */
  async windowsProgram(name: string, args: readonly string[]): Promise<void> {
    const { success, stderr } = await new Deno.Command("wine", {
      args: [name, ...args],
      env: { WINEPREFIX: join(place, "prefix"), WINEDEBUG: "-all" },
      stdin: "null",
    }).output();
    if (success) return;
    throw new Error(`${name} failed: ${new TextDecoder().decode(stderr)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill("SIGTERM");
    await this.#server.status;
  }
}

/** A file of this machine by its name inside. */
export function inside(path: string): string {
  return `Z:${path.replaceAll("/", "\\")}`;
}
