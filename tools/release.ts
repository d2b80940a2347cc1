/**
 * Makes `dist/release`: an archive for each system, a bill of materials and SHA256SUMS: `deno task release`, with `--output FOLDER` for
 * another place and `--only NAME` for one system.
 *
 * Where the base runtime of a system can be downloaded, its archive holds one executable. Where it cannot, it holds a whole Deno of that
 * system from npm, the program in one file, and a script that starts it; which it was is said in one line.
 */
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import {
  bundle,
  compile,
  compileByOwnRuntime,
  currentBuild,
  permissions,
  root,
} from "./compile.ts";
import { checksums, filesBelow, packTar, packZip } from "./release/archive.ts";
import { launcherFor } from "./release/launcher.ts";
import { packagesOf } from "./release/packages.ts";
import { billOfMaterials } from "./release/sbom.ts";
import { ownTarget, type Target, targets } from "./release/targets.ts";
import project from "../deno.json" with { type: "json" };

/** What lies beside the program in each archive: files and folders of the tree, some under another name. */
const companions: readonly (string | readonly [name: string, as: string])[] = [
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  // By its own name it would count for each command in that folder, before the system's config, and hold up `init`.
  ["config.toml", "config.sample.toml"],
  "docs",
  "packaging",
];

/** What runs on the user's machine, and so counts as part of the product. */
const entries = ["main.ts"] as const;

interface Job {
  readonly output: string;
  /** For what is in the making. */
  readonly folder: string;
  /** The bundle. */
  readonly program: string;
  readonly date: Date;
}

async function release(): Promise<void> {
  const { values } = parseArgs({
    // `deno task release -- --only …` hands the dashes on.
    args: Deno.args.filter((arg) => arg !== "--"),
    options: { output: { type: "string" }, only: { type: "string" } },
  });
  const output = values.output ?? join(root, "dist", "release");
  const wanted = targets.filter(({ name }) =>
    values.only === undefined || values.only === name
  );
  if (wanted.length === 0) {
    const names = targets.map(({ name }) => name).join(", ");
    throw new Error(`No system "${values.only}": there is ${names}`);
  }
  const build = await currentBuild();
  const date = new Date(build?.date ?? 0);
  await Deno.remove(output, { recursive: true }).catch(() => undefined);
  await Deno.mkdir(output, { recursive: true });
  const folder = await Deno.makeTempDir();
  try {
    const program = await bundle(folder);
    const job = { output, folder, program, date };
    const made: string[] = [];
    for (const target of wanted) made.push(await archive(target, job));
    made.push(await writeBill(job));
    await Deno.writeTextFile(
      join(output, "SHA256SUMS"),
      await checksums(made),
    );
    console.log(`${output}: ${made.length} files and SHA256SUMS`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function archive(target: Target, job: Job): Promise<string> {
  const name = `cellpost-${project.version}-${target.name}`;
  const folder = join(job.folder, name);
  await Deno.mkdir(folder);
  const how = await putProgram(target, folder, job);
  for (const companion of companions) await copy(companion, folder);
  const file = join(job.output, `${name}.${target.archive}`);
  const pack = target.archive === "zip" ? packZip : packTar;
  await pack(folder, file, { date: job.date });
  const { size } = await Deno.stat(file);
  console.log(`${basename(file)}: ${(size / 1e6).toFixed(1)} MB, ${how}`);
  return file;
}

/** Answers in words what it has put there. */
async function putProgram(
  target: Target,
  folder: string,
  job: Job,
): Promise<string> {
  const executable = join(folder, target.executable);
  const options = { output: executable, target: target.triple };
  if (await compileByOwnRuntime(job.program, job.folder, options)) {
    return "one executable";
  }
  if (ownTarget(Deno.build) === target) {
    await compile();
    await Deno.copyFile(join(root, "dist", target.executable), executable);
    return "one executable on the borrowed runtime of Deno 2.4.2";
  }
  const library = join(folder, "lib");
  await Deno.mkdir(library);
  await Deno.copyFile(job.program, join(library, "cellpost.js"));
  await fetchDeno(target, library);
  const { name, text } = launcherFor(target, permissions);
  await Deno.writeTextFile(join(folder, name), text, { mode: 0o755 });
  return `no executable, since the base runtime of ${target.triple} cannot be downloaded here: ${name} with ${target.deno.package} instead`;
}

/** Takes Deno's own program for a system out of its package on npm. */
async function fetchDeno({ deno }: Target, folder: string): Promise<void> {
  const scratch = await Deno.makeTempDir();
  try {
    const packed = await must(
      "npm",
      ["pack", "--silent", deno.package],
      scratch,
    );
    const file = packed.trim().split("\n").findLast((it) =>
      it.endsWith(".tgz")
    );
    const member = `package/${deno.file}`;
    await must("tar", ["xzf", file ?? "", member], scratch);
    const target = join(folder, deno.file);
    await Deno.copyFile(join(scratch, member), target);
    await Deno.chmod(target, 0o755);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

async function must(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${program}: ${text.decode(stderr)}`);
  return text.decode(stdout);
}

async function copy(
  companion: typeof companions[number],
  folder: string,
): Promise<void> {
  const [name, as] = typeof companion === "string"
    ? [companion, companion]
    : companion;
  const source = join(root, name);
  const { isDirectory } = await Deno.stat(source);
  for (const file of isDirectory ? await filesBelow(source) : [source]) {
    const target = join(folder, as, file.slice(source.length));
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.copyFile(file, target);
  }
}

async function writeBill({ output, date }: Job): Promise<string> {
  const packages = await packagesOf(root, entries);
  const named = new Set(
    Object.values(project.imports).map((it) => /^npm:(@?[^@]+)@/.exec(it)?.[1]),
  );
  const bill = billOfMaterials({
    ...{ name: "cellpost", version: project.version, license: project.license },
    ...{ date, packages },
    direct: packages.filter(({ name }) => named.has(name))
      .map(({ name, version }) => `${name}@${version}`),
  });
  const file = join(output, `cellpost-${project.version}.cdx.json`);
  await Deno.writeTextFile(file, bill);
  console.log(`${basename(file)}: ${packages.length} packages (CycloneDX 1.6)`);
  return file;
}

if (import.meta.main) await release();
