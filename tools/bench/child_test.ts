import assert from "node:assert/strict";
import { Child } from "./child.ts";

function start(code: string): Child {
  return Child.start(Deno.execPath(), ["eval", "--quiet", code]);
}

const forEver = "setInterval(() => {}, 1000);";

Deno.test("a line is found that has come, and one that is to come", async () => {
  await using child = start(`console.error("port 17"); ${forEver}`);
  const [, port] = await child.line(/port (\d+)/);
  assert.equal(port, "17");
  assert.equal((await child.line(/^port/))[0], "port");
});

Deno.test("a program that ends without the line is quoted", async () => {
  await using child = start(`console.error("No modem"); Deno.exit(2);`);
  await assert.rejects(child.line(/ready/), /ended; it said:\nNo modem/);
});

Deno.test("a line that does not come is not waited for for ever", async () => {
  await using child = start(forEver);
  await assert.rejects(child.line(/ready/, 1), /did not say \/ready\/ in time/);
});

Deno.test("kill() gives no time for last words", async () => {
  const child = start(
    `Deno.addSignalListener("SIGTERM", () => {}); console.error("up"); ${forEver}`,
  );
  await child.line(/up/);
  await child.kill();
  await assert.rejects(child.line(/last words/), /ended; it said:\nup/);
});

Deno.test({
  name: "memory() is that of the program, in megabytes",
  ignore: Deno.build.os !== "linux", // read from /proc
  async fn() {
    const megabytes = 100;
    await using child = start(
      `const held = new Uint8Array(${megabytes}e6).fill(1); console.error("held", held.length); ${forEver}`,
    );
    await child.line(/held/);
    const { residentMb, peakMb } = child.memory();
    assert.ok(residentMb > megabytes && residentMb < 10 * megabytes);
    assert.ok(peakMb > megabytes && peakMb < 10 * megabytes);
  },
});
