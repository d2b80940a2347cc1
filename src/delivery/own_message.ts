import {
  type Clock,
  newMessageId,
  type PhoneNumber,
  type Wishes,
} from "../model/mod.ts";
import type { Submission } from "../queue/mod.ts";
import { compose, type ComposeOptions } from "./compose.ts";
import { withRoutes } from "./routed.ts";
import type { RouterOptions } from "./router.ts";

/** A message that cellpost makes itself. */
export interface OwnMessage {
  readonly text: string;
  readonly recipients: readonly PhoneNumber[];
  readonly madeBy: NonNullable<Submission["madeBy"]>;
  /** Who hears of an answer to it; "" for nobody. */
  readonly reversePath?: string;
  readonly subject?: string;
  /** How many SMS it may take at least, 1 to 255, where the config allows fewer. */
  readonly segments?: number;
}

/** How such messages are made. */
export interface OwnMessageOptions {
  readonly compose: ComposeOptions;
  readonly expireAfterMs: number;
  readonly clock: Clock;
  /** Where they may go; absent, or where it leads nowhere: by any modem. */
  readonly router?: RouterOptions | undefined;
}

/**
 * Makes it: urgent, in its own words without any template, cut where it is too long, and nobody gets a report of its fate. Undefined
 * without recipients, or where nothing of the text can be seen.
 */
export function ownSubmission(
  message: OwnMessage,
  { compose: general, expireAfterMs, clock, router }: OwnMessageOptions,
): Submission | undefined {
  const { text, recipients, madeBy, reversePath = "", subject = "" } = message;
  const { nationalLanguages, plainPunctuation, referenceBits } = general;
  const { statusReport, transliterate = false, validityMs } = general;
  const made = compose({ subject: "", from: "", text }, {
    template: "{body}",
    whenTooLong: "truncate",
    maxSegments: Math.max(general.maxSegments, message.segments ?? 1),
    stripSignature: false,
    plainPunctuation,
    transliterate,
    statusReport,
    referenceBits,
    ...(nationalLanguages === undefined ? {} : { nationalLanguages }),
    ...(validityMs === undefined ? {} : { validityMs }),
  });
  if (made.kind === "refused" || recipients.length === 0) return undefined;
  const acceptedAt = clock.now();
  const urgent: Wishes = { priority: "urgent" };
  const submission: Submission = {
    id: newMessageId(clock),
    acceptedAt,
    expiresAt: acceptedAt + expireAfterMs,
    source: "command",
    madeBy,
    reversePath,
    clientAddress: "",
    subject,
    message: made.message,
    segmentCount: made.segmentCount,
    recipients,
    wishes: new Map(recipients.map((it) => [it, urgent])),
    notifications: new Map(recipients.map((it) => [it, { notify: [] }])),
    // No quiet hours are meant for it.
    forced: true,
  };
  const routed = withRoutes(submission, router);
  return routed.kind === "routed" ? routed.submission : submission;
}
