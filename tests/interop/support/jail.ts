import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { debianPackage } from "./debian_package.ts";

/** What a jail is made of. */
export interface JailOptions {
  /** The Debian package. */
  readonly package: string;
  /** Its programs that will run, by their installed paths; their libraries are put where they look for them. */
  readonly programs: readonly string[];
  /** Accounts that its programs want to be, beside root. */
  readonly accounts: readonly string[];
  /** Files by path, and folders by a path with "/" behind it; owned by the first account where `owned` says so. */
  readonly files: Readonly<Record<string, string>>;
  readonly owned?: readonly string[];
  /** Who may do what with a file, where its program insists. */
  readonly modes?: Readonly<Record<string, number>>;
}

/** A root of its own, in which a mail server finds its config and its queue at the places compiled into it. */
export interface Jail {
  readonly path: string;
  /** The command that runs a program inside. */
  command(program: string, ...args: readonly string[]): readonly string[];
  /** What is in a file inside, "" when there is none. */
  read(path: string): string;
}

const firstId = 64_000;

/** Makes a jail in an existing, empty folder. Needs root, as the mail servers do. */
export async function makeJail(
  path: string,
  options: JailOptions,
): Promise<Jail> {
  const { folder, env } = await debianPackage(options.package);
  await run(["cp", "-a", `${folder}/.`, path]);
  for (const program of options.programs) {
    await copyLibraries(path, program, env);
    // Root runs them all, and an account of the machine outside has no business inside.
    await run(["chmod", "ug-s", join(path, program)]);
  }
  const { accounts } = options;
  const files = {
    "dev/": "",
    "tmp/": "",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/resolv.conf": "",
    "etc/passwd": passwd(accounts),
    "etc/group": group(accounts),
    ...options.files,
  };
  for (const [name, text] of Object.entries(files)) write(path, name, text);
  await run(["mknod", "-m", "666", `${path}/dev/null`, "c", "1", "3"]);
  await run(["mknod", "-m", "666", `${path}/dev/urandom`, "c", "1", "9"]);
  for (const name of options.owned ?? []) {
    await run(["chown", "-R", `${firstId}:${firstId}`, join(path, name)]);
  }
  for (const [name, mode] of Object.entries(options.modes ?? {})) {
    Deno.chmodSync(join(path, name), mode);
  }
  return {
    path,
    command: (program, ...args) => ["chroot", path, program, ...args],
    read: (name) => readText(join(path, name)),
  };
}

/** Puts the libraries that the program loads from outside of the jail at the same places inside. */
async function copyLibraries(
  path: string,
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const list = await run(["ldd", join(path, program)], env);
  for (const [, library] of list.matchAll(/(\/\S+) \(0x/g)) {
    const inside = join(path, library!);
    if (library!.startsWith(env["LD_LIBRARY_PATH"] ?? path)) continue;
    Deno.mkdirSync(dirname(inside), { recursive: true });
    Deno.copyFileSync(library!, inside);
  }
}

function passwd(accounts: readonly string[]): string {
  const lines = accounts.map((name, index) => {
    const id = firstId + index;
    return `${name}:x:${id}:${id}::/nonexistent:/bin/false`;
  });
  return ["root:x:0:0::/:/bin/sh", ...lines, ""].join("\n");
}

function group(accounts: readonly string[]): string {
  const lines = accounts.map((name, index) => `${name}:x:${firstId + index}:`);
  return ["root:x:0:", ...lines, ""].join("\n");
}

function write(root: string, name: string, text: string): void {
  const path = join(root, name);
  Deno.mkdirSync(name.endsWith("/") ? path : dirname(path), {
    recursive: true,
  });
  if (!name.endsWith("/")) Deno.writeTextFileSync(path, text);
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

async function run(
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    env: { ...env },
  }).output();
  const errors = new TextDecoder().decode(stderr);
  assert.equal(code, 0, `${program} ${args.join(" ")}: ${errors}`);
  return new TextDecoder().decode(stdout);
}
