/**
 * Makes `dist/cellpost_VERSION_ARCH.deb` of `dist/cellpost`: `deno task deb`, after `deno task compile`. `--output FOLDER` for another
 * place, `--program FILE` for another executable. Needs dpkg-deb; nothing of it runs as root.
 */
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { currentBuild, root } from "./compile.ts";
import {
  changelog,
  controlFile,
  copyright,
  lintianOverrides,
  type Package,
  packagedConfig,
  udevRules,
} from "./deb/files.ts";
import { postinst, postrm, prerm } from "./deb/scripts.ts";
import { packagedUnitText } from "./unit.ts";
import project from "../deno.json" with { type: "json" };

/** A file of the package: where it goes, what is in it, who may read it. */
interface PackagedFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode?: number;
}

const architectures: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  aarch64: "arm64",
};

/** How a shell's completions are asked for, and where they go. */
const completions = [
  { shell: "bash", path: "usr/share/bash-completion/completions/cellpost" },
  { shell: "zsh", path: "usr/share/zsh/vendor-completions/_cellpost" },
  { shell: "fish", path: "usr/share/fish/vendor_completions.d/cellpost.fish" },
] as const;

async function makeDeb(): Promise<void> {
  const { values } = parseArgs({
    options: { output: { type: "string" }, program: { type: "string" } },
  });
  const program = values.program ?? join(root, "dist", "cellpost");
  const output = values.output ?? join(root, "dist");
  const architecture = architectures[Deno.build.arch] ?? Deno.build.arch;
  const { version } = project;
  const date = new Date((await currentBuild())?.date ?? 0);
  const folder = await Deno.makeTempDir({ prefix: "cellpost_deb_" });
  try {
    const named = { version, architecture, date, installedSize: 0 };
    const files = await filesOf(program, named);
    for (const file of files) await put(folder, file);
    // Its own folder, and that alone, is closed to others.
    await Deno.chmod(join(folder, "etc/cellpost"), 0o750);
    const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
    const installedSize = Math.ceil(bytes / 1024);
    await putControl(folder, { ...named, installedSize });
    const deb = join(output, `cellpost_${version}_${architecture}.deb`);
    await pack(folder, { deb, date });
    const { size } = await Deno.stat(deb);
    console.log(`${deb}: ${(size / 1e6).toFixed(1)} MB`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function filesOf(
  program: string,
  about: Package,
): Promise<readonly PackagedFile[]> {
  const text = (path: string) => Deno.readTextFile(join(root, path));
  const doc = "usr/share/doc/cellpost";
  const manual = await readIfThere(join(root, "packaging/cellpost.1"));
  return [
    {
      path: "usr/bin/cellpost",
      content: await Deno.readFile(program),
      mode: 0o755,
    },
    {
      path: "lib/systemd/system/cellpost.service",
      content: packagedUnitText(),
    },
    { path: "lib/udev/rules.d/78-cellpost-modems.rules", content: udevRules() },
    {
      path: "etc/cellpost/config.toml",
      content: packagedConfig(await text("config.toml")),
      mode: 0o640,
    },
    { path: `${doc}/copyright`, content: copyright(await text("LICENSE")) },
    { path: `${doc}/changelog.gz`, content: zipped(changelog(about)) },
    { path: `${doc}/examples/config.toml`, content: await text("config.toml") },
    ...await documents(doc),
    { path: "usr/share/lintian/overrides/cellpost", content: lintianOverrides },
    ...(manual === undefined ? [] : [
      { path: "usr/share/man/man1/cellpost.1.gz", content: zipped(manual) },
    ]),
    ...await completionFiles(program),
  ];
}

async function documents(folder: string): Promise<readonly PackagedFile[]> {
  const files: PackagedFile[] = [];
  for await (const { name, isFile } of Deno.readDir(join(root, "docs"))) {
    if (!isFile || !name.endsWith(".md")) continue;
    const content = await Deno.readTextFile(join(root, "docs", name));
    files.push({ path: `${folder}/${name}`, content });
  }
  for (const name of ["README.md", "CHANGELOG.md"]) {
    const content = await Deno.readTextFile(join(root, name));
    files.push({ path: `${folder}/${name}`, content });
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** What the program says for each shell; none where it has no such command. */
async function completionFiles(
  program: string,
): Promise<readonly PackagedFile[]> {
  const files: PackagedFile[] = [];
  for (const { shell, path } of completions) {
    const { success, stdout } = await new Deno.Command(program, {
      args: ["completion", shell],
      stderr: "null",
    }).output();
    if (success) files.push({ path, content: stdout });
  }
  return files;
}

function zipped(text: string): Uint8Array {
  // No time and no name, so that equal texts make equal packages.
  return gzipSync(text, { level: 9 });
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function put(
  folder: string,
  { path, content, mode = 0o644 }: PackagedFile,
): Promise<void> {
  const file = join(folder, path);
  await Deno.mkdir(dirname(file), { recursive: true, mode: 0o755 });
  if (typeof content === "string") await Deno.writeTextFile(file, content);
  else await Deno.writeFile(file, content);
  await Deno.chmod(file, mode);
}

async function putControl(folder: string, about: Package): Promise<void> {
  const script = (name: string, content: string) =>
    put(folder, { path: `DEBIAN/${name}`, content, mode: 0o755 });
  await put(folder, { path: "DEBIAN/control", content: controlFile(about) });
  await put(folder, {
    path: "DEBIAN/conffiles",
    content: "/etc/cellpost/config.toml\n",
  });
  await put(folder, { path: "DEBIAN/md5sums", content: await sums(folder) });
  await script("postinst", postinst);
  await script("prerm", prerm);
  await script("postrm", postrm);
}

/** For `debsums` and `dpkg --verify`; all files but the config, which is to be changed. */
async function sums(folder: string): Promise<string> {
  const find =
    "find usr lib -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum";
  const { success, stdout } = await new Deno.Command("sh", {
    args: ["-c", find],
    cwd: folder,
  }).output();
  if (!success) throw new Error("md5sum failed");
  return new TextDecoder().decode(stdout);
}

async function pack(
  folder: string,
  { deb, date }: { readonly deb: string; readonly date: Date },
): Promise<void> {
  await Deno.chmod(folder, 0o755);
  const { success, stderr } = await new Deno.Command("dpkg-deb", {
    // Most of it is one executable, which level 6 makes 4 % smaller in four times the time.
    args: ["--root-owner-group", "-Zxz", "-z1", "--build", folder, deb],
    // No file is newer, so that equal trees make equal packages.
    env: { SOURCE_DATE_EPOCH: String(Math.floor(date.getTime() / 1000)) },
  }).output();
  if (success) return;
  throw new Error(`dpkg-deb failed: ${new TextDecoder().decode(stderr)}`);
}

if (import.meta.main) await makeDeb();
