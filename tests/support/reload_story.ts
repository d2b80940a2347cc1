import assert from "node:assert/strict";
import { join } from "node:path";
import { parse, stringify } from "smol-toml";
import type { ReloadView } from "../../src/desk/mod.ts";
import type { Cellpost } from "./appliance.ts";

/** A part of `config.toml` as data; a table is laid over the one that is there, and undefined takes away. */
export type Edit = Readonly<Record<string, unknown>>;

/** Edits the config of a running appliance, as an operator does. */
export function edit(cellpost: Cellpost, changes: Edit): void {
  const path = join(cellpost.folder, "config.toml");
  const before = parse(Deno.readTextFileSync(path));
  cellpost.write("config.toml", stringify(laidOver(before, changes)));
}

/** Edits the config and has it read anew; it must be taken. */
export async function change(
  cellpost: Cellpost,
  changes: Edit,
): Promise<Extract<ReloadView, { kind: "applied" }>> {
  edit(cellpost, changes);
  const view = await cellpost.reload();
  assert.ok(view.kind === "applied", JSON.stringify(view));
  return view;
}

function laidOver(before: Edit, changes: Edit): Edit {
  const merged = Object.entries(changes).map(([key, value]) => {
    const old = before[key];
    return [
      key,
      isTable(value) && isTable(old) ? laidOver(old, value) : value,
    ] as const;
  });
  const all = { ...before, ...Object.fromEntries(merged) };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  );
}

function isTable(value: unknown): value is Edit {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The `[[modem]]` sections as they are written. */
export function modemsOf({ folder }: Cellpost): readonly Edit[] {
  const { modem } = parse(Deno.readTextFileSync(join(folder, "config.toml")));
  return Array.isArray(modem) ? [...modem].filter((it) => isTable(it)) : [];
}
