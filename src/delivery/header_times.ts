import {
  type LocalClock,
  longestDelayMs,
  readLimit,
  readMoment,
  timeText,
  type WrittenLimit,
} from "../mail/mod.ts";
import {
  type Mail,
  type PhoneNumber,
  quote,
  type Refusal,
  type Wishes,
} from "../model/mod.ts";
import type { Submission } from "../queue/mod.ts";
import type { Addressees } from "./addressees.ts";

/** What a mail's header says of time. */
export type HeaderTimes =
  | {
    readonly kind: "times";
    readonly sendAt?: number;
    readonly limit?: WrittenLimit;
  }
  | { readonly kind: "refused"; readonly refusal: Refusal };

const like = 'write it like "2026-12-24 08:00", "2026-12-24T08:00:00+01:00"';

/** Reads `X-SMS-Send-At` and `X-SMS-Expire`. A moment that is past is now for the one, and wrong for the other. */
export function readHeaderTimes(
  mail: Pick<Mail, "sendAt" | "expire">,
  localClock: LocalClock | undefined,
): HeaderTimes {
  if (localClock === undefined || mail.sendAt + mail.expire === "") {
    return { kind: "times" };
  }
  const now = localClock.clock.now();
  const sendAt = mail.sendAt === ""
    ? undefined
    : readMoment(mail.sendAt, localClock);
  const limit = mail.expire === ""
    ? undefined
    : readLimit(mail.expire, localClock);
  const fault = sendAtFault(mail.sendAt, { sendAt, now }) ??
    limitFault(mail.expire, { limit, from: Math.max(now, sendAt ?? now) });
  if (fault !== undefined) return refused(fault);
  return {
    kind: "times",
    ...(sendAt === undefined || sendAt <= now ? {} : { sendAt }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** The same addressees, to be sent at a moment, but for those whose address names one. */
export function withSendAt(
  to: Addressees,
  sendAt: number | undefined,
): Addressees {
  if (sendAt === undefined) return to;
  const wishes = new Map<PhoneNumber, Wishes>(
    to.recipients.map((it) => [it, { sendAt, ...to.wishes?.get(it) }]),
  );
  return { ...to, wishes };
}

/** Refuses a message whose `X-SMS-Expire` leaves none of its deliveries any time. */
export function neverInTime(
  { times = new Map(), recipients }: Pick<Submission, "times" | "recipients">,
  { expire, localClock }: {
    readonly expire: string;
    readonly localClock: LocalClock | undefined;
  },
): Refusal | undefined {
  if (expire === "") return undefined;
  const all = recipients.map((it) => times.get(it));
  const late = all.every((it) => it !== undefined && it.expiresAt <= it.dueAt);
  const first = Math.min(...all.map((it) => it?.dueAt ?? Infinity));
  if (!late || !Number.isFinite(first)) return undefined;
  const time = timeText(first, localClock?.zone);
  return refusal(
    `X-SMS-Expire ${
      quote(expire)
    } is not after ${time}, before which the SMS cannot go out`,
  );
}

function sendAtFault(
  written: string,
  { sendAt, now }: {
    readonly sendAt: number | undefined;
    readonly now: number;
  },
): string | undefined {
  if (written === "") return undefined;
  if (sendAt === undefined) {
    return `X-SMS-Send-At ${
      quote(written)
    } cannot be read: ${like} or "in 2 hours"`;
  }
  return sendAt > now + longestDelayMs
    ? `X-SMS-Send-At ${quote(written)} is more than 30 days ahead`
    : undefined;
}

function limitFault(
  written: string,
  { limit, from }: {
    readonly limit: WrittenLimit | undefined;
    readonly from: number;
  },
): string | undefined {
  if (written === "") return undefined;
  const name = `X-SMS-Expire ${quote(written)}`;
  if (limit === undefined) return `${name} cannot be read: ${like} or "2h"`;
  const leftMs = limit.kind === "after" ? limit.afterMs : limit.at - from;
  if (leftMs > longestDelayMs) return `${name} is more than 30 days ahead`;
  if (leftMs > 0) return undefined;
  return limit.kind === "after"
    ? `${name} leaves no time to send the SMS`
    : `${name} is past, or not after X-SMS-Send-At`;
}

function refused(text: string): HeaderTimes {
  return { kind: "refused", refusal: refusal(text) };
}

function refusal(text: string): Refusal {
  return { code: 554, enhanced: "5.6.0", text };
}
