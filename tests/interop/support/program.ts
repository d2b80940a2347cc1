import assert from "node:assert/strict";
import { fromFileUrl } from "./paths.ts";

/** Runs a program of this folder with its one argument as JSON; returns what it printed. */
export async function program(
  name: string,
  argument: unknown,
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", fromFileUrl(name), JSON.stringify(argument)],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, text + new TextDecoder().decode(stderr));
  return text;
}
