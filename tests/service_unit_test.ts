import assert from "node:assert/strict";
import { packagedUnit, packagedUnitText } from "../tools/unit.ts";

Deno.test("packaging/cellpost.service is the unit that install writes; `deno task unit` writes it", async () => {
  assert.equal(await Deno.readTextFile(packagedUnit), packagedUnitText());
});
