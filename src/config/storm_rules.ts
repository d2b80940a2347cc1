import * as v from "valibot";
import { type Finding, isTable, type Table } from "./finding.ts";
import { repeatedUnits } from "./policy_rules.ts";
import { stormDefaults, stormEntries } from "./storm_section.ts";

type Key = "first" | "when_over" | "breaker_rest" | "breaker_reminder";

/** Finds options of `[storm]` that do nothing because what they are about is not on: it was mostly forgotten. */
export function checkStorm(document: Table): Finding[] {
  const storm = isTable(document.storm) ? document.storm : {};
  const without = (key: Key, ...needed: readonly string[]): Finding[] => {
    const { [key]: value = stormDefaults[key] } = storm;
    const isMeant = value !== stormDefaults[key] &&
      v.is(stormEntries[key], value);
    if (!isMeant || needed.some((it) => isOn(storm[it]))) return [];
    const text = `is ${JSON.stringify(value)}, which does nothing without ` +
      `${needed.join(" or ")}; set that as well, or leave this out`;
    return [{ path: ["storm", key], text }];
  };
  return [
    ...repeatedUnits(storm, ["storm"]),
    ...without("first", "window"),
    ...without("when_over", "per_recipient", "per_sender"),
    ...without("breaker_rest", "breaker"),
    ...without("breaker_reminder", "breaker"),
  ];
}

/** Whatever is written counts, so that a wrong value is not told of twice. */
function isOn(value: unknown): boolean {
  const off = value === undefined || value === "" ||
    (Array.isArray(value) && value.length === 0);
  return !off;
}
