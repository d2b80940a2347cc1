import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../support/temporary_folder.ts";

// Each archive is unpacked where nothing else is, and started: on this machine, under QEMU's aarch64 and in Wine's Windows, which
// .ci/aarch64.sh and .ci/windows.sh have made.
const root = join(import.meta.dirname ?? ".", "../..");
const dist = join(root, "dist");

async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string> },
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    ...options,
  }).output();
  const text = new TextDecoder();
  const output = text.decode(stdout) + text.decode(stderr);
  assert.ok(success, `${program} ${args.join(" ")}: ${output}`);
  return output;
}

async function commit(): Promise<string> {
  const head = ["log", "-1", "--format=%h", "--abbrev=12"];
  return (await run("git", head, { cwd: root })).trim();
}

/** What an archive's own program says of itself and of the config that comes with it. */
async function tryOut(
  folder: string,
  cellpost: (...args: readonly string[]) => Promise<string>,
  system: string,
): Promise<void> {
  const said = await cellpost("version");
  assert.match(
    said,
    new RegExp(`^cellpost \\d+\\.\\d+\\.\\d+ \\(commit ${await commit()}`),
  );
  assert.ok(said.includes(system), said);
  assert.match(await cellpost("check", "--config", "config.sample.toml"), /\S/);
  await assert.rejects(
    Deno.stat(join(folder, "config.toml")),
    "it would count",
  );
  for (const name of ["README.md", "LICENSE", "CHANGELOG.md"]) {
    assert.ok((await Deno.stat(join(folder, name))).isFile);
  }
  assert.ok((await Deno.stat(join(folder, "docs", "operating.md"))).isFile);
}

/** A release in a folder. */
interface Release {
  readonly scratch: string;
  readonly output: string;
  /** What the task printed. */
  readonly said: string;
  readonly names: readonly string[];
}

async function makeRelease(scratch: string): Promise<Release> {
  const output = join(scratch, "release");
  const args = ["run", "-A", "tools/release.ts", "--output", output];
  const said = await run(Deno.execPath(), args, { cwd: root });
  const names = [...Deno.readDirSync(output)].map(({ name }) => name);
  return { scratch, output, said, names };
}

function nameOf({ names }: Release, end: string): string {
  const name = names.find((it) => it.endsWith(end));
  assert.ok(name !== undefined, `${end} among ${names.join(", ")}`);
  return name;
}

async function checkSums({ output, names }: Release): Promise<void> {
  const checked = await run("sha256sum", ["-c", "SHA256SUMS"], { cwd: output });
  assert.equal(checked.match(/: OK$/gm)?.length, names.length - 1);
}

function checkBill(release: Release): void {
  const file = join(release.output, nameOf(release, ".cdx.json"));
  const { components } = JSON.parse(Deno.readTextFileSync(file));
  for (const { name, hashes, licenses } of components) {
    assert.match(hashes[0].content, /^[0-9a-f]{128}$/, name);
    assert.ok(licenses.length > 0, name);
  }
  const purls: readonly string[] = components.map(
    (it: { purl: string }) => it.purl,
  );
  const has = (start: string) => purls.some((it) => it.startsWith(start));
  assert.ok(has("pkg:npm/%40logtape/logtape@"), purls.join());
  assert.ok(!has("pkg:npm/fast-check@"), "tests are not in the product");
}

async function tryExecutable(release: Release): Promise<void> {
  const file = nameOf(release, "linux-x86_64.tar.gz");
  const folder = await untar(release, file);
  await tryOut(
    folder,
    (...args) => run(join(folder, "cellpost"), args, { cwd: folder }),
    "linux x86_64",
  );
}

async function tryAarch64(release: Release): Promise<void> {
  const file = nameOf(release, "linux-aarch64.tar.gz");
  assert.match(release.said, new RegExp(`${file}: .*(executable|instead)`));
  const folder = await untar(release, file);
  // QEMU takes the place of the processor.
  const library = join(folder, "lib");
  const emulated = join(library, "deno-aarch64");
  await Deno.rename(join(library, "deno"), emulated);
  const emulator = join(dist, "aarch64", "root");
  const words = [
    join(emulator, "usr/bin/qemu-aarch64-static"),
    ...["-L", join(emulator, "usr/aarch64-linux-gnu"), emulated],
  ];
  await Deno.writeTextFile(
    join(library, "deno"),
    `#!/bin/sh\nexec ${words.map((it) => `'${it}'`).join(" ")} "$@"\n`,
    { mode: 0o755 },
  );
  // One start: this processor is slow.
  const launcher = join(folder, "cellpost");
  const version = await run(launcher, ["version"], { cwd: folder });
  assert.match(version, new RegExp(`commit ${await commit()}.*aarch64`));
}

async function tryWindows(release: Release): Promise<void> {
  const file = nameOf(release, "windows-x86_64.zip");
  const { output, scratch } = release;
  const unzip =
    "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall()";
  await run("python3", ["-c", unzip, join(output, file)], { cwd: scratch });
  const folder = join(scratch, file.replace(".zip", ""));
  // Wine lacks a library that every Windows since 8 has.
  const library = "bcryptprimitives.dll";
  const inWine = join(dist, "windows", library);
  await Deno.copyFile(inWine, join(folder, "lib", library));
  const env = {
    WINEPREFIX: join(dist, "windows", "prefix"),
    WINEDEBUG: "-all",
  };
  const command = ["cmd", "/c", "cellpost.cmd"];
  await tryOut(
    folder,
    (...args) => run("wine", [...command, ...args], { cwd: folder, env }),
    "windows x86_64",
  );
}

async function untar(
  { output, scratch }: Release,
  file: string,
): Promise<string> {
  await run("tar", ["xzf", join(output, file)], { cwd: scratch });
  return join(scratch, file.replace(".tar.gz", ""));
}

Deno.test("a release has an archive for each system that runs there, a bill of materials and checksums", async (t) => {
  using scratch = temporaryFolder();
  const release = await makeRelease(scratch.path);
  const steps = {
    "the checksums are those of the files": checkSums,
    "the bill has every package of the product with its hash": checkBill,
    "Linux on x86_64": tryExecutable,
    "Linux on aarch64": tryAarch64,
    "Windows": tryWindows,
  };
  for (const [name, step] of Object.entries(steps)) {
    await t.step(name, () => step(release));
  }
});
