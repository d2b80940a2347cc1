import type { InboxView, ListedView, MessageView } from "../../desk/mod.ts";
import type { Viewer } from "../viewer.ts";

/** What a viewer finds in the place of what he may not read. */
export const hidden = "";

/** A list as this viewer may read it. */
export function listedFor(
  { readsText }: Viewer,
  deliveries: readonly ListedView[],
): readonly ListedView[] {
  if (readsText) return deliveries;
  return deliveries.map((it) => ({ ...it, subject: hidden, preview: hidden }));
}

/** A message as this viewer may read it. */
export function messageFor(
  { readsText }: Viewer,
  message: MessageView,
): MessageView {
  if (readsText) return message;
  return { ...message, subject: hidden, message: { text: hidden } };
}

/** The inbox as this viewer may read it; a PDU holds the text as well. */
export function inboxFor(
  { readsText }: Viewer,
  items: readonly InboxView[],
): readonly InboxView[] {
  if (readsText) return items;
  return items.map((it) =>
    it.kind === "postmaster"
      ? { ...it, subject: hidden, text: hidden }
      : { ...it, text: hidden, pdus: [] }
  );
}
