import assert from "node:assert/strict";
import { assets } from "../../src/web/assets.ts";
import { script } from "../../tools/web_assets.ts";

Deno.test("the script that is committed is, byte for byte, what its sources are bundled to", async () => {
  const committed = assets.find(({ path }) => path === "/assets/screen.js");
  assert.ok(committed?.body === await script(), "Run deno task web");
});
