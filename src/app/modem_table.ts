import type { ModemView } from "../desk/mod.ts";
import { localTime } from "./local_time.ts";
import { type Palette, plainPalette } from "./palette.ts";
import { paintModemState } from "./state_look.ts";

/** How wide lines may be; undefined where they end up in a file or a pipe. */
export type Width = number | undefined;

const heads = ["MODEM", "STATE", "OPERATOR", "SIGNAL"] as const;
const otherHeads = ["PORT", "STATE"] as const;
const gap = "  ";
const indent = "  ";

/** All modems and ports for people, one line each and below it what there is to say; at most `width` columns wide. */
export function modemTable(
  views: readonly ModemView[],
  width: Width,
  palette: Palette = plainPalette,
): readonly string[] {
  const own = views.filter(({ name }) => name !== "");
  const others = views.filter(({ name }) => name === "");
  const lines = [
    ...tableOf(own, heads, { cells: ownCells, width, palette }),
    ...(own.length > 0 && others.length > 0 ? [""] : []),
    ...tableOf(others, otherHeads, { cells: otherCells, width, palette }),
    ...adviceOf(views).map(printable),
  ];
  return lines;
}

/** One modem or port in one line, for those who watch without a terminal. */
export function modemLine(view: ModemView): string {
  const { name, port, state, detail, network } = view;
  const signal = network && signalOf(view);
  const where = [network?.operator, network?.registration, signal]
    .filter((it) => it !== undefined && it !== "");
  const parts = [`${name || port} ${state}`, ...where, detail];
  return printable(parts.filter((it) => it !== "").join(", "));
}

/** What a modem says of itself is not to move anybody's cursor. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, "?");
}

function tableOf(
  views: readonly ModemView[],
  heads: readonly string[],
  { cells, width, palette }: {
    readonly cells: (view: ModemView) => readonly string[];
    readonly width: Width;
    readonly palette: Palette;
  },
): string[] {
  if (views.length === 0) return [];
  const cellsOf = (view: ModemView) => cells(view).map(printable);
  const rows = [heads, ...views.map(cellsOf)];
  const widths = heads.map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0))
  );
  const columns = widths.reduce((sum, each) => sum + gap.length + each, 0);
  if (width !== undefined && columns - gap.length > width) {
    return [
      cut(heads.join(", "), width),
      ...views.flatMap((view) => stacked(view, cellsOf(view), width)),
    ];
  }
  const line = (row: readonly string[]) =>
    row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(gap).trimEnd();
  // The state is the second cell in both tables.
  const painted = (
    view: ModemView,
    [first = "", state = "", ...rest]: readonly string[],
  ) => {
    const plain = line([first, state, ...rest]);
    const at = (widths[0] ?? 0) + gap.length;
    const end = at + state.length;
    return plain.slice(0, at) +
      paintModemState(view.state, plain.slice(at, end), palette) +
      plain.slice(end);
  };
  return [
    line(heads),
    ...views.flatMap((view) => [
      painted(view, cellsOf(view)),
      ...factsOf(view).flatMap((text) => wrap(printable(text), width)),
    ]),
  ];
}

/** One below the other where they do not fit side by side: a state that is cut off helps nobody. */
function stacked(
  view: ModemView,
  [first = "", ...others]: readonly string[],
  width: number,
): string[] {
  const known = others.filter((cell) => cell !== "-").join(", ");
  return [
    ...chopped(first, width),
    ...[known, ...factsOf(view)].flatMap((text) =>
      wrap(printable(text), width)
    ),
  ];
}

function ownCells(view: ModemView): readonly string[] {
  const { name, state, network, simulated } = view;
  return [
    name,
    simulated ? `${state} (simulated)` : state,
    network?.operator || "-",
    network === undefined ? "-" : signalOf(view),
  ];
}

function otherCells({ port, state }: ModemView): readonly string[] {
  return [port, state];
}

function signalOf({ network }: ModemView): string {
  return network?.signalDbm === undefined
    ? "unknown"
    : `${network.signalDbm} dBm`;
}

/** What stands below a modem's line, each of these on lines of its own. */
function factsOf(view: ModemView): readonly string[] {
  const { name, port, device, detail, identity, network, sim } = view;
  const where = device === undefined || device === port || name === ""
    ? port
    : `${port} (${device})`;
  const make = [identity?.manufacturer, identity?.model]
    .filter((it) => it !== undefined && it !== "").join(" ");
  return [
    detail,
    joined([
      [name === "" ? "" : "Port", where],
      ["", make || (view.description ?? "")],
    ], name !== ""),
    joined([
      ["IMEI", identity?.imei],
      ["SIM", identity?.iccid],
      ["number", sim?.number],
    ]),
    joined([
      ["", name === "" ? network?.operator : undefined],
      ["", network?.registration],
      ["", name === "" && network ? signalOf(view) : undefined],
      ["SMSC", sim?.smsc],
      ["storage", storageOf(view)],
    ]),
    joined([["balance", balanceOf(view)]]),
    poolsText(view),
    view.next === undefined
      ? ""
      : `Next at ${localTime(view.next.at)}: ${view.next.text}`,
  ].filter((it) => it !== "");
}

function poolsText({ pools }: ModemView): string {
  if (pools === undefined) return "";
  return pools.length === 0
    ? "In no pool: sends only what may go by any modem"
    : `In ${pools.length === 1 ? "pool" : "pools"} ${pools.join(", ")}`;
}

function storageOf({ sim }: ModemView): string | undefined {
  if (sim?.storage === undefined) return undefined;
  const { memory, used, total } = sim.storage;
  const full = used >= total && total > 0 ? ", full" : "";
  return `${memory} ${used}/${total}${full}`.trim();
}

function balanceOf({ balance }: ModemView): string | undefined {
  if (balance === undefined) return undefined;
  const { amount, at, low } = balance;
  return `${amount}${low ? " (low)" : ""} at ${localTime(at)}`;
}

function joined(
  facts: readonly (readonly [label: string, value: string | undefined])[],
  all = true,
): string {
  return facts
    .filter(([, value], at) =>
      value !== undefined && value !== "" && (all || at > 0)
    )
    .map(([label, value]) => label === "" ? value : `${label} ${value}`)
    .join(", ");
}

/** What is to be pasted, once each. Never wrapped: a command broken in two is none. */
function adviceOf(views: readonly ModemView[]): string[] {
  const blocks = new Set(
    views.flatMap(({ advice }) =>
      advice === undefined ? [] : [advice.join("\n")]
    ),
  );
  if (blocks.size === 0) return [];
  return [
    "",
    "ModemManager opens modems by itself and disturbs them. To keep it away, paste:",
    ...[...blocks].flatMap((block) => block.split("\n"))
      .filter((line, at, all) => all.lastIndexOf(line) === at)
      .map((line) => indent + line),
  ];
}

/** A text in lines that are at most `width` columns wide, indented. */
export function wrap(text: string, width: Width): string[] {
  if (width === undefined) return [indent + text];
  const lines: string[] = [];
  let line = indent.slice(1);
  for (const word of text.split(" ")) {
    const fits = line.length + 1 + word.length <= width;
    if (!fits && line.trim() !== "") {
      lines.push(line);
      line = indent.slice(1);
    }
    line += ` ${word}`;
  }
  return [...lines, line].flatMap((it) => chopped(it, width));
}

/** A word that is longer than the screen is chopped; all else would break the picture. */
function chopped(line: string, width: number): string[] {
  const pieces = [line.slice(0, width)];
  for (let at = width; at < line.length; at += width - indent.length) {
    pieces.push(indent + line.slice(at, at + width - indent.length));
  }
  return pieces;
}

function cut(line: string, width: Width): string {
  return width === undefined || line.length <= width
    ? line
    : `${line.slice(0, width - 1)}…`;
}
