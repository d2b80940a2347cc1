import { useEffect, useRef, useState } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import { DeliveryHistoryCard } from "./delivery_card.tsx";
import { Icon } from "./icons.tsx";
import { mayAct, messageActions } from "./message_actions.ts";
import { senderOf } from "./message_row.tsx";
import type { ScreenState } from "./state.ts";
import { absoluteTime, pastTime } from "./when.ts";
import { counted, oneLine, plural } from "./words.ts";
import type { MessageView } from "./wire.ts";

/** One message with all that happened to it. */
export function DetailPanel(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { detail } = state;
  const heading = useRef<HTMLHeadingElement>(null);
  const id = detail.kind === "closed" ? "" : detail.id;
  useEffect(() => heading.current?.focus(), [id]);
  return (
    <section class="detail" aria-labelledby="detail-title">
      <header class="detail-head">
        <button
          type="button"
          class="icon-button back"
          aria-label="Back to the list"
          onClick={() => acts.closeMessage()}
        >
          <Icon name="back" />
        </button>
        <h2 id="detail-title" tabindex={-1} ref={heading}>
          Message <code>{id}</code>
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Copy the id"
          title="Copy the id"
          onClick={() => void acts.copy(id)}
        >
          <Icon name="copy" />
        </button>
        <button
          type="button"
          class="icon-button shut"
          aria-label="Close the message"
          title="Close (Esc)"
          onClick={() => acts.closeMessage()}
        >
          <Icon name="close" />
        </button>
      </header>
      {detail.kind === "loading" && (
        <p class="muted pad" role="status">Loading</p>
      )}
      {detail.kind === "failed" && <p class="pad" role="alert">{detail.text}
      </p>}
      {detail.kind === "open" && (
        <Body key={id} acts={acts} state={state} message={detail.message} />
      )}
    </section>
  );
}

function Body(
  { acts, message, state }: {
    readonly acts: Acts;
    readonly state: ScreenState;
    readonly message: MessageView;
  },
) {
  const { now, session } = state;
  const actions = mayAct(session?.role)
    ? messageActions(message.id, message.deliveries)
    : [];
  return (
    <div class="detail-body">
      <Text message={message} readsText={session?.readsText ?? true} />
      {actions.length > 0 && (
        <p class="actions">
          {actions.map(({ deed, label, question }) => (
            <button
              type="button"
              class={`button${question?.grave ? " grave" : ""}`}
              disabled={state.busy}
              onClick={() =>
                question === undefined
                  ? void acts.carryOut(deed)
                  : acts.show({ kind: "confirm", question })}
            >
              {label}
            </button>
          ))}
        </p>
      )}
      <dl class="facts">
        <div>
          <dt>From</dt>
          <dd>{oneLine(senderOf(message))}</dd>
        </div>
        <div>
          <dt>Accepted</dt>
          <dd title={absoluteTime(message.acceptedAt)}>
            {pastTime(message.acceptedAt, now)}
          </dd>
        </div>
        <div>
          <dt>By</dt>
          <dd>
            {message.source === "smtp" ? "Mail" : "Command or screen"}
            {message.clientAddress !== "" && ` from ${message.clientAddress}`}
          </dd>
        </div>
      </dl>
      <h3 class="detail-count">
        {plural(message.deliveries.length, "recipient")}
      </h3>
      <Deliveries acts={acts} message={message} now={now} />
    </div>
  );
}

/** So many recipients at first: each has a history of its own. */
const firstDeliveries = 20;

function Deliveries(
  { acts, message, now }: {
    readonly acts: Acts;
    readonly message: MessageView;
    readonly now: number;
  },
) {
  const [shown, setShown] = useState(firstDeliveries);
  const { deliveries } = message;
  const left = deliveries.length - shown;
  return (
    <>
      {deliveries.slice(0, shown).map((delivery) => (
        <DeliveryHistoryCard
          key={delivery.deliveryId}
          acts={acts}
          delivery={delivery}
          now={now}
        />
      ))}
      {left > 0 && (
        <button
          type="button"
          class="button more"
          onClick={() => setShown(shown + 5 * firstDeliveries)}
        >
          Show more of the other {counted(left)}
        </button>
      )}
    </>
  );
}

function Text(
  { message, readsText }: {
    readonly message: MessageView;
    readonly readsText: boolean;
  },
) {
  const { subject } = message;
  const { text } = message.message;
  return (
    <div class="bubble-frame">
      {subject !== "" && <p class="subject" dir="auto">{oneLine(subject)}</p>}
      {text === ""
        ? (
          <p class="bubble muted">
            {readsText ? "The text has been cleared" : "You may not read texts"}
          </p>
        )
        : <p class="bubble" dir="auto">{text}</p>}
    </div>
  );
}
