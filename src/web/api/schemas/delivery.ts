import * as v from "valibot";
import { count, madeBy, moment, priority, source, state } from "./words.ts";
import { historyEntry } from "./history.ts";

const delivery = {
  deliveryId: v.pipe(v.number(), v.integer()),
  messageId: v.string(),
  recipient: v.string(),
  state,
  reason: v.string(),
  attempts: count,
  nextAttemptAt: v.optional(moment),
  modem: v.optional(v.string()),
  possibleDuplicate: v.boolean(),
  segmentCount: count,
  acceptedAt: moment,
  updatedAt: moment,
  expiresAt: moment,
  route: v.optional(
    v.pipe(v.string(), v.description("Its pools in words; absent: any modem")),
  ),
  wishes: v.optional(v.object({
    priority: v.optional(priority),
    flash: v.optional(v.boolean()),
    sendAt: v.optional(moment),
  })),
};

/** `ListedView`. */
export const listedDelivery = v.object({
  ...delivery,
  reversePath: v.pipe(
    v.string(),
    v.description('The sender of its mail, or ""'),
  ),
  user: v.optional(v.string()),
  source,
  madeBy: v.optional(madeBy),
  subject: v.string(),
  preview: v.pipe(
    v.string(),
    v.description("The first 160 characters of its text"),
  ),
});

/** `DeliveryHistory`. */
export const deliveryHistory = v.object({
  ...delivery,
  attemptRecords: v.array(v.object({
    attempt: count,
    modem: v.string(),
    startedAt: moment,
    endedAt: v.optional(moment),
    outcome: v.optional(state),
    reason: v.string(),
  })),
  segments: v.array(v.object({
    number: count,
    pduStartedAt: v.optional(moment),
    acknowledgedAt: v.optional(moment),
    reference: v.optional(count),
    report: v.optional(v.picklist(["delivered", "trying", "failed"])),
  })),
  history: v.array(historyEntry),
});

/** A page of a list. */
export const deliveryPage = v.object({
  deliveries: v.array(listedDelivery),
  next: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.description(
        'What to give as "before" for the next page; absent: that were all',
      ),
    ),
  ),
});

/** `MessageView`. */
export const message = v.object({
  id: v.string(),
  acceptedAt: moment,
  source,
  reversePath: v.string(),
  clientAddress: v.string(),
  user: v.optional(v.string()),
  madeBy: v.optional(madeBy),
  subject: v.string(),
  message: v.object({ text: v.string() }),
  deliveries: v.array(deliveryHistory),
});

/** `OperatorView`. */
export const operatorResult = v.object({
  changed: v.array(
    v.object({ deliveryId: count, recipient: v.string(), to: state }),
  ),
  unchanged: v.array(
    v.object({ deliveryId: count, recipient: v.string(), state }),
  ),
  again: v.optional(
    v.pipe(
      v.object({ id: v.string(), recipients: v.array(v.string()) }),
      v.description(
        "The new message, where what had failed or expired for good was sent again",
      ),
    ),
  ),
});

/** The answer to a message that was sent. */
export const queued = v.object({
  id: v.pipe(
    v.string(),
    v.description("By which GET /messages/{id} tells what became of it"),
  ),
});
