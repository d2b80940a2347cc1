/**
 * Writes `packaging/cellpost.service`, the unit of the Debian package, and what systemd-analyze says of it into
 * docs/operating.md: `deno task unit`. Tests compare both.
 *
 * @module
 */
import { unitText } from "../src/app/service/unit_text.ts";
import { replaceSection } from "./bench/marked_section.ts";
import { renderSecurity, securityOf } from "./unit/security.ts";

/** Where the unit of the package is kept. */
export const packagedUnit = new URL(
  "../packaging/cellpost.service",
  import.meta.url,
);

/** What the unit of the package says. */
export function packagedUnitText(): string {
  return unitText({
    name: "cellpost",
    program: "/usr/bin/cellpost",
    configPath: "/etc/cellpost/config.toml",
    user: "cellpost",
    serialGroup: "dialout",
  });
}

async function write(): Promise<void> {
  await Deno.writeTextFile(packagedUnit, packagedUnitText());
  const page = new URL("../docs/operating.md", import.meta.url);
  const security = await securityOf(decodeURIComponent(packagedUnit.pathname));
  const text = await Deno.readTextFile(page);
  await Deno.writeTextFile(
    page,
    replaceSection(text, "unit-security", renderSecurity(security)),
  );
}

if (import.meta.main) await write();
