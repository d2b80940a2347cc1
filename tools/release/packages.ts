import { join } from "node:path";
import * as v from "valibot";
import type { Package } from "./sbom.ts";

const info = v.object({
  modules: v.array(v.object({ npmPackage: v.optional(v.string()) })),
  npmPackages: v.record(
    v.string(),
    v.object({
      name: v.string(),
      version: v.string(),
      dependencies: v.array(v.string()),
      localPath: v.string(),
    }),
  ),
});

const lock = v.object({
  npm: v.record(v.string(), v.object({ integrity: v.string() })),
});

/** All packages from npm that these modules need, by what Deno knows of them and by deno.lock. */
export async function packagesOf(
  root: string,
  modules: readonly string[],
): Promise<readonly Package[]> {
  const locked = v.parse(
    lock,
    JSON.parse(await Deno.readTextFile(join(root, "deno.lock"))),
  );
  const found = new Map<string, Package>();
  for (const module of modules) {
    const { modules, npmPackages } = v.parse(
      info,
      await denoInfo(root, module),
    );
    const imported = modules.flatMap(({ npmPackage }) => npmPackage ?? []);
    const needs = (key: string) => npmPackages[key]?.dependencies ?? [];
    // Deno lists whatever is in deno.lock.
    for (const key of reachable(imported, needs)) {
      const it = npmPackages[key];
      if (it === undefined) throw new Error(`Deno does not know ${key}`);
      const { integrity } = locked.npm[key] ?? {};
      if (integrity === undefined) {
        throw new Error(`${key} is not in deno.lock`);
      }
      const { name, version, dependencies } = it;
      const license = await licenseOf(it.localPath);
      found.set(`${name}@${version}`, {
        ...{ name, version, integrity, license },
        needs: dependencies.map(withoutPeers),
      });
    }
  }
  return [...found.values()].toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/** These, and all that they need, and that those need. */
export function reachable(
  roots: readonly string[],
  needs: (key: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set(roots);
  // A set goes on with what is added while it is walked.
  for (const key of found) for (const needed of needs(key)) found.add(needed);
  return found;
}

/** Deno adds the peers that a package was resolved with: "a@1.0.0_b@2.0.0". */
export function withoutPeers(key: string): string {
  return /^@?[^@]+@[^_]+/.exec(key)?.[0] ?? key;
}

async function denoInfo(root: string, module: string): Promise<unknown> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", module],
    cwd: root,
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`deno info: ${text.decode(stderr)}`);
  return JSON.parse(text.decode(stdout));
}

const manifest = v.object({ license: v.optional(v.string()) });

async function licenseOf(folder: string): Promise<string | undefined> {
  const text = await Deno.readTextFile(join(folder, "package.json"));
  return v.parse(manifest, JSON.parse(text)).license;
}
