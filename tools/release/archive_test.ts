import assert from "node:assert/strict";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { checksums, filesBelow, packTar, packZip } from "./archive.ts";

const date = new Date("2026-11-26T12:00:00Z");

async function withTree(play: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "tree", "sub"), { recursive: true });
    await Deno.writeTextFile(join(folder, "tree", "b"), "bee");
    await Deno.writeTextFile(join(folder, "tree", "sub", "c"), "sea");
    await Deno.writeTextFile(join(folder, "tree", "a"), "", { mode: 0o755 });
    await play(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("packTar() gives the same bytes for the same files, whenever they were made", async () => {
  await withTree(async (folder) => {
    const tree = join(folder, "tree");
    const [one, two] = [join(folder, "1.tar.gz"), join(folder, "2.tar.gz")];
    await packTar(tree, one, { date });
    await Deno.utime(join(tree, "a"), 1, 1);
    await packTar(tree, two, { date });
    assert.deepEqual(await Deno.readFile(one), await Deno.readFile(two));
    const { stdout } = await new Deno.Command("tar", { args: ["tvzf", one] })
      .output();
    const text = new TextDecoder().decode(stdout);
    assert.match(text, /^-rwxr-xr-x 0\/0 .* tree\/a$/m);
    assert.match(text, / tree\/sub\/c$/m);
  });
});

Deno.test("packZip() holds every file under the folder's name", async () => {
  await withTree(async (folder) => {
    const file = join(folder, "tree.zip");
    await packZip(join(folder, "tree"), file, { date });
    const files = unzipSync(await Deno.readFile(file));
    assert.deepEqual(Object.keys(files), ["tree/a", "tree/b", "tree/sub/c"]);
    assert.equal(new TextDecoder().decode(files["tree/sub/c"]), "sea");
  });
});

Deno.test("checksums() is what sha256sum writes", async () => {
  await withTree(async (folder) => {
    const files = await filesBelow(folder);
    assert.equal(files.length, 3);
    const { stdout } = await new Deno.Command("sha256sum", {
      args: ["b"],
      cwd: join(folder, "tree"),
    }).output();
    assert.equal(
      await checksums([join(folder, "tree", "b")]),
      new TextDecoder().decode(stdout),
    );
  });
});
