import assert from "node:assert/strict";
import { join } from "node:path";
import { loadConfig } from "../../src/config/mod.ts";
import { root } from "../compile.ts";
import {
  changelog,
  controlFile,
  copyright,
  packagedConfig,
  udevRules,
} from "./files.ts";

const about = {
  version: "1.2.3",
  architecture: "amd64",
  date: new Date("2026-11-26T22:00:00Z"),
  installedSize: 85_000,
};

const textOf = (path: string) => Deno.readTextFileSync(join(root, path));

Deno.test("the package's config is the sample with a queue and a modem, and is right", () => {
  const sample = textOf("config.toml");
  const packaged = packagedConfig(sample);
  const folder = Deno.makeTempDirSync();
  try {
    const configPath = join(folder, "config.toml");
    Deno.writeTextFileSync(configPath, packaged);
    const result = loadConfig({ configPath, cwd: folder });
    assert.ok(result.kind === "ok");
    assert.equal(result.config.queue.path, "/var/lib/cellpost/cellpost.db");
    assert.deepEqual(result.config.modems.map(({ port }) => port), ["auto"]);
    // Nobody else reaches it before the administrator says so.
    const hosts = result.config.smtp.listeners
      .map(({ address }) => address.hostname);
    assert.deepEqual(hosts, ["127.0.0.1"]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
  const changed = packaged.split("\n")
    .filter((line) => !sample.split("\n").includes(line));
  assert.deepEqual(changed, [
    "[[modem]]",
    'port = "auto"',
    'path = "/var/lib/cellpost/cellpost.db"',
  ]);
  assert.throws(() => packagedConfig("[queue]\n"), /has no \[queue\] path/);
});

Deno.test("control names version, machine and size", () => {
  const control = controlFile(about);
  assert.match(control, /^Package: cellpost\nVersion: 1\.2\.3\n/);
  assert.match(control, /^Architecture: amd64$/m);
  assert.match(control, /^Installed-Size: 85000$/m);
  // A line of the description that is not indented would begin a field.
  for (const line of control.trimEnd().split("\n")) {
    assert.match(line, /^([A-Z][\w-]+: \S| \S)/);
  }
});

Deno.test("the changelog has the form that dpkg-parsechangelog reads", () => {
  assert.match(
    changelog(about),
    /^cellpost \(1\.2\.3\) unstable; urgency=medium\n\n {2}\* .*\n\n -- .* <.*> {2}Thu, 26 Nov 2026 22:00:00 \+0000\n$/,
  );
});

Deno.test("the licence is in the copyright file as it is in the tree", () => {
  const license = textOf("LICENSE");
  const text = copyright(license);
  assert.match(text, /^Files: \*\nCopyright: 2026 the cellpost authors$/m);
  const [, , ...paragraphs] = license.trim().split(/\n\n/);
  const inIt = text.split("License: Expat\n").at(-1)?.replaceAll(/^ \.?/gm, "");
  assert.equal(inIt?.trim(), paragraphs.join("\n\n"));
});

Deno.test("each udev rule matches by USB ids and sets one property", () => {
  const rules = udevRules().split("\n").filter((line) => /^ATTRS/.test(line));
  assert.ok(rules.length > 20);
  const id = "[0-9a-f]{4}";
  const shape = new RegExp(
    `^ATTRS\\{idVendor\\}=="${id}", (ATTRS\\{idProduct\\}=="${id}", )?ENV\\{ID_MM_DEVICE_IGNORE\\}="1"$`,
  );
  for (const rule of rules) assert.match(rule, shape);
  assert.equal(new Set(rules).size, rules.length);
});
