import type {
  PhoneNumber,
  Recipient,
  RecipientNotification,
  Wishes,
} from "../model/mod.ts";
import { mergeWishes } from "../mail/mod.ts";
import type { DeliveryRecord, Submission } from "../queue/mod.ts";

/** Whom a message is for, and how. */
export type Addressees = Pick<
  Submission,
  "recipients" | "wishes" | "notifications"
>;

type Phones = Extract<Recipient, { readonly kind: "phones" }>;

/** Puts a mail's recipients together: each number once, with all that was wished for it. */
export function addressees(recipients: readonly Recipient[]): Addressees {
  const [only, ...others] = recipients;
  // Nearly every mail: nothing to put together.
  if (others.length === 0 && only?.kind === "phones" && isPlain(only)) {
    return { recipients: only.numbers };
  }
  const wishes = new Map<PhoneNumber, Wishes>();
  const notifications = new Map<PhoneNumber, RecipientNotification>();
  for (const recipient of recipients) {
    if (recipient.kind === "phones") collect(recipient, wishes, notifications);
  }
  const wished = [...wishes].filter(([, it]) => Object.keys(it).length > 0);
  return {
    recipients: [...wishes.keys()],
    ...(wished.length === 0 ? {} : { wishes: new Map(wished) }),
    ...(notifications.size === 0 ? {} : { notifications }),
  };
}

/** The wishes and requests with which a message goes out once more: as before, but at once. */
export function addressedAgain(
  deliveries: readonly Pick<
    DeliveryRecord,
    "recipient" | "wishes" | "notification"
  >[],
): Omit<Addressees, "recipients"> {
  const wishes = new Map<PhoneNumber, Wishes>();
  const notifications = new Map<PhoneNumber, RecipientNotification>();
  for (const { recipient, wishes: wished, notification } of deliveries) {
    const { sendAt: _, ...lasting } = wished ?? {};
    if (Object.keys(lasting).length > 0) wishes.set(recipient, lasting);
    if (notification !== undefined) notifications.set(recipient, notification);
  }
  return {
    ...(wishes.size === 0 ? {} : { wishes }),
    ...(notifications.size === 0 ? {} : { notifications }),
  };
}

function isPlain({ wishes, notification }: Phones): boolean {
  return wishes === undefined && notification === undefined;
}

// Who is named twice gets one SMS; what its sender wants to be told is what it said first.
function collect(
  { numbers, wishes: wished = {}, notification }: Phones,
  wishes: Map<PhoneNumber, Wishes>,
  notifications: Map<PhoneNumber, RecipientNotification>,
): void {
  for (const number of numbers) {
    const known = wishes.get(number);
    wishes.set(number, known ? mergeWishes(known, wished) : wished);
    if (notification !== undefined) {
      const said = notifications.get(number);
      notifications.set(number, { ...notification, ...said });
    }
  }
}
