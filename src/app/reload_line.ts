import type { ConfigChangeView, ReloadView } from "../desk/mod.ts";
import { type LogLine, shown } from "./log_line.ts";

/** So many changes are named in the line; "cellpost reload" tells all. */
const named = 5;

/** The one line of a config that was read anew. */
export function reloadLine(view: ReloadView): LogLine {
  const properties = { event: "reload", outcome: view.kind };
  if (view.kind === "kept") {
    const [first = "", ...others] = view.problems;
    const more = others.length === 0
      ? ""
      : ` (and ${others.length} more: "cellpost check" tells all)`;
    const text = `Config not taken, all stays as it was: ${
      shown(first)
    }${more}`;
    return { level: "error", text, properties };
  }
  const { live, restart } = view;
  const parts = [
    ...live.length === 0 ? [] : [listed(live)],
    ...restart.length === 0 ? [] : [`needs a restart: ${listed(restart)}`],
  ];
  const text = parts.length === 0
    ? "Config read anew: nothing has changed"
    : `Config read anew: ${parts.join("; ")}`;
  const level = restart.length === 0 ? "info" : "warning";
  const counts = { live: live.length, restart: restart.length };
  return { level, text, properties: { ...properties, ...counts } };
}

/** A change in words: `[smtp] max_size "10MB" → "20MB"`. */
export function changeText({ path, from, to }: ConfigChangeView): string {
  return `${shown(path)} ${shown(from)} → ${shown(to)}`;
}

function listed(changes: readonly ConfigChangeView[]): string {
  const texts = changes.slice(0, named).map(changeText);
  const more = changes.length - texts.length;
  return texts.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
