import { join } from "node:path";
import { Child } from "../../support/child.ts";
import { compileFilter } from "./system_calls.ts";
import { valueOf } from "./unit_file.ts";

const home = Deno.env.get("XDG_CACHE_HOME") ??
  join(Deno.env.get("HOME") ?? "/root", ".cache");
const kept = join(home, "cellpost", "debian-12.tar");

/** What a program in a Debian of its own said. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** A fresh Debian in a folder, entered by chroot; what is mounted there goes with each program. Needs root. */
export class Debian implements AsyncDisposable {
  private constructor(readonly root: string) {}

  /** Unpacks it. */
  static async unpack(): Promise<Debian> {
    const root = await Deno.makeTempDir({ prefix: "cellpost_debian_" });
    await Deno.chmod(root, 0o755);
    const { success, stderr } = await new Deno.Command("tar", {
      args: ["-C", root, "-xpf", kept],
    }).output();
    if (success) return new Debian(root);
    await Deno.remove(root, { recursive: true });
    const why = new TextDecoder().decode(stderr);
    throw new Error(`No Debian (.ci/debian_root.sh makes one): ${why}`);
  }

  /** A path of it as this machine sees it. */
  path(inside: string): string {
    return join(this.root, inside);
  }

  /** Runs a program as root. */
  async run(...command: readonly string[]): Promise<Outcome> {
    const [program = "", ...args] = enter(this.root, command);
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args,
      clearEnv: true,
      env: rootEnvironment,
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, output: (text(stdout) + text(stderr)).trim() };
  }

  /** Runs a program as root that must succeed, and returns what it said. */
  async must(...command: readonly string[]): Promise<string> {
    const { code, output } = await this.run(...command);
    if (code === 0) return output;
    throw new Error(`${command.join(" ")} ended with ${code}: ${output}`);
  }

  /**
   * Starts a service as its unit says, as far as that goes without systemd: its user and groups, capabilities, limits and mask, a file
   * system that is read-only but for its own folders, and the filter of system calls.
   */
  async startUnit(
    path: string,
    env: Readonly<Record<string, string>>,
  ): Promise<Child> {
    const unit = await Deno.readTextFile(this.path(path));
    const value = (key: string) => valueOf(unit, key);
    const filter = await compileFilter(unit, this.path("tmp"));
    const [program = "", ...args] = value("ExecStart").split(" ");
    const user = value("User");
    const state = join("/var/lib", value("StateDirectory"));
    await this.must(
      ...["install", "-d", "-o", user, "-g", user],
      ...["-m", value("StateDirectoryMode"), state],
    );
    const capability = value("AmbientCapabilities").replace(/^CAP_/, "+")
      .toLowerCase();
    const only = `-all,${capability}`;
    const become = [
      ...["setpriv", `--reuid=${user}`, `--regid=${user}`, "--init-groups"],
      ...[`--inh-caps=${only}`, `--ambient-caps=${only}`],
      ...[`--bounding-set=${only}`, "--no-new-privs"],
    ];
    const limits = `umask ${value("UMask")}; ulimit -n ${
      value("LimitNOFILE")
    }; cd ${state}; exec "$@"`;
    const filtered = filter.slice(this.root.length);
    const command = [...become, filtered, program, ...args];
    return new Child(
      enter(this.root, ["sh", "-c", limits, "sh", ...command], [state, "/run"]),
      { clearEnv: true, env: { ...rootEnvironment, ...env } },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

const rootEnvironment = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C.UTF-8",
  DEBIAN_FRONTEND: "noninteractive",
  // systemctl sees by itself that it is in a chroot, but not on machines that hide their first process.
  SYSTEMD_OFFLINE: "1",
};

/** The words that run a command in a Debian, with mounts that nobody else sees; with `writable`, all other folders are read-only. */
function enter(
  root: string,
  command: readonly string[],
  writable?: readonly string[],
): readonly string[] {
  const readOnly = writable === undefined ? [] : [
    'mount --bind "$root" "$root"',
    ...writable.map((path) => `mount --bind "$root${path}" "$root${path}"`),
    'mount -o remount,bind,ro "$root"',
  ];
  const script = [
    "set -e",
    'root="$0"',
    ...readOnly,
    'mount -t proc proc "$root/proc"',
    'exec chroot "$root" "$@"',
  ].join("\n");
  return ["unshare", "--mount", "sh", "-c", script, root, ...command];
}
