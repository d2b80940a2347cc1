import assert from "node:assert/strict";
import { renderQuirksPage } from "../tools/quirks_page.ts";

/** Without what `deno fmt` changes: line breaks, and the width of columns. */
function plain(markdown: string): string {
  return markdown.replaceAll(/-{3,}/g, "---").replaceAll(/\s+/g, " ").trim();
}

Deno.test("docs/quirks.md is what the quirks table says; `deno task quirks` writes it", async () => {
  const page = new URL("../docs/quirks.md", import.meta.url);
  const text = await Deno.readTextFile(page);
  assert.equal(plain(text), plain(renderQuirksPage()));
});
