import type { Acts } from "./acts.ts";
import { historySteps } from "./history.ts";
import { StateChip } from "./state_chip.tsx";
import { absoluteTime, clockSeconds, futureTime } from "./when.ts";
import { plural } from "./words.ts";
import type { DeliveryHistory } from "./wire.ts";

/** One recipient of a message: how it stands, its segments and its history. */
export function DeliveryHistoryCard(
  { acts, delivery, now }: {
    readonly acts: Acts;
    readonly delivery: DeliveryHistory;
    readonly now: number;
  },
) {
  const { reason, recipient, state } = delivery;
  return (
    <article class="delivery" aria-label={`To ${recipient}`}>
      <header>
        <strong>{recipient}</strong>
        <StateChip state={state} />
        {delivery.possibleDuplicate && (
          <span class="chip tone-warn">May arrive twice</span>
        )}
      </header>
      {reason !== "" && <p class="reason">{reason}</p>}
      <p class="muted">{standingOf(delivery, now)}</p>
      <Segments delivery={delivery} />
      <ol class="timeline" aria-label="History">
        {historySteps(delivery.history, delivery.segmentCount).map((step) => (
          <li class={`tone-${step.tone}`}>
            <time
              datetime={new Date(step.at).toISOString()}
              title={absoluteTime(step.at)}
            >
              {clockSeconds(step.at)}
            </time>
            <div>
              <p>{step.what}</p>
              {step.detail !== "" && <p class="muted">{step.detail}</p>}
              {step.leadsTo !== undefined && (
                <button
                  type="button"
                  class="link"
                  onClick={() => acts.openMessage(step.leadsTo ?? "")}
                >
                  {step.leadsTo}
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </article>
  );
}

function standingOf(delivery: DeliveryHistory, now: number): string {
  const { attempts, expiresAt, modem, nextAttemptAt, route, segmentCount } =
    delivery;
  return [
    plural(segmentCount, "segment"),
    plural(attempts, "attempt"),
    modem && `modem ${modem}`,
    route && `by ${route}`,
    nextAttemptAt === undefined
      ? ""
      : `next attempt ${futureTime(nextAttemptAt, now)}`,
    delivery.state === "queued" || delivery.state === "held"
      ? `expires ${futureTime(expiresAt, now)}`
      : "",
  ].filter((it) => it !== undefined && it !== "").join(" · ");
}

const reportWords = {
  delivered: "delivered",
  trying: "not yet",
  failed: "undeliverable",
} as const;

function Segments({ delivery }: { readonly delivery: DeliveryHistory }) {
  const { segments } = delivery;
  if (segments.length < 2) return null;
  return (
    <div class="table-frame" tabindex={0} role="region" aria-label="Segments">
      <table class="segments">
        <thead>
          <tr>
            <th scope="col">Segment</th>
            <th scope="col">Taken</th>
            <th scope="col">Reference</th>
            <th scope="col">Report</th>
          </tr>
        </thead>
        <tbody>
          {segments.map(({ acknowledgedAt, number, reference, report }) => (
            <tr>
              <th scope="row">{number}</th>
              <td>
                {acknowledgedAt === undefined
                  ? "–"
                  : clockSeconds(acknowledgedAt)}
              </td>
              <td>{reference ?? "–"}</td>
              <td>{report === undefined ? "–" : reportWords[report]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
