import { debianPackage } from "../../interop/support/debian_package.ts";

const packages = ["fonts-inter", "fonts-noto-color-emoji"] as const;

/** The environment in which a browser has the fonts that pictures for people are to show; the machine's own stay as they are. */
export async function fontEnvironment(
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const folders = await Promise.all(
    packages.map(async (name) => (await debianPackage(name)).folder),
  );
  const lines = folders.map((it) => `<dir>${it}/usr/share/fonts</dir>`);
  const path = `${folder}/fonts.conf`;
  await Deno.writeTextFile(
    path,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${lines.join("\n")}
<dir>/usr/share/fonts</dir>
<cachedir>${folder}/cache</cachedir>
<alias><family>sans-serif</family><prefer><family>Inter</family><family>DejaVu Sans</family><family>Noto Color Emoji</family></prefer></alias>
<alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`,
  );
  return { FONTCONFIG_FILE: path };
}
