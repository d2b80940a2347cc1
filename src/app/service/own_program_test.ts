import assert from "node:assert/strict";
import { ownProgram } from "./own_program.ts";

Deno.test("ownProgram() is the executable, or the script of a release, and nothing of a source tree", () => {
  const compiled = {
    standalone: true,
    execPath: "/usr/local/bin/cellpost",
    main: "file:///tmp/deno-compile-cellpost/cellpost.js",
  };
  assert.deepEqual(ownProgram(compiled), {
    path: "/usr/local/bin/cellpost",
    needsFolder: false,
  });
  const release = {
    standalone: false,
    execPath: "/opt/cell post/lib/deno",
    main: "file:///opt/cell%20post/lib/cellpost.js",
  };
  assert.deepEqual(ownProgram(release), {
    path: "/opt/cell post/cellpost",
    needsFolder: true,
  });
  const source = { ...release, main: "file:///home/anna/cellpost/main.ts" };
  assert.equal(ownProgram(source), undefined);
  const foreign = { ...release, execPath: "/usr/bin/deno" };
  assert.equal(ownProgram(foreign), undefined);
});
