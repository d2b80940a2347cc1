/** What a figure must reach, in its own unit. */
export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** One thing that was measured. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** How many digits after the point are worth reading; none when left out. */
  readonly digits?: number;
  /** Left out where the figure is for information only. */
  readonly bar?: Bar;
}

/** A benchmark's outcome. */
export interface Report {
  readonly title: string;
  /** What reproduces it. */
  readonly command: string;
  readonly figures: readonly Figure[];
}

/** Whether the figure reaches its bar; undefined without one. A figure that is no number reaches none. */
export function meetsBar({ value, bar }: Figure): boolean | undefined {
  if (bar === undefined) return undefined;
  return "atLeast" in bar ? value >= bar.atLeast : value <= bar.atMost;
}

/** The figures as a table in Markdown, ready for the documentation. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = [
    ["what", "measured", "bar", ""],
    ...figures.map((figure) => [
      figure.what,
      `${number(figure.value, figure)} ${figure.unit}`.trim(),
      barText(figure),
      verdict(figure),
    ]),
  ];
  return alignRows(rows);
}

/** Rows of cells as a table in Markdown, the first one its head. */
export function alignRows(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  const lines = rows.map((row) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`
  );
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return lines.toSpliced(1, 0, rule).join("\n");
}

/** Prints a report with the machine below it. Returns the exit code: 1 when a bar is missed. */
export function printReport({ title, command, figures }: Report): number {
  const missed = figures.filter((figure) => meetsBar(figure) === false).length;
  console.log(`\n${title}\n\n${renderTable(figures)}\n`);
  console.log(`\`${command}\` on ${machine()}`);
  if (missed > 0) console.log(`Bars missed: ${missed}`);
  return missed > 0 ? 1 : 0;
}

/** Says what a benchmark is about to do; apart from the table, so that a pipe gets the table only. */
export function progress(text: string): void {
  console.error(`… ${text}`);
}

/** What a benchmark ran on, in one line. */
export function machine(): string {
  const [load = 0] = Deno.loadavg();
  // What stands behind the numbers is the name of a build.
  const [release] = Deno.osRelease().split("-");
  return [
    `${navigator.hardwareConcurrency} cores`,
    `${Deno.build.os} ${release} ${Deno.build.arch}`,
    `Deno ${Deno.version.deno}`,
    `load average ${load.toFixed(1)} at the end`,
  ].join(", ");
}

function barText(figure: Figure): string {
  const { bar } = figure;
  if (bar === undefined) return "";
  return "atLeast" in bar
    ? `≥ ${number(bar.atLeast, figure)}`
    : `≤ ${number(bar.atMost, figure)}`;
}

function verdict(figure: Figure): string {
  const met = meetsBar(figure);
  if (met === undefined) return "";
  return met ? "ok" : "MISSED";
}

function number(value: number, { digits = 0 }: Figure): string {
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
