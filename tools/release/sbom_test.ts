import assert from "node:assert/strict";
import { reachable, withoutPeers } from "./packages.ts";
import { billOfMaterials, hexOf, packageUrl } from "./sbom.ts";

const integrity = `sha512-${btoa("\x00\xff".repeat(32))}`;

Deno.test("billOfMaterials() tells of each package its version, hash, license and needs", () => {
  const product = {
    ...{ name: "cellpost", version: "1.2.3", license: "MIT" },
    date: new Date("2026-11-26T12:00:00Z"),
    packages: [
      {
        ...{ name: "@a/b", version: "1.0.0", needs: ["c@2.0.0"] },
        ...{ integrity, license: "MIT OR Apache-2.0" },
      },
      { name: "c", version: "2.0.0", needs: [], integrity },
    ],
    direct: ["@a/b@1.0.0"],
  };
  const text = billOfMaterials(product);
  const bill = JSON.parse(text);
  assert.equal(bill.specVersion, "1.6");
  assert.equal(bill.metadata.component.version, "1.2.3");
  const [first, second] = bill.components;
  assert.deepEqual(first, {
    type: "library",
    ...{ name: "b", group: "@a", version: "1.0.0", "bom-ref": "@a/b@1.0.0" },
    hashes: [{ alg: "SHA-512", content: "00ff".repeat(32) }],
    licenses: [{ expression: "MIT OR Apache-2.0" }],
    purl: "pkg:npm/%40a/b@1.0.0",
  });
  assert.equal(second.licenses, undefined);
  assert.deepEqual(bill.dependencies, [
    { ref: "@a/b@1.0.0", dependsOn: ["c@2.0.0"] },
    { ref: "c@2.0.0" },
    { ref: "cellpost", dependsOn: ["@a/b@1.0.0"] },
  ]);
  assert.equal(billOfMaterials(product), text);
  assert.throws(
    () => billOfMaterials({ ...product, direct: ["d@1"] }),
    /No package d@1/,
  );
});

Deno.test("hashes and names are written as the bill wants them", () => {
  assert.equal(hexOf(integrity), "00ff".repeat(32));
  assert.throws(() => hexOf("sha1-AAAA"), /Not sha512/);
  assert.equal(packageUrl({ name: "x", version: "1" }), "pkg:npm/x@1");
  assert.equal(withoutPeers("a@1.0.0_b@2.0.0"), "a@1.0.0");
  assert.equal(withoutPeers("@s/a@1.0.0"), "@s/a@1.0.0");
});

Deno.test("reachable() follows needs, also in circles", () => {
  const needs: Readonly<Record<string, readonly string[]>> = {
    a: ["b"],
    b: ["c", "a"],
    d: ["e"],
  };
  const found = reachable(["a"], (key) => needs[key] ?? []);
  assert.deepEqual([...found].toSorted(), ["a", "b", "c"]);
});
