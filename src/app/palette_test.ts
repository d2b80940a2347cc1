import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import {
  colourPalette,
  paletteFor,
  plainPalette,
  wantsColour,
} from "./palette.ts";

Deno.test("wantsColour() obeys NO_COLOR, FORCE_COLOR, TERM and the stream, in this order", () => {
  const rows: readonly (readonly [
    terminal: boolean,
    env: Readonly<Record<string, string>>,
    coloured: boolean,
  ])[] = [
    [true, {}, true],
    [true, { TERM: "xterm-256color" }, true],
    [true, { TERM: "dumb" }, false],
    [false, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "0" }, false],
    [true, { NO_COLOR: "" }, true],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "3" }, true],
    [false, { FORCE_COLOR: "" }, false],
    [true, { FORCE_COLOR: "0" }, false],
    [true, { FORCE_COLOR: "false" }, false],
    [true, { FORCE_COLOR: "1", TERM: "dumb" }, true],
    [true, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [true, { FORCE_COLOR: "1", NO_COLOR: "" }, true],
  ];
  for (const [terminal, env, coloured] of rows) {
    const facts = { terminal, env: (name: string) => env[name] };
    assert.equal(wantsColour(facts), coloured, JSON.stringify([terminal, env]));
    assert.equal(
      paletteFor(facts),
      coloured ? colourPalette : plainPalette,
    );
  }
});

Deno.test("colours repeat what the words say, and nothing else", () => {
  const looks = new Set<string>();
  for (const paint of Object.values(colourPalette)) {
    const painted = paint("usable");
    assert.notEqual(painted, "usable");
    assert.equal(stripVTControlCharacters(painted), "usable");
    assert.equal(paint(""), "");
    looks.add(painted);
  }
  assert.equal(looks.size, Object.keys(colourPalette).length);
  for (const paint of Object.values(plainPalette)) {
    assert.equal(paint("usable"), "usable");
  }
});
