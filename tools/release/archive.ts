import { basename, dirname, join, relative } from "node:path";
import { zipSync } from "fflate";

/** What all files of an archive get as their time, so that the same commit gives the same bytes. */
export interface ArchiveOptions {
  readonly date: Date;
}

/** Packs a folder, under its own name, by GNU tar and gzip. */
export async function packTar(
  folder: string,
  file: string,
  { date }: ArchiveOptions,
): Promise<void> {
  const seconds = Math.floor(date.getTime() / 1_000);
  // The order, owners and times of this machine do not matter to anybody.
  const same = ["--sort=name", `--mtime=@${seconds}`, "--format=gnu"];
  const owner = ["--owner=0", "--group=0", "--numeric-owner"];
  const { success, stderr } = await new Deno.Command("tar", {
    args: [
      ...["--create", `--file=${file}`, "--use-compress-program=gzip -n9"],
      ...[...same, ...owner, basename(folder)],
    ],
    cwd: dirname(folder),
  }).output();
  if (!success) throw new Error(`tar: ${new TextDecoder().decode(stderr)}`);
}

/** Packs a folder, under its own name, as ZIP. */
export async function packZip(
  folder: string,
  file: string,
  { date }: ArchiveOptions,
): Promise<void> {
  const files: Record<string, Uint8Array> = {};
  for (const path of await filesBelow(folder)) {
    const name = relative(dirname(folder), path).replaceAll("\\", "/");
    files[name] = await Deno.readFile(path);
  }
  await Deno.writeFile(file, zipSync(files, { mtime: date, level: 6 }));
}

/** All files below a folder, in the order of their names. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found.sort();
}

/** The lines of a SHA256SUMS file for files in one folder, as `sha256sum -c` reads them. */
export async function checksums(files: readonly string[]): Promise<string> {
  const lines = await Promise.all(files.map(async (file) => {
    const bytes = await Deno.readFile(file);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    const hex = Array.from(
      new Uint8Array(digest),
      (byte) => byte.toString(16).padStart(2, "0"),
    ).join("");
    return `${hex}  ${basename(file)}\n`;
  }));
  return lines.join("");
}
