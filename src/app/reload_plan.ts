import {
  type Difference,
  differences,
  keeping,
  type WrittenConfig,
} from "../config/mod.ts";
import { wayOf } from "./reload_ways.ts";

/** A setting whose value is another one: how the operator knows it, and its value before and now. */
export type SettingChange = Pick<Difference, "path" | "from" | "to">;

/** What a new config means for whoever runs with an old one. */
export interface ReloadPlan {
  /** What takes effect at once. */
  readonly live: readonly SettingChange[];
  /** What takes effect with the next start. */
  readonly restart: readonly SettingChange[];
  /** The config to go on with: the new one, but for what needs a restart. */
  readonly next: WrittenConfig;
}

/** Says what of a new config can take effect while cellpost runs. */
export function planReload(
  now: WrittenConfig,
  wanted: WrittenConfig,
): ReloadPlan {
  const waits = (setting: string) => waitsIn(setting, now, wanted);
  const all = differences(now, wanted);
  return {
    live: all.filter(({ setting }) => !waits(setting)).map(changeOf),
    restart: all.filter(({ setting }) => waits(setting)).map(changeOf),
    next: keeping(now, wanted, waits),
  };
}

/** Whether a setting, or all of a section, needs a restart. */
function waitsIn(
  setting: string,
  now: WrittenConfig,
  wanted: WrittenConfig,
): boolean {
  const [section] = setting.split(".");
  // Which of the modems found by themselves would belong to which section is only known at a start.
  if (section === "modem" && (takesAll(now) || takesAll(wanted))) return true;
  const way = wayOf(setting);
  // What nobody has thought of must not be said to hold; a section as a whole has no way.
  return way === "restart" || (way === undefined && setting.includes("."));
}

function takesAll({ config }: WrittenConfig): boolean {
  return config.modems.some(({ port }) => port === "auto");
}

function changeOf({ path, from, to }: Difference): SettingChange {
  return { path, from, to };
}
