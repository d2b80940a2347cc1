import { useEffect, useRef } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import type { ScreenState } from "./state.ts";
import { counted, type DeliveryState, stateWords, type Tone } from "./words.ts";
import type { StatsView, WindowCounts } from "./wire.ts";

const nowStates = ["queued", "sending", "uncertain", "held"] as const;

const todayKinds = [
  { kind: "accepted", label: "Accepted", tone: "quiet", state: undefined },
  { kind: "sent", label: "Sent", tone: "info", state: "sent" },
  { kind: "delivered", label: "Delivered", tone: "good", state: "delivered" },
  { kind: "failed", label: "Failed", tone: "bad", state: "failed" },
] as const;

/** The counters: what is so now, and what was done today, this hour and this minute. */
export function Counters(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { stats } = state;
  return (
    <div class="counters">
      <section class="card counter-group" aria-labelledby="counters-today">
        <h2 id="counters-today">Today</h2>
        <div class="counter-cells today">
          {todayKinds.map((it) => (
            <Counter
              {...it}
              value={stats?.today[it.kind]}
              acts={acts}
              beside={stats && besideOf(stats, it.kind)}
            />
          ))}
        </div>
      </section>
      <section class="card counter-group" aria-labelledby="counters-now">
        <h2 id="counters-now">Right now</h2>
        <div class="counter-cells now">
          {nowStates.map((each) => (
            <Counter
              kind={each}
              label={stateWords[each].label}
              tone={stateWords[each].tone}
              state={each}
              value={stats?.states[each]}
              acts={acts}
              beside={[wordsFor[each]]}
            />
          ))}
        </div>
      </section>
    </div>
  );
}

const wordsFor: Readonly<Record<typeof nowStates[number], string>> = {
  queued: "waiting",
  sending: "on a modem",
  uncertain: "no answer",
  held: "for a person",
};

function besideOf(
  { hour, minute }: StatsView,
  kind: keyof WindowCounts,
): readonly string[] {
  return [
    `${counted(hour[kind])} this hour`,
    `${counted(minute[kind])} this minute`,
  ];
}

function Counter(
  { acts, beside, kind, label, state, tone, value }: {
    readonly acts: Acts;
    readonly kind: string;
    readonly label: string;
    readonly tone: Tone;
    /** The messages that are shown when it is pressed; undefined: all. */
    readonly state: DeliveryState | undefined;
    readonly value: number | undefined;
    readonly beside: readonly string[] | undefined;
  },
) {
  const number = useRef<HTMLElement>(null);
  const before = useRef(value);
  useEffect(() => {
    const isNews = before.current !== undefined && before.current !== value;
    before.current = value;
    if (isNews) flash(number.current);
  }, [value]);
  const calm = value === 0 || value === undefined;
  const filter = { search: "", state };
  return (
    <button
      type="button"
      class={`counter tone-${calm ? "quiet" : tone}`}
      data-counter={kind}
      onClick={() => acts.go({ page: "messages", filter })}
    >
      <span class="counter-label">{label}</span>
      <span class="counter-value" ref={number}>
        {value === undefined ? "–" : counted(value)}
      </span>
      {beside?.map((line) => (
        <span key={line} class="counter-beside">{line}</span>
      ))}
    </button>
  );
}

// Through the animations of the element, so that a number that changes twice begins anew.
function flash(element: HTMLElement | null): void {
  if (element === null) return;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  element.animate(
    [{ opacity: 0.35, transform: "translateY(2px)" }, {
      opacity: 1,
      transform: "none",
    }],
    { duration: 320, easing: "ease-out" },
  );
}
