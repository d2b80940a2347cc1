/** What systemd itself says of the units: its own parser, and its own judgement of their protections. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type UnitOptions, unitText } from "../../src/app/service/unit_text.ts";
import { packagedUnit } from "../../tools/unit.ts";
import { renderSecurity, securityOf } from "../../tools/unit/security.ts";
import { inFolder } from "./support/paths.ts";

const options: UnitOptions = {
  name: "cellpost",
  program: "/bin/true",
  configPath: "/etc/cellpost/config.toml",
  user: "daemon",
  serialGroup: "dialout",
};

const units: readonly (readonly [string, UnitOptions])[] = [
  ["as installed", options],
  ["with a dynamic user", { ...options, user: "dynamic" }],
  ["with all that can be otherwise", {
    ...options,
    name: "roof-2",
    configPath: '/srv/my "50%" $post/config.toml',
    serialGroup: undefined,
    writable: ["/srv/my queue", "/srv/other"],
  }],
];

async function verify(path: string) {
  const { code, stdout, stderr } = await new Deno.Command("systemd-analyze", {
    args: ["verify", "--man=no", path],
    env: { LC_ALL: "C" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, said: `${text(stdout)}${text(stderr)}` };
}

for (const [what, unit] of units) {
  Deno.test(`systemd has nothing against the unit ${what}`, async () => {
    await inFolder(async (folder) => {
      const path = join(folder, `${unit.name}.service`);
      await Deno.writeTextFile(path, unitText(unit));
      assert.deepEqual(await verify(path), { code: 0, said: "" });
    });
  });
}

Deno.test("systemd's parser would find a mistake", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "cellpost.service");
    const text = unitText(options).replace("UMask=", "UMaks=");
    await Deno.writeTextFile(path, text);
    assert.match((await verify(path)).said, /Unknown key .*'UMaks'/);
  });
});

/** Without what `deno fmt` changes. */
function plain(markdown: string): string {
  return markdown.replaceAll(/-{3,}/g, "---").replaceAll(/\s+/g, " ").trim();
}

Deno.test("docs/operating.md says what systemd-analyze security does; `deno task unit` writes it", async () => {
  const security = await securityOf(decodeURIComponent(packagedUnit.pathname));
  assert.ok(Number.parseFloat(security.exposure) <= 2, security.exposure);
  const page = new URL("../../docs/operating.md", import.meta.url);
  const text = plain(await Deno.readTextFile(page));
  assert.ok(text.includes(plain(renderSecurity(security))));
});
