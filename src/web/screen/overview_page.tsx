import type { Acts } from "./acts.ts";
import { Chart } from "./chart.tsx";
import { Counters } from "./counters.tsx";
import { Health } from "./health.tsx";
import { Icon } from "./icons.tsx";
import { MessageRow } from "./message_row.tsx";
import { ModemCards } from "./modem_cards.tsx";
import { NothingYet } from "./nothing_yet.tsx";
import type { ScreenState } from "./state.ts";

/** All at a glance. */
export function OverviewPage(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { latest, modems, now, stats } = state;
  // What to type stands before all that shows nothing yet.
  const isNew = latest?.length === 0;
  return (
    <div class="page overview">
      {stats?.simulated === true && (
        <p class="strip tone-info">
          <Icon name="sim" size={18} />
          <span>
            <b>Simulated modem:</b> nothing leaves this machine by it
          </span>
        </p>
      )}
      <Health acts={acts} state={state} />
      <Counters acts={acts} state={state} />
      {isNew && <Latest acts={acts} state={state} />}
      <Chart stats={stats} />
      <section aria-labelledby="modems-title">
        <h2 class="section-title" id="modems-title">Modems</h2>
        <ModemCards modems={modems} now={now} />
      </section>
      {!isNew && <Latest acts={acts} state={state} />}
    </div>
  );
}

function Latest(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { latest, now, session } = state;
  const all = { page: "messages", filter: { search: "" } } as const;
  return (
    <section class="card latest" aria-labelledby="latest-title">
      <header class="card-head">
        <h2 id="latest-title">Latest messages</h2>
        <button type="button" class="link" onClick={() => acts.go(all)}>
          All messages
        </button>
      </header>
      {latest?.length === 0 && <NothingYet acts={acts} session={session} />}
      <ul class="latest-rows">
        {latest?.map((item) => (
          <li key={item.deliveryId}>
            <button
              type="button"
              class="row"
              onClick={() => acts.openMessage(item.messageId)}
            >
              <MessageRow
                item={item}
                now={now}
                readsText={session?.readsText ?? true}
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
