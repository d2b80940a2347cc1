import { join } from "node:path";
import { Child } from "../../support/child.ts";

const root = join(import.meta.dirname ?? ".", "../../..");
const place = join(root, "dist/windows");
const environment = { WINEPREFIX: join(place, "prefix"), WINEDEBUG: "-all" };

// As long as an ordinary program runs, the services do.
const keeper = "console.log('ready'); setInterval(() => {}, 1_000_000)";

/**
 * The Windows that `.ci/windows.sh` has made in `dist/windows`, running.
 *
 * Its server is started first and in the foreground: one that makes itself a daemon takes the first pseudo-terminal it opens for
 * its controlling terminal, and when a modem is unplugged hears a hang-up, upon which it prints all that it has. And one
 * program runs all the time: Windows' services end with the last one, and those that a test's program starts would hold its
 * output open.
 */
export class Wine implements AsyncDisposable {
  readonly #server: Deno.ChildProcess;
  readonly #keeper: Deno.ChildProcess;

  private constructor() {
    this.#server = silently("wineserver", ["--foreground", "--persistent"]);
    const program = join(place, "deno");
    this.#keeper = silently(program, ["eval", keeper], "piped");
  }

  static async start(): Promise<Wine> {
    const ready = await Deno.stat(join(place, "deno")).catch(() => undefined);
    if (ready === undefined) {
      throw new Error(`No Windows in ${place}: run .ci/windows.sh first`);
    }
    // One that an earlier program has started lingers for a moment, and ours would leave the field to it.
    await silently("wineserver", ["--wait"]).status;
    const wine = new Wine();
    // The first word of a program: by then the services run.
    const output = wine.#keeper.stdout.getReader();
    const { done } = await output.read();
    await output.cancel();
    if (done) throw new Error("The Windows does not start");
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

  /** The folder `%ProgramData%\\cellpost` as the machine sees it. */
  get programData(): string {
    return join(place, "prefix/drive_c/ProgramData/cellpost");
  }

  /** Runs a program that Windows itself has, and returns what it prints. */
  async windowsProgram(name: string, args: readonly string[]): Promise<string> {
    const { success, code, stdout, stderr } = await new Deno.Command("wine", {
      args: [name, ...args],
      env: environment,
      stdin: "null",
    }).output();
    const [printed, complaint] = [stdout, stderr]
      .map((bytes) => new TextDecoder().decode(bytes));
    if (success) return printed ?? "";
    throw new Error(`${name} ended by ${code}: ${printed}${complaint}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Ends this Windows with all that runs in it; its services would outlive a server that is only killed.
    await silently("wineserver", ["--kill"]).status;
    await Promise.all([this.#keeper.status, this.#server.status]);
  }
}

function silently(
  program: string,
  args: string[],
  stdout: "null" | "piped" = "null",
): Deno.ChildProcess {
  return new Deno.Command(program, {
    args,
    env: environment,
    stdin: "null",
    stdout,
    stderr: "null",
  }).spawn();
}

/** A file of this machine by its name inside. */
export function inside(path: string): string {
  return `Z:${path.replaceAll("/", "\\")}`;
}
