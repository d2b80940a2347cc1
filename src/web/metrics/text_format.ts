/** One value of a metric, with what tells it from the others of its family. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric as Prometheus knows it. */
export type Family =
  & { readonly name: string; readonly help: string }
  & (
    | {
      readonly type: "counter" | "gauge";
      readonly samples: readonly Sample[];
    }
    | {
      readonly type: "histogram";
      /** Upper ends of all buckets but the last, ascending. */
      readonly bounds: readonly number[];
      /** How many fell into each bucket; one more than there are bounds. */
      readonly buckets: readonly number[];
      readonly sum: number;
    }
  );

/** What `text` is served as; Prometheus' text format 0.0.4. */
export const textFormatType = "text/plain; version=0.0.4; charset=utf-8";

/** Writes metrics in Prometheus' text format 0.0.4. A family without samples is left out. */
export function renderMetrics(families: readonly Family[]): string {
  return families.map(renderFamily).join("");
}

function renderFamily(family: Family): string {
  const { name, help, type } = family;
  const lines = type === "histogram"
    ? histogramLines(family)
    : family.samples.map((it) => sampleLine(name, it));
  if (lines.length === 0) return "";
  return [
    `# HELP ${name} ${escapeHelp(help)}`,
    `# TYPE ${name} ${type}`,
    ...lines,
  ]
    .map((line) => `${line}\n`).join("");
}

function histogramLines(
  { name, bounds, buckets, sum }: Extract<Family, { type: "histogram" }>,
): readonly string[] {
  let count = 0;
  const lines = [...bounds, Infinity].map((bound, at) => {
    count += buckets[at] ?? 0;
    const labels = { le: numberText(bound) };
    return sampleLine(`${name}_bucket`, { labels, value: count });
  });
  return [
    ...lines,
    sampleLine(`${name}_sum`, { value: sum }),
    sampleLine(`${name}_count`, { value: count }),
  ];
}

function sampleLine(name: string, { labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels)
    .map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  const braces = pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  return `${name}${braces} ${numberText(value)}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
