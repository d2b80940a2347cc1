import { StateChip } from "./state_chip.tsx";
import { absoluteTime, pastTime } from "./when.ts";
import { oneLine } from "./words.ts";
import type { ListedView } from "./wire.ts";

/** What a line of a list says of a message: the subject, else the text. */
export function gistOf(
  { preview, subject }: Pick<ListedView, "subject" | "preview">,
): string {
  const text = oneLine(preview);
  const head = oneLine(subject);
  if (text === "") return head;
  return head === "" || text.startsWith(head) ? text : `${head} — ${text}`;
}

/** One delivery in a line of a list. */
export function MessageRow(
  { item, now, readsText }: {
    readonly item: ListedView;
    readonly now: number;
    readonly readsText: boolean;
  },
) {
  const gist = gistOf(item);
  const isUrgent = item.wishes?.priority === "urgent";
  return (
    <>
      <span class="row-state">
        <StateChip state={item.state} />
      </span>
      <span class="row-to">{item.recipient}</span>
      <span class="row-gist" dir="auto">
        {isUrgent && <span class="chip tone-warn small">Urgent</span>}
        {gist === ""
          ? (
            <span class="muted">
              {readsText ? "Text cleared" : "Text hidden"}
            </span>
          )
          : gist}
      </span>
      <span class="row-from">{oneLine(senderOf(item))}</span>
      <time
        class="row-time"
        datetime={new Date(item.acceptedAt).toISOString()}
        title={absoluteTime(item.acceptedAt)}
      >
        {pastTime(item.acceptedAt, now)}
      </time>
    </>
  );
}

/** Who sent it, in a word or two. */
export function senderOf(
  { madeBy, reversePath, source, user }:
    & Pick<
      ListedView,
      "madeBy" | "reversePath" | "source"
    >
    & { readonly user?: string | undefined },
): string {
  if (madeBy !== undefined) return `cellpost (${madeBy})`;
  if (reversePath !== "") return reversePath;
  if (user !== undefined && user !== "") return user;
  return source === "smtp" ? "no sender" : "operator";
}
