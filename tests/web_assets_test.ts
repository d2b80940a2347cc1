import assert from "node:assert/strict";
import { assets, assetsMadeFrom } from "../src/web/assets.ts";
import { sourcesHash } from "../tools/web_assets.ts";

Deno.test("assets.ts is what its sources say; `deno task web` writes it", async () => {
  assert.equal(assetsMadeFrom, await sourcesHash());
});

Deno.test("the page asks for what there is, and has no script or style of its own", () => {
  const page = assets.find(({ path }) => path === "/")?.body ?? "";
  const asked = [...page.matchAll(/(?:src|href)="([^"]+)"/g)];
  const paths = asked.map(([, path]) => path);
  assert.deepEqual(
    paths.toSorted(),
    assets.map(({ path }) => path).filter((it) => it !== "/").toSorted(),
  );
  assert.doesNotMatch(page, /<script>|<style|style=|\son\w+=/);
});

Deno.test("the screen never makes markup of a text, and asks nobody but its own machine", () => {
  const folder = new URL("../src/web/screen/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  const sources = names.filter((it) => /\.tsx?$/.test(it)).map((name) =>
    [name, Deno.readTextFileSync(new URL(name, folder))] as const
  );
  const markup =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|https?:\/\//i;
  const guilty = sources.filter(([, text]) => markup.test(text));
  assert.deepEqual(guilty.map(([name]) => name), []);
  assert.ok(sources.length > 30);
});
