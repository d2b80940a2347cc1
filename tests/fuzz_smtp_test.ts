import assert from "node:assert/strict";

Deno.test("three thousand mutated sessions find nothing, and leave no memory behind", async () => {
  const script = new URL("../tools/fuzz_smtp.ts", import.meta.url);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--v8-flags=--expose-gc", script.href],
      ...["--iterations", "3000", "--seed", "1"],
    ],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, text + new TextDecoder().decode(stderr));
  assert.match(text, /^3000 sessions in .*, 150 of them over a socket/m);
  assert.match(text, /^heap: /m);
});
