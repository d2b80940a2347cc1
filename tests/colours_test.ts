import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { Child } from "./support/child.ts";
import { programCommand } from "./support/program.ts";

async function printed(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const unset = { NO_COLOR: "", FORCE_COLOR: "" };
  await using child = new Child(programCommand(args), {
    cwd: folder,
    env: { ...unset, ...env },
  });
  await child.status();
  return child.output;
}

Deno.test("a state has its colour where colours are wanted, and its word everywhere", async () => {
  await using cellpost = await Cellpost.start();
  const id = await cellpost.queue({ to: "+491701234567@sms", text: "Hi" });
  await cellpost.reaches(id, "delivered");
  const { folder } = cellpost;
  const list = ["queue", "list"];
  const modems = ["modems"];
  const plain = await printed(folder, list, {});
  assert.match(plain, / delivered {2}/);
  assert.ok(!plain.includes("\u001b"));
  const coloured = await printed(folder, list, { FORCE_COLOR: "1" });
  assert.ok(coloured.includes("\u001b[32mdelivered\u001b[39m"));
  assert.equal(
    coloured.replace("\u001b[32m", "").replace("\u001b[39m", ""),
    plain,
  );
  const without = { FORCE_COLOR: "1", NO_COLOR: "1" };
  assert.equal(await printed(folder, list, without), plain);
  const table = await printed(folder, modems, { FORCE_COLOR: "1" });
  assert.ok(table.includes("\u001b[32musable (simulated)\u001b[39m"), table);
  const json = await printed(folder, [...modems, "--json"], {
    FORCE_COLOR: "1",
  });
  assert.ok(!json.includes("\u001b"));
});
