import type { PhoneNumber, Recipient, Refusal } from "../model/mod.ts";
import { inWords } from "../policy/mod.ts";
import { type Caps, StoreError, type Storms } from "../queue/mod.ts";
import { type DoorContext, numbersOf } from "./door.ts";
import { capsOf, senderOf, type StormOptions } from "./storm_plan.ts";

/** What a RCPT is judged by. */
interface StormDoor extends StormOptions {
  readonly now: number;
  readonly storms: Storms;
}

/** A cap's option, and when it has room. */
interface Room {
  readonly option: "per_recipient" | "per_sender";
  readonly at: number;
}

/** With `when_over = "refuse"`, refuses recipients at RCPT for whom a cap has no room: their sender may come again. */
export function refuseStorm(
  recipients: readonly Recipient[],
  context: DoorContext,
  door: StormDoor,
): Refusal | undefined {
  const { whenOver, perRecipient, perSender, now } = door;
  if (whenOver !== "refuse") return undefined;
  if (perRecipient.length === 0 && perSender.length === 0) return undefined;
  const asked = numbersOf(recipients.filter((it) => !passes(it, door)));
  if (asked.length === 0) return undefined;
  const { option, at } = latest(asked, context, door);
  if (at <= now) return undefined;
  const text = `The limit [storm] ${option} is reached, again in ${
    inWords(at - now)
  }`;
  const retryAfterMs = at - now;
  return { code: 450, enhanced: "4.7.1", text, retryAfterMs };
}

/** What has a time of its own is not asked for its cap, nor what is urgent where that counts. */
function passes(
  recipient: Recipient,
  { urgentPasses, now }: StormDoor,
): boolean {
  if (recipient.kind !== "phones") return true;
  const { sendAt = 0, priority } = recipient.wishes ?? {};
  return sendAt > now || (urgentPasses && priority === "urgent");
}

function latest(
  asked: readonly PhoneNumber[],
  context: DoorContext,
  door: StormDoor,
): Room {
  const { perRecipient, perSender } = capsOf(door);
  const sender = senderOf({
    ...(context.client.user === undefined ? {} : { user: context.client.user }),
    reversePath: context.reversePath,
    clientAddress: context.client.address,
  });
  const before = numbersOf(context.recipients).length;
  const rooms = asked.flatMap((recipient, at): readonly Room[] => {
    const of = { sender, recipient, before: before + at };
    const room = (option: Room["option"], caps: Caps): Room => ({
      option,
      at: roomAt(door, of, caps),
    });
    return [
      room("per_recipient", { perRecipient, perSender: [] }),
      room("per_sender", { perRecipient: [], perSender }),
    ];
  });
  return rooms.reduce((a, b) => b.at > a.at ? b : a);
}

function roomAt(
  { storms, now }: StormDoor,
  of: Parameters<Storms["freeAt"]>[0],
  caps: Caps,
): number {
  try {
    return storms.freeAt(of, caps, now);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return now; // the final dot is answered with what is wrong with the database
  }
}
