import assert from "node:assert/strict";
import { bundle } from "../support/bundle.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { ModemFarm } from "./support/modem_farm.ts";
import { inside, Wine } from "./support/wine.ts";

Deno.test("serial ports do on Windows all that inside/com_port.ts asks", async () => {
  using folder = temporaryFolder();
  const file = folder.file("com_port.js");
  await bundle(new URL("./inside/com_port.ts", import.meta.url), file);
  await using wine = await Wine.start();
  await using farm = new ModemFarm(wine.devices);
  const offline = ["--no-config", "--no-lock", "--no-check", "--no-remote"];
  await using child = wine.deno(["test", "-A", ...offline, inside(file)], {
    folder: folder.path,
    env: { MODEM_FARM: String(farm.port) },
  });
  const { code } = await child.status();
  // With the line that counts the tests inside, which CI adds up.
  console.log(child.output);
  assert.equal(code, 0);
  assert.match(child.output, /^ok \| (?:[3-9]\d) passed \| 0 failed/m);
});
