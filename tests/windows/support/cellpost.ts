import { join } from "node:path";
import { permissions } from "../../../tools/compile.ts";
import type { Child } from "../../support/child.ts";
import { startProgram } from "../../support/program.ts";
import { inside, type Wine } from "./wine.ts";

// What the executable has inside, under the permissions that it has.
const program = join(import.meta.dirname ?? ".", "../../../dist/cellpost.js");

/** Starts cellpost on Windows. `folder` is a folder of the machine. */
export function cellpost(wine: Wine, folder: string, ...args: string[]): Child {
  const run = ["run", "--no-config", "--no-lock", "--no-prompt"];
  const all = [...run, ...permissions, inside(program), ...args];
  return wine.deno(all, { folder });
}

/** Plugs a simulated modem into a COM port; `args` are further ones of `cellpost simulate`. */
export async function plugIn(
  wine: Wine,
  folder: string,
  number: number,
  ...args: string[]
): Promise<Child> {
  const link = join(wine.devices, `com${number}`);
  const modem = startProgram(folder, ["simulate", "--pty", link, ...args]);
  await modem.line(/Simulated modem at/);
  return modem;
}
