import { isTable } from "./finding.ts";
import { written } from "./sections.ts";

/** Keys whose value is shown to nobody. Whoever knows the URL of a webhook can post to it. */
const secretKeys: ReadonlySet<string> = new Set(["pin", "password", "webhook"]);

/** What stands in the place of a secret. */
const hidden = "***";

/** A value on one line, as it would be written in the file; secrets as `***`, and "not set" for what is not written. */
export function tomlText(value: unknown, key = ""): string {
  if (value === undefined) return "not set";
  if (secretKeys.has(key) && value !== "") return hidden;
  if (Array.isArray(value)) {
    return `[${value.map((it) => tomlText(it)).join(", ")}]`;
  }
  if (isTable(value)) {
    const inside = Object.entries(value).map(([name, it]) =>
      `${written(name)} = ${tomlText(it, name)}`
    );
    return inside.length === 0 ? "{}" : `{ ${inside.join(", ")} }`;
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
