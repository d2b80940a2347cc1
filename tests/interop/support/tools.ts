import assert from "node:assert/strict";
import { debianPackage } from "./debian_package.ts";

/** The Debian package of each program that the interop tests run. */
const packages = {
  bash: "bash",
  curl: "curl",
  fish: "fish",
  groff: "groff-base",
  man: "man-db",
  postfix: "postfix",
  prlimit: "util-linux",
  promtool: "prometheus",
  python3: "python3",
  sh: "dash",
  "s-nail": "s-nail",
  "smtp-source": "postfix",
  strace: "strace",
  swaks: "swaks",
  tmux: "tmux",
  zsh: "zsh",
} as const;

/** A program that the interop tests run. */
export type Tool = keyof typeof packages;

/** What a program was given and what it shall do. */
export interface ToolOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program of the machine to its end, which must be a good one; returns what it printed. */
export function runTool(
  tool: Tool,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  return run(requireTool(tool), args, options);
}

/** Runs a program of a package that is unpacked only, such as `msmtp` of msmtp in `/usr/bin`. */
export async function runUnpacked(
  { name, program }: { readonly name: string; readonly program: string },
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const unpacked = await debianPackage(name);
  const env = { ...unpacked.env, ...options.env };
  return await run(unpacked.file(program), args, { ...options, env });
}

async function run(
  path: string,
  args: readonly string[],
  { stdin = "", env = {} }: ToolOptions,
): Promise<string> {
  const child = new Deno.Command(path, {
    args: [...args],
    env: { ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  // A program that reads no input closes its end; that is no fault.
  await writer.write(new TextEncoder().encode(stdin)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await output;
  const text = new TextDecoder().decode(stdout) +
    new TextDecoder().decode(stderr);
  assert.equal(code, 0, `${path} ended with ${code}:\n${text}`);
  return text;
}

/** Where a program is; a missing one fails the test, since a skipped test proves nothing. */
export function requireTool(tool: Tool): string {
  const folders = `${Deno.env.get("PATH")}:/usr/sbin:/sbin`.split(":");
  const found = folders.map((folder) => `${folder}/${tool}`).find(isFile);
  assert.ok(
    found,
    `This test needs the program ${tool}: install the Debian package ${
      packages[tool]
    }`,
  );
  return found;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
