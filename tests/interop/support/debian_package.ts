/**
 * Debian packages that are unpacked, never installed: mail servers exclude one another as packages, and none of them shall
 * find its way into the machine's own mail.
 *
 * @module
 */
import assert from "node:assert/strict";
import { basename, dirname, join } from "node:path";

/** What is looked for below the files of a package. */
const libraryFolder = `usr/lib/${
  Deno.build.arch === "aarch64" ? "aarch64" : "x86_64"
}-linux-gnu`;

/** A package with all that it needs and the machine lacks, in one folder. */
export interface DebianPackage {
  readonly folder: string;
  /** The path of a file, named as it would be when installed. */
  file(path: string): string;
  /** The environment in which its programs find their libraries. */
  readonly env: Readonly<Record<string, string>>;
}

/** Downloads and unpacks a package, or finds it unpacked by an earlier test. Needs `apt-get` and `dpkg-deb`. */
export async function debianPackage(name: string): Promise<DebianPackage> {
  const folder = join(temporaryFolder(), "cellpost_debian_packages", name);
  if (!exists(folder)) await unpackInto(folder, name);
  const libraries = join(folder, libraryFolder);
  return {
    folder,
    file: (path) => join(folder, path),
    env: { LD_LIBRARY_PATH: libraries, PERL5LIB: perlFolder(libraries) },
  };
}

async function unpackInto(folder: string, name: string): Promise<void> {
  Deno.mkdirSync(dirname(folder), { recursive: true });
  const work = Deno.makeTempDirSync({ dir: dirname(folder), prefix: ".new_" });
  const files = join(work, basename(folder));
  try {
    await downloadInto(work, name);
    for (const { name } of [...Deno.readDirSync(work)]) {
      await run("dpkg-deb", ["-x", join(work, name), files]);
    }
    // In one step, so that whoever finds the folder finds all of it.
    Deno.renameSync(files, folder);
  } catch (error) {
    if (!exists(folder)) throw error; // else another test was faster
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
}

async function downloadInto(folder: string, name: string): Promise<void> {
  const download = async () =>
    run("apt-get", ["download", "-q", ...await withMissing(name)], folder);
  try {
    await download();
  } catch {
    // The lists are missing, or older than the archive.
    await run("apt-get", ["update", "-q"]);
    await download();
  }
}

/** The package and what it depends on, as far as it is not installed; without the scripts that would set it up. */
async function withMissing(name: string): Promise<readonly string[]> {
  const plan = await run("apt-get", [
    ...["install", "--simulate", "--no-install-recommends", name],
  ]);
  const planned = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, one]) => one!);
  return planned.length === 0 ? [name] : planned;
}

async function run(
  program: string,
  args: readonly string[],
  cwd?: string,
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: { LC_ALL: "C" },
    ...(cwd === undefined ? {} : { cwd }),
  }).output();
  const text = new TextDecoder().decode(stdout);
  const errors = new TextDecoder().decode(stderr);
  assert.equal(code, 0, `${program} ${args.join(" ")}:\n${text}${errors}`);
  return text;
}

function perlFolder(libraries: string): string {
  const perl = join(libraries, "perl5");
  const [version] = exists(perl) ? [...Deno.readDirSync(perl)] : [];
  return version === undefined ? "" : join(perl, version.name);
}

function temporaryFolder(): string {
  return Deno.env.get("TMPDIR") ?? "/tmp";
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
