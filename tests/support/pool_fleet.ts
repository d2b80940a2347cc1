import assert from "node:assert/strict";
import { join } from "node:path";
import { parse, stringify } from "smol-toml";
import { Cellpost, type StoryOptions } from "./appliance.ts";
import { FakeModem } from "./fake_modem.ts";
import { ManualClock } from "./manual_clock.ts";

/** A fleet of modems by their names, and a story's beginning with them. */
export function fleet<Name extends string>(
  names: readonly Name[],
  behaviour: ConstructorParameters<typeof FakeModem>[0]["behaviour"] = {},
) {
  const clock = new ManualClock();
  const modems = Object.fromEntries(
    names.map((name) => [name, new FakeModem({ clock, name, behaviour })]),
  ) as Record<Name, FakeModem>;
  const begin = async (
    config: NonNullable<StoryOptions["config"]>,
    rest: Partial<StoryOptions> = {},
  ) => {
    const cellpost = await Cellpost.start({
      clock,
      modems: names.map((name) => ({ port: modems[name], settings: { name } })),
      config,
      ...rest,
    });
    for (const name of names) await cellpost.usable(name);
    return cellpost;
  };
  return { clock, modems, begin };
}

/** A `[[pool]]`. */
export function pool(name: string, modems: unknown, rest: object = {}) {
  return { name, modems, ...rest };
}

/** Writes other sections into the config of an appliance that does not run. */
export function changeConfig(
  cellpost: Cellpost,
  changes: Readonly<Record<string, unknown>>,
): void {
  const path = join(cellpost.folder, "config.toml");
  const before = parse(Deno.readTextFileSync(path));
  cellpost.write("config.toml", stringify({ ...before, ...changes }));
}

/** Asserts that each text has left by one SIM, for each of its references. */
export function assertNeverSplit(
  cellpost: Cellpost,
  modems: readonly FakeModem[],
): void {
  const seen = new Map<string, FakeModem>();
  for (const modem of modems) {
    for (const { concatenation, recipient } of modem.segments) {
      if (concatenation === undefined) continue;
      const key = `${recipient} ${concatenation.reference}`;
      assert.ok([undefined, modem].includes(seen.get(key)), key);
      seen.set(key, modem);
    }
  }
  assert.ok(seen.size > 0, cellpost.lines.join("\n"));
}
