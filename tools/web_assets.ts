/**
 * Writes `src/web/assets.ts`, all files of the screen as the browser gets them: `deno task web`. The file is committed, so
 * that nobody needs a bundler to run cellpost; a test compares it with its sources.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";

const project = decodeURIComponent(new URL("..", import.meta.url).pathname);
const screen = join(project, "src/web/screen");
const generated = join(project, "src/web/assets.ts");

/** What the bundle is made of besides the screen's own folder: the counting of SMS. */
const folders = [screen, join(project, "src/sms")];

/** A fingerprint of all that goes into the assets; line ends do not count. */
export async function sourcesHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const path of filesBelow(folder)) {
      const text = await Deno.readTextFile(join(folder, path));
      hash.update(`${path}\0${text.replaceAll("\r\n", "\n")}\0`);
    }
  }
  const lock: { npm: Record<string, unknown> } = JSON.parse(
    await Deno.readTextFile(join(project, "deno.lock")),
  );
  const hono = Object.keys(lock.npm).filter((it) => it.startsWith("hono@"));
  return hash.update(hono.join()).digest("hex");
}

/** Every file of a folder but tests, sorted, with forward slashes. */
function filesBelow(folder: string): readonly string[] {
  const found = [...Deno.readDirSync(folder)].flatMap(({ isDirectory, name }) =>
    isDirectory
      ? filesBelow(join(folder, name)).map((it) => `${name}/${it}`)
      : [name]
  );
  return found.filter((it) => !/_(?:test|suite)\.tsx?$/.test(it)).sort();
}

/** The stylesheets in their order, without comments and indents. */
async function stylesheet(): Promise<string> {
  const folder = join(screen, "styles");
  const texts = await Promise.all(
    filesBelow(folder).map((it) => Deno.readTextFile(join(folder, it))),
  );
  return texts.join("\n").replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s+/gm, "").replace(/\n+/g, "\n");
}

/** The script that starts the screen, in one piece. */
export async function script(): Promise<string> {
  const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform", "browser", "--minify"],
      join(screen, "main.tsx"),
    ],
    cwd: project,
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** The text of `src/web/assets.ts`. */
async function render(): Promise<string> {
  const own = (name: string) => Deno.readTextFile(join(screen, name));
  const files = [
    ["/", "text/html; charset=utf-8", await own("index.html")],
    [
      "/assets/screen.js",
      "text/javascript; charset=utf-8",
      await script(),
    ],
    ["/assets/screen.css", "text/css; charset=utf-8", await stylesheet()],
    ["/assets/icon.svg", "image/svg+xml", (await own("icon.svg")).trim()],
  ];
  const entries = files.map((parts) => {
    const [path, type, body] = parts.map((it) => JSON.stringify(it));
    return `  {
    path: ${path},
    type: ${type},
    body:
      ${body},
  },`;
  });
  return `// Written by \`deno task web\` from src/web/screen: change it there.

/** A file of the screen. */
export interface Asset {
  /** Where it is served: "/" or below "/assets/". */
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

/** All files of the screen. */
export const assets: readonly Asset[] = [
${entries.join("\n")}
];

/** A fingerprint of what they were made from. */
export const assetsMadeFrom =
  ${JSON.stringify(await sourcesHash())};
`;
}

if (import.meta.main) {
  await Deno.writeTextFile(generated, await render());
  const { size } = await Deno.stat(generated);
  console.log(`src/web/assets.ts: ${Math.round(size / 1024)} KB`);
}
