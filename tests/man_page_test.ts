import assert from "node:assert/strict";
import { renderManPage } from "../tools/man_page.ts";
import { wholeCommandLine } from "./support/command_line.ts";

Deno.test("packaging/cellpost.1 is what the command line says; `deno task man` writes it", async () => {
  const page = new URL("../packaging/cellpost.1", import.meta.url);
  const text = await Deno.readTextFile(page);
  // Git may give it Windows line ends.
  assert.equal(
    text.replaceAll("\r\n", "\n"),
    renderManPage(wholeCommandLine()),
  );
});
