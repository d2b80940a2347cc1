import type { Acts } from "./acts.ts";
import { Icon } from "./icons.tsx";
import { mayAct, releaseQuestion } from "./message_actions.ts";
import type { ScreenState } from "./state.ts";
import { wellbeingOf } from "./wellbeing.ts";
import { absoluteTime, clockTime, lasting, pastTime } from "./when.ts";
import { plural } from "./words.ts";

/** Whether all is well, in a sentence; below it alarms and the breaker, where there are any. */
export function Health(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { connection, house, now } = state;
  const { lines, title, tone } = wellbeingOf(house, connection);
  const { status } = house;
  return (
    <section class={`card health tone-${tone}`} aria-labelledby="health-title">
      <div class="health-head">
        <span class="health-icon">
          <Icon name={iconOf(tone)} size={26} />
        </span>
        <div class="health-words">
          <h2 id="health-title">{title}</h2>
          {lines.map((line) => (
            <p
              class={line.tone === "quiet" ? "muted" : `tone-${line.tone} said`}
            >
              {line.text}
            </p>
          ))}
        </div>
        {status !== undefined && (
          <p
            class="health-since muted"
            title={`Since ${absoluteTime(status.startedAt)}`}
          >
            Running for {lasting(now - status.startedAt)}
          </p>
        )}
      </div>
      <Alarms state={state} />
      <Breaker acts={acts} state={state} />
    </section>
  );
}

function iconOf(tone: string) {
  if (tone === "good") return "check";
  return tone === "quiet" ? "look" : "alert";
}

function Alarms({ state }: { readonly state: ScreenState }) {
  const alarms = state.house.alarms ?? [];
  if (alarms.length === 0) return null;
  return (
    <ul class="alarms" aria-label="Open alarms">
      {alarms.map((alarm) => (
        <li key={alarm.alarm + alarm.condition}>
          <span class="chip tone-bad">Alarm</span>
          <span class="alarm-text">{alarm.text}</span>
          <span class="muted" title={absoluteTime(alarm.since)}>
            {alarm.wellSince === undefined
              ? `since ${pastTime(alarm.since, state.now)}`
              : `better ${pastTime(alarm.wellSince, state.now)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Breaker(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { breaker } = state.house;
  if (breaker === undefined) return null;
  const { closesAt, gathered, open, openedAt } = breaker;
  if (!open && gathered === 0) return null;
  const since = open && openedAt !== undefined
    ? ` since ${clockTime(openedAt)}`
    : "";
  const closes = open && closesAt !== undefined
    ? `; closes by itself at ${clockTime(closesAt)}`
    : "";
  const kept = plural(gathered, "SMS", "SMS");
  return (
    <div class="breaker">
      <span class={`chip tone-${open ? "warn" : "quiet"}`}>
        {open ? "Breaker open" : "Gathering"}
      </span>
      <span class="breaker-text">
        {open
          ? `Too many at once${since}: ${kept} kept back${closes}`
          : `${kept} kept back until their window ends`}
      </span>
      {mayAct(state.session?.role) && (
        <button
          type="button"
          class="button"
          disabled={state.busy}
          onClick={() =>
            acts.show({ kind: "confirm", question: releaseQuestion(gathered) })}
        >
          Release
        </button>
      )}
    </div>
  );
}
