import { eventually } from "./eventually.ts";
import { runTool } from "./tools.ts";

/** What else a terminal is in, besides what it shows. */
export interface TerminalModes {
  /** Whether it shows the other screen, of programs that fill it. */
  readonly alternate: boolean;
  readonly cursor: boolean;
  readonly wrap: boolean;
}

/** A terminal in a tmux server of its own, with a shell in it. */
export class Tmux implements AsyncDisposable {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Starts it with its socket in `folder`, where the shell works as well. */
  static async start(
    folder: string,
    { columns, rows }: { readonly columns: number; readonly rows: number },
  ): Promise<Tmux> {
    const tmux = new Tmux(`${folder}/tmux`);
    const size = ["-x", `${columns}`, "-y", `${rows}`];
    const shell = "env PS1='$ ' ENV= sh";
    await tmux.#run("new-session", "-d", ...size, "-c", folder, shell);
    await tmux.shows(/^\$ *$/m);
    return tmux;
  }

  /** Types a line of text as it is, then Enter. */
  async line(text: string): Promise<void> {
    await this.#run("send-keys", "-l", text);
    await this.keys("Enter");
  }

  /** Presses keys, by tmux's names. */
  async keys(...names: readonly string[]): Promise<void> {
    await this.#run("send-keys", ...names);
  }

  /** Gives the terminal another size. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#run("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** What a person sees. */
  async picture(): Promise<string> {
    return await this.#run("capture-pane", "-p");
  }

  /** Waits until it shows this; returns all of the picture. */
  async shows(pattern: RegExp): Promise<string> {
    let seen = "";
    await eventually(async () => {
      seen = await this.picture();
      return pattern.test(seen);
    }, `a picture like ${pattern}`).catch((error) => {
      throw new Error(`${error}; it shows:\n${seen}`);
    });
    return seen;
  }

  /** The terminal's modes at the moment. */
  async modes(): Promise<TerminalModes> {
    const format = "#{alternate_on} #{cursor_flag} #{wrap_flag}";
    const said = await this.#run("display-message", "-p", format);
    const [alternate, cursor, wrap] = said.trim().split(" ")
      .map((it) => it === "1");
    return {
      alternate: alternate === true,
      cursor: cursor === true,
      wrap: wrap === true,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run("kill-server");
  }

  #run(...args: readonly string[]): Promise<string> {
    const server = ["-S", this.#socket, "-f", "/dev/null", "-u"];
    return runTool("tmux", [...server, ...args], {
      env: { LC_ALL: "C.UTF-8", TMUX: "" },
    });
  }
}
