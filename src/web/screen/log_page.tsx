import { memo, useEffect, useRef } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import { Icon } from "./icons.tsx";
import { type LogLevel, type LogLines, shownLines } from "./log_lines.ts";
import type { ScreenState } from "./state.ts";
import { absoluteTime, clockSeconds } from "./when.ts";
import { plural } from "./words.ts";
import type { LogView } from "./wire.ts";

const levels: readonly (readonly [LogLevel, string])[] = [
  ["all", "All"],
  ["warning", "Warnings"],
  ["error", "Errors"],
];

/** The recent lines of the log, the newest at the end. */
export function LogPage(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { log } = state;
  const { held, shown } = shownLines(log);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    // Who has scrolled up reads; who has not follows.
    if (atEnd.current && box.current) box.current.scrollTop = 1e9;
  }, [shown.at(-1)?.id, log.level]);
  const onScroll = () => {
    if (box.current === null) return;
    const { clientHeight, scrollHeight, scrollTop } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
  };
  return (
    <div class="log-page">
      <LogBar acts={acts} log={log} held={held} />
      <div
        class="log-lines"
        ref={box}
        tabindex={0}
        role="region"
        aria-label="Log, the newest line at the end"
        onScroll={onScroll}
      >
        {shown.length === 0 && <p class="muted pad">No such line yet</p>}
        {shown.map((line) => <Line key={line.id} line={line} />)}
      </div>
    </div>
  );
}

function LogBar(
  { acts, held, log }: {
    readonly acts: Acts;
    readonly log: LogLines;
    readonly held: number;
  },
) {
  const rests = log.restsAt !== undefined;
  return (
    <div class="log-bar">
      <div class="switch" role="group" aria-label="Level">
        {levels.map(([level, label]) => (
          <button
            type="button"
            aria-pressed={String(log.level === level)}
            onClick={() => acts.setLogLevel(level)}
          >
            {label}
          </button>
        ))}
      </div>
      <button
        type="button"
        class="button"
        aria-pressed={String(rests)}
        onClick={() => acts.toggleLog()}
      >
        <Icon name={rests ? "play" : "pause"} size={16} />
        {rests ? "Go on" : "Pause"}
      </button>
      <p class="muted" role="status">
        {rests ? `Paused, ${plural(held, "new line")}` : ""}
      </p>
    </div>
  );
}

// A line never changes: only new ones are drawn.
const Line = memo(LineOnce);

function LineOnce({ line }: { readonly line: LogView }) {
  return (
    <p class={`log-line level-${line.level}`}>
      <time
        datetime={new Date(line.at).toISOString()}
        title={absoluteTime(line.at)}
      >
        {clockSeconds(line.at)}
      </time>
      <span class="log-level">{line.level}</span>
      <span class="log-room">{line.room}</span>
      <span class="log-text">{line.text}</span>
    </p>
  );
}
