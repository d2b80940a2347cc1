import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { systemClock } from "../model/mod.ts";
import { runResetCommand } from "./reset_command.ts";

const signal = new AbortController().signal;
const quiet = { clock: systemClock, signal };

/** A program that is there wherever the tests run: Deno itself. */
function script(code: string): readonly string[] {
  return [Deno.execPath(), "eval", code];
}

async function run(code: string, options = quiet): Promise<string> {
  const said = await runResetCommand("roof", script(code), options);
  const head = `The reset_command of "roof" (${Deno.execPath()}) `;
  assert.ok(said.startsWith(head), said);
  return said.slice(head.length);
}

Deno.test("runResetCommand() tells exit code and output", async () => {
  assert.equal(await run(""), "has run");
  assert.equal(
    await run("console.log('port 2\\n\\x1b[1moff'); console.error('and on')"),
    "has run: port 2 [1moff; and on",
  );
  assert.equal(await run("Deno.exit(3)"), "failed with exit code 3");
});

Deno.test("runResetCommand() takes arguments as they are: no shell looks at them", async () => {
  const words = ["$HOME", "a b", "; exit 1", '"', "*"];
  const [program = "", ...args] = script("console.log(Deno.args.join('|'))");
  const said = await runResetCommand("a", [program, ...args, ...words], quiet);
  assert.match(said, /has run: \$HOME\|a b\|; exit 1\|"\|\*$/);
});

Deno.test("runResetCommand() says that there is no such program", async () => {
  const said = await runResetCommand("a", ["/no/such/hubctl", "-a"], quiet);
  assert.match(said, /\(\/no\/such\/hubctl\) could not be started: /);
});

Deno.test("runResetCommand() does not drown in output", async () => {
  const said = await run("console.log('x'.repeat(1_000_000))");
  assert.ok(said.length < 600);
});

Deno.test("runResetCommand() kills a program that takes too long, and one that must stop", async () => {
  const clock = new ManualClock();
  const forEver = "console.log('on'); setInterval(() => {}, 1000)";
  const running = run(forEver, { clock, signal });
  await clock.advance(60_000);
  assert.match(await running, /^was killed after 60 s/);
  assert.equal(clock.pending, 0);
  const stop = new AbortController();
  const other = run(forEver, { clock, signal: stop.signal });
  stop.abort();
  assert.match(await other, /^was stopped/);
});
