import type {
  DeliveryId,
  DeliveryState,
  MailNotification,
  RecipientNotification,
} from "../model/mod.ts";
import { isMailAddress } from "./address.ts";
import type { Action, Ending, ReportedRecipient } from "./report.ts";

/**
 * What a sender is told that did not say (RFC 3461 §4.1 leaves it to us): `off`: nobody is told anything; `asked`: nothing; `failure`: what
 * has failed, and what is late; `success`: everything.
 */
export type ReportPolicy = "off" | "asked" | "failure" | "success";

/** A delivery, as far as a report on it is concerned. Times are wall milliseconds. */
export interface Reportable {
  readonly deliveryId: DeliveryId;
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly reason: string;
  readonly attempts: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  readonly sendAt?: number | undefined;
  readonly lastAttemptAt?: number | undefined;
  /** When the network took the first segment. */
  readonly sentAt?: number | undefined;
  /** Whether the network has said of a segment that it goes on trying. */
  readonly trying: boolean;
  readonly notification?: RecipientNotification;
  readonly mail: {
    readonly id: string;
    readonly acceptedAt: number;
    readonly reversePath: string;
    readonly subject: string;
    readonly text: string;
    readonly messageId: string;
    /** A program or a list sent it (Auto-Submitted, Precedence): nobody waits for an answer. */
    readonly automatic: boolean;
    /** Cellpost made it itself: nobody mailed it. */
    readonly selfMade: boolean;
    readonly notification?: MailNotification;
  };
}

/**
 * Whether a sender may be told anything at all: never the null sender (RFC 5321 §4.5.5), never a program that answers by itself (RFC 3834 §2),
 * nobody who cannot be mailed to, and nobody for what cellpost made itself.
 */
export function mayBeTold({ mail }: Pick<Reportable, "mail">): boolean {
  return !mail.automatic && !mail.selfMade && isMailAddress(mail.reversePath);
}

/** Whether a sender wants to be told of this. RFC 3461 §4.1: what it said counts, NEVER above all. */
export function isWanted(
  action: Action,
  notify: RecipientNotification["notify"],
  policy: ReportPolicy,
): boolean {
  if (policy === "off") return false;
  const occasion = occasions[action];
  if (notify !== undefined) return notify.includes(occasion);
  return policy === "success" ||
    policy === "failure" && occasion !== "success";
}

const occasions = {
  failed: "failure",
  delayed: "delay",
  delivered: "success",
  relayed: "success",
} as const;

/** What is to be said of a delivery that has come to a state; undefined where nothing is, or something later says more. */
export function actionAt(
  to: DeliveryState,
  { state, trying, reason }:
    & Pick<Reportable, "state" | "trying">
    & Partial<Pick<Reportable, "reason">>,
): { readonly action: Action; readonly ending: Ending } | undefined {
  switch (to) {
    case "failed":
      return { action: "failed", ending: "refused" };
    case "expired":
      return { action: "failed", ending: "expired" };
    case "cancelled":
      return {
        action: "failed",
        ending: reason?.endsWith("deny list") ? "denied" : "cancelled",
      };
    case "delivered":
      return { action: "delivered", ending: "delivered" };
    case "sent":
      return state === "sent"
        ? { action: "relayed", ending: "sent" }
        : undefined;
    // Looked at once it is late.
    case "queued":
      return delayOf({ state, trying });
    case "sending":
    case "uncertain":
    case "held":
    case "merged":
      return undefined;
    default:
      return to satisfies never;
  }
}

/** What is to be said of a delivery that is late; undefined when it is not any more. */
export function delayOf(
  { state, trying }: Pick<Reportable, "state" | "trying">,
): { readonly action: "delayed"; readonly ending: Ending } | undefined {
  switch (state) {
    case "queued":
    case "sending":
    case "uncertain":
    case "held":
      return { action: "delayed", ending: "waiting" };
    case "sent":
      return trying ? { action: "delayed", ending: "trying" } : undefined;
    case "delivered":
    case "failed":
    case "expired":
    case "cancelled":
    case "merged":
      return undefined;
    default:
      return state satisfies never;
  }
}

/** Whose report it is, and what served it: the same, or what it was merged into. */
export function reportedRecipient(
  { deliveryId, recipient, notification }: Reportable,
  by: Reportable,
  said: { readonly action: Action; readonly ending: Ending },
): ReportedRecipient {
  const forwardPath = notification?.forwardPath;
  const originalRecipient = notification?.originalRecipient;
  return {
    ...said,
    number: recipient,
    ...(forwardPath === undefined ? {} : { forwardPath }),
    ...(originalRecipient === undefined ? {} : { originalRecipient }),
    reason: by.reason,
    attempts: by.attempts,
    ...(by.lastAttemptAt === undefined
      ? {}
      : { lastAttemptAt: by.lastAttemptAt }),
    ...(by.sentAt === undefined ? {} : { sentAt: by.sentAt }),
    at: by.updatedAt,
    retryUntil: by.expiresAt,
    merged: by.deliveryId !== deliveryId,
  };
}
