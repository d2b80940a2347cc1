import type { Acts } from "./acts.ts";
import { Icon } from "./icons.tsx";
import { mayAct } from "./message_actions.ts";
import type { ScreenState } from "./state.ts";
import { absoluteTime, pastTime } from "./when.ts";
import { oneLine, plural } from "./words.ts";
import type { InboxView } from "./wire.ts";

/** What came in: SMS that modems received, and mails to the postmaster. */
export function InboxPage(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { inbox, now } = state;
  if (inbox === undefined) {
    return <p class="list-empty muted" role="status">Loading</p>;
  }
  if (inbox.length === 0) {
    return (
      <div class="list-empty">
        <Icon name="inbox" size={28} />
        <h3>Nothing has come in</h3>
        <p class="muted">
          SMS to the modems' numbers and mails to the postmaster appear here
        </p>
      </div>
    );
  }
  const reply = mayAct(state.session?.role);
  return (
    <ul class="page inbox" aria-label="Inbox, the newest first">
      {inbox.map((item) => (
        <InboxItem
          item={item}
          now={now}
          onReply={reply && item.kind === "sms"
            ? () => acts.show({ kind: "compose", to: item.from })
            : undefined}
        />
      ))}
    </ul>
  );
}

function InboxItem(
  { item, now, onReply }: {
    readonly item: InboxView;
    readonly now: number;
    readonly onReply: (() => void) | undefined;
  },
) {
  const subject = item.kind === "postmaster" ? oneLine(item.subject) : "";
  return (
    <li class="card inbox-item">
      <header>
        <span class="inbox-icon">
          <Icon
            name={item.kind === "postmaster" ? "mail" : "messages"}
            size={18}
          />
        </span>
        <strong>{oneLine(item.from) || "Unknown sender"}</strong>
        <span class="muted">{wayOf(item)}</span>
        <time
          datetime={new Date(item.receivedAt).toISOString()}
          title={absoluteTime(item.receivedAt)}
        >
          {pastTime(item.receivedAt, now)}
        </time>
      </header>
      {subject !== "" && <p class="subject" dir="auto">{subject}</p>}
      {item.kind === "unreadable"
        ? (
          <p class="pdu">
            <code>{item.text}</code>
          </p>
        )
        : <p class="inbox-text" dir="auto">{item.text}</p>}
      {onReply && (
        <button type="button" class="button small" onClick={onReply}>
          Answer
        </button>
      )}
    </li>
  );
}

function wayOf(item: InboxView): string {
  switch (item.kind) {
    case "postmaster":
      return "Mail to the postmaster";
    case "unreadable":
      return `SMS on ${item.modem} that could not be read`;
    case "sms":
      return item.missing === 0
        ? `SMS on ${item.modem}`
        : `SMS on ${item.modem}, ${plural(item.missing, "segment")} never came`;
    default:
      return item satisfies never;
  }
}
