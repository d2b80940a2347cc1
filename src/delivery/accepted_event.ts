import type { MessageId } from "../model/mod.ts";
import type { Accepted, PostmasterItem, Submission } from "../queue/mod.ts";
import type { IntakeOptions } from "./intake_options.ts";

/** What was made durable of one mail. */
export interface AcceptedMail {
  readonly submission?: Submission;
  readonly item?: PostmasterItem;
  readonly cutFrom?: number;
  readonly attachments?: readonly string[];
}

/** Tells of a mail that is on disk, and wakes who sends it. */
export function tellAccepted(
  id: MessageId,
  { submission, item, cutFrom, attachments = [] }: AcceptedMail,
  { deliveries, repeated, storm, options }: Accepted & {
    readonly options: Pick<IntakeOptions, "observe" | "wake" | "storm">;
  },
): void {
  const { observe, wake } = options;
  if (item !== undefined) observe({ kind: "kept", id, item });
  if (submission === undefined) return;
  if (repeated.length > 0) {
    observe({ kind: "repeated", submission, repeated });
  }
  if (deliveries.length === 0) return;
  wake(deliveries.length, [...submission.routes?.values() ?? []]);
  const again = new Set(repeated.map((it) => it.recipient));
  const recipients = again.size === 0
    ? submission.recipients
    : submission.recipients.filter((it) => !again.has(it));
  observe({
    kind: "accepted",
    submission: { ...submission, recipients },
    deliveries,
    attachments,
    ...(cutFrom === undefined ? {} : { cutFrom }),
    ...(storm === undefined ? {} : { storm }),
  });
  if (storm !== undefined) options.storm?.accepted(storm);
}
