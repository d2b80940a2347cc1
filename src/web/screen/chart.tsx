import { useEffect, useRef, useState } from "hono/jsx/dom";
import {
  busySlots,
  type ChartShape,
  chartShape,
  type ChartSize,
  slotAt,
  totalsOf,
} from "./chart_shape.ts";
import { clockTime } from "./when.ts";
import { counted, plural } from "./words.ts";
import type { Series, StatsView } from "./wire.ts";

const spans = [
  { key: "hour", label: "Last hour", slot: "minute" },
  { key: "day", label: "Last day", slot: "quarter of an hour" },
] as const;

/** What came in and what went out in the last hour or day, as a drawing and as a table. */
export function Chart({ stats }: { readonly stats: StatsView | undefined }) {
  const [span, setSpan] = useState<"hour" | "day">("hour");
  const series = span === "hour" ? stats?.perMinute : stats?.perQuarter;
  const totals = series && totalsOf(series);
  return (
    <section class="card chart" aria-labelledby="chart-title">
      <header class="card-head">
        <h2 id="chart-title">Traffic</h2>
        <ul class="legend">
          <li class="key-accepted">
            Accepted <b>{counted(totals?.accepted ?? 0)}</b>
          </li>
          <li class="key-sent">
            Sent <b>{counted(totals?.sent ?? 0)}</b>
          </li>
          <li class="key-failed">
            Failed <b>{counted(totals?.failed ?? 0)}</b>
          </li>
        </ul>
        <div class="switch" role="group" aria-label="Span of the chart">
          {spans.map(({ key, label }) => (
            <button
              type="button"
              aria-pressed={String(span === key)}
              onClick={() => setSpan(key)}
            >
              {label}
            </button>
          ))}
        </div>
      </header>
      {series === undefined
        ? <div class="chart-area" />
        : <Drawing series={series} label={spanWords(span, series)} />}
      {series && <SlotTable series={series} />}
    </section>
  );
}

function spanWords(span: "hour" | "day", series: Series): string {
  const { accepted, failed, sent } = totalsOf(series);
  const words = spans.find(({ key }) => key === span);
  const busiest = busySlots(series).reduce(
    (best, each) => each.accepted > best.accepted ? each : best,
    { at: 0, accepted: 0 },
  );
  const peak = busiest.accepted === 0
    ? ""
    : `; the busiest ${words?.slot} began at ${
      clockTime(busiest.at)
    } with ${busiest.accepted}`;
  return `${words?.label}: ${accepted} accepted, ${sent} sent, ${failed} failed${peak}. Arrow keys read it slot by slot`;
}

function Drawing(
  { label, series }: { readonly series: Series; readonly label: string },
) {
  const area = useRef<HTMLDivElement>(null);
  const width = useWidth(area);
  const [slot, setSlot] = useState<number | undefined>(undefined);
  const size: ChartSize = {
    width,
    height: 220,
    ...{ left: 34, right: 8, top: 10, bottom: 24 },
  };
  const shape = chartShape(series, size);
  const last = series.counts.accepted.length - 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setSlot(Math.max(0, Math.min(last, (slot ?? last + 1) + step)));
  };
  const at = slot === undefined ? undefined : Math.min(slot, last);
  return (
    <div
      class="chart-area"
      ref={area}
      role="slider"
      tabindex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at ?? last}
      aria-valuetext={slotWords(series, at ?? last)}
      onKeyDown={onKeyDown}
      onBlur={() => setSlot(undefined)}
      onPointerMove={(event: PointerEvent) =>
        setSlot(slotAt(shape, event.offsetX))}
      onPointerLeave={() => setSlot(undefined)}
    >
      {width > 0 && <Shape shape={shape} size={size} slot={at} />}
      {at !== undefined && (
        <Tooltip
          series={series}
          slot={at}
          x={shape.middles[at] ?? 0}
          width={width}
        />
      )}
    </div>
  );
}

function Shape(
  { shape, size, slot }: {
    readonly shape: ChartShape;
    readonly size: ChartSize;
    readonly slot: number | undefined;
  },
) {
  const { height, left, right, width } = size;
  const x = slot === undefined ? undefined : shape.middles[slot];
  return (
    <svg
      class="plot"
      width={width}
      height={height}
      aria-hidden="true"
      focusable="false"
    >
      {shape.rows.map(({ at, value }) => (
        <g>
          <line class="grid" x1={left} x2={width - right} y1={at} y2={at} />
          <text class="row-label" x={left - 8} y={at + 4}>
            {counted(value)}
          </text>
        </g>
      ))}
      {shape.columns.map(({ at, value }) => (
        <text class="column-label" x={at} y={height - 6}>
          {clockTime(value)}
        </text>
      ))}
      {x !== undefined && (
        <rect
          class="slot"
          x={x - shape.slotWidth / 2}
          y={size.top}
          width={shape.slotWidth}
          height={shape.base - size.top}
        />
      )}
      {shape.accepted.map((bar) => (
        <rect key={bar.x} class="bar-accepted" rx="2" {...bar} />
      ))}
      <path class="line-sent" d={shape.sent} />
      {shape.failed.map((bar) => (
        <rect key={bar.x} class="bar-failed" rx="1" {...bar} />
      ))}
      {x !== undefined && slot !== undefined && (
        <circle class="dot-sent" cx={x} cy={shape.heights[slot] ?? 0} r="4.5" />
      )}
    </svg>
  );
}

function Tooltip(
  { series, slot, width, x }: {
    readonly series: Series;
    readonly slot: number;
    readonly x: number;
    readonly width: number;
  },
) {
  const { counts } = series;
  const side = x > width / 2
    ? { right: `${width - x + 12}px` }
    : { left: `${x + 12}px` };
  return (
    <div class="tooltip" style={side} aria-hidden="true">
      <b>{slotTime(series, slot)}</b>
      <span class="key-accepted">
        {counted(counts.accepted[slot] ?? 0)} accepted
      </span>
      <span class="key-sent">{counted(counts.sent[slot] ?? 0)} sent</span>
      <span class="key-failed">{counted(counts.failed[slot] ?? 0)} failed</span>
    </div>
  );
}

function SlotTable({ series }: { readonly series: Series }) {
  const rows = busySlots(series);
  return (
    <details class="as-table">
      <summary>The same as a table</summary>
      {rows.length === 0
        ? <p class="muted">Nothing happened in this time</p>
        : (
          <div
            class="table-frame"
            tabindex={0}
            role="region"
            aria-label="Traffic as a table"
          >
            <table>
              <thead>
                <tr>
                  <th scope="col">From</th>
                  <th scope="col">Accepted</th>
                  <th scope="col">Sent</th>
                  <th scope="col">Failed</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr>
                    <th scope="row">{clockTime(row.at)}</th>
                    <td>{counted(row.accepted)}</td>
                    <td>{counted(row.sent)}</td>
                    <td>{counted(row.failed)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </details>
  );
}

function slotTime({ from, slotMs }: Series, slot: number): string {
  const at = from + slot * slotMs;
  return slotMs <= 60_000
    ? clockTime(at)
    : `${clockTime(at)} – ${clockTime(at + slotMs)}`;
}

function slotWords(series: Series, slot: number): string {
  const { accepted, failed, sent } = series.counts;
  return `${slotTime(series, slot)}: ${
    plural(accepted[slot] ?? 0, "accepted", "accepted")
  }, ${sent[slot] ?? 0} sent, ${failed[slot] ?? 0} failed`;
}

/** The width of an element, as the page is laid out. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry?.contentRect.width ?? 0))
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
