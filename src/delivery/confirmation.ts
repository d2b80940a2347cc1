import { type Clock, newMessageId, type PhoneNumber } from "../model/mod.ts";
import type { Submission } from "../queue/mod.ts";
import { compose, type ComposeOptions } from "./compose.ts";

/** Makes the SMS that tells a number what its word has done; undefined for a text that cannot be sent. */
export function confirmation(
  text: string,
  { number, modem }: { readonly number: PhoneNumber; readonly modem: string },
  options: {
    readonly clock: Clock;
    readonly compose: ComposeOptions;
    readonly expireAfterMs: number;
    /** How long it waits for the modem that the word came by, milliseconds. */
    readonly preferMs: number;
  },
): Submission | undefined {
  const { clock, expireAfterMs, preferMs } = options;
  // The operator's words as they are.
  const { senders: _, endMarker: __, ...rest } = options.compose;
  const made = compose({ subject: "", from: "", text }, {
    ...rest,
    template: "{body}",
    stripQuotes: false,
    stripSignature: false,
  });
  if (made.kind === "refused") return undefined;
  const acceptedAt = clock.now();
  return {
    id: newMessageId(clock),
    acceptedAt,
    expiresAt: acceptedAt + expireAfterMs,
    source: "command",
    madeBy: "reply",
    reversePath: "",
    clientAddress: "",
    subject: "",
    message: made.message,
    segmentCount: made.segmentCount,
    recipients: [number],
    prefer: { recipient: number, modem, until: acceptedAt + preferMs },
  };
}
