import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";

/** A package from npm that is inside the product. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** As "name@version", of those that it needs. */
  readonly needs: readonly string[];
  /** Subresource Integrity as deno.lock has it: "sha512-" and base64. */
  readonly integrity: string;
  /** An SPDX expression, as the package states it; undefined: it states none. */
  readonly license?: string | undefined;
}

/** What the bill is about. */
export interface Product {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Of the commit, so that the same commit gives the same bill. */
  readonly date: Date;
  readonly packages: readonly Package[];
  /** As "name@version", of those that cellpost itself names. */
  readonly direct: readonly string[];
}

/** A CycloneDX 1.6 bill of materials as JSON (ECMA-424). */
export function billOfMaterials(product: Product): string {
  const root = new Models.Component(
    Enums.ComponentType.Application,
    product.name,
    { version: product.version, bomRef: product.name },
  );
  root.licenses.add(new Models.NamedLicense(product.license));
  const components = new Map(
    product.packages.map((it) => [keyOf(it), componentOf(it)]),
  );
  const link = (from: Models.Component, to: readonly string[]) => {
    for (const key of to) {
      const component = components.get(key);
      if (component === undefined) throw new Error(`No package ${key}`);
      from.dependencies.add(component.bomRef);
    }
  };
  link(root, product.direct);
  for (const it of product.packages) {
    const component = components.get(keyOf(it));
    if (component !== undefined) link(component, it.needs);
  }
  const bom = new Models.Bom({
    metadata: new Models.Metadata({
      component: root,
      timestamp: product.date,
    }),
    components: new Models.ComponentRepository(components.values()),
  });
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory)
    .serialize(bom, { sortLists: true, space: 2 }) + "\n";
}

function keyOf({ name, version }: Package): string {
  return `${name}@${version}`;
}

function componentOf(it: Package): Models.Component {
  const [scope, bare] = it.name.startsWith("@")
    ? it.name.split("/")
    : [undefined, it.name];
  const component = new Models.Component(
    Enums.ComponentType.Library,
    bare ?? it.name,
    {
      ...(scope === undefined ? {} : { group: scope }),
      version: it.version,
      bomRef: keyOf(it),
      purl: packageUrl(it),
      hashes: new Models.HashDictionary([[
        Enums.HashAlgorithm["SHA-512"],
        hexOf(it.integrity),
      ]]),
    },
  );
  if (it.license !== undefined) {
    component.licenses.add(new Models.LicenseExpression(it.license));
  }
  return component;
}

/** RFC-like purl of npm: the scope's @ is written as %40 (package-url/purl-spec, npm). */
export function packageUrl(
  { name, version }: Pick<Package, "name" | "version">,
): string {
  return `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
}

/** The digest of a Subresource Integrity text in hex, as CycloneDX wants it. */
export function hexOf(integrity: string): string {
  const base64 = integrity.replace(/^sha512-/, "");
  if (base64 === integrity) throw new Error(`Not sha512: "${integrity}"`);
  return Array.from(
    atob(base64),
    (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0"),
  ).join("");
}
