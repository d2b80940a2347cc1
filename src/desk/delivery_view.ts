import type { DeliveryState, HistoryEntry, Priority } from "../model/mod.ts";

/** A delivery as the operator sees it; times are wall milliseconds. */
export interface DeliveryView {
  readonly deliveryId: number;
  readonly messageId: string;
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly reason: string;
  readonly attempts: number;
  readonly nextAttemptAt?: number | undefined;
  readonly modem?: string | undefined;
  readonly possibleDuplicate: boolean;
  readonly segmentCount: number;
  readonly acceptedAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  /** Its pools in words, such as "austria, else any modem"; absent: it may go by any modem. */
  readonly route?: string | undefined;
  readonly wishes?: { readonly priority?: Priority | undefined } | undefined;
}

/** A delivery with what it is about, as lists show it. */
export interface ListedView extends DeliveryView {
  readonly reversePath: string;
  /** The name that the client had logged in with. */
  readonly user?: string | undefined;
  readonly source: "smtp" | "command" | "api";
  readonly madeBy?: "merge" | "escalation" | "alarm" | "reply" | undefined;
  readonly subject: string;
  /** The first 160 characters of its text; "" when that has been cleared. */
  readonly preview: string;
}

/** A delivery with its history. */
export interface DeliveryHistory extends DeliveryView {
  readonly attemptRecords: readonly {
    readonly attempt: number;
    readonly modem: string;
    readonly startedAt: number;
    readonly endedAt?: number | undefined;
    readonly outcome?: DeliveryState | undefined;
    readonly reason: string;
  }[];
  readonly segments: readonly {
    readonly number: number;
    readonly pduStartedAt?: number | undefined;
    readonly acknowledgedAt?: number | undefined;
    readonly reference?: number | undefined;
    readonly report?: "delivered" | "trying" | "failed" | undefined;
  }[];
  /** All that happened to it, in its order. */
  readonly history: readonly HistoryEntry[];
}

/** Which deliveries to list, the newest first; what is absent does not matter. */
export interface ListRequest {
  readonly state?: DeliveryState | undefined;
  /** The last digits of the recipient's number. */
  readonly recipient?: string | undefined;
  /** The reverse-path in any case, or "@" and its domain. */
  readonly sender?: string | undefined;
  /** Accepted then or later, wall milliseconds. */
  readonly since?: number | undefined;
  /** Contained in the text or the subject, in any case. */
  readonly text?: string | undefined;
  /** Only older ones than the delivery with this id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** One accepted mail with all its deliveries. */
export interface MessageView {
  readonly id: string;
  readonly acceptedAt: number;
  readonly source: "smtp" | "command" | "api";
  readonly reversePath: string;
  readonly clientAddress: string;
  /** Why cellpost made it itself; undefined: it did not. */
  readonly madeBy?: "merge" | "escalation" | "alarm" | "reply" | undefined;
  readonly subject: string;
  readonly message: { readonly text: string };
  readonly deliveries: readonly DeliveryHistory[];
}

/** What an operator's retry or cancel did. */
export interface OperatorView {
  readonly changed: readonly {
    readonly deliveryId: number;
    readonly recipient: string;
    readonly to: DeliveryState;
  }[];
  readonly unchanged: readonly {
    readonly deliveryId: number;
    readonly recipient: string;
    readonly state: DeliveryState;
  }[];
  /** The new message, when a retry sent again what had failed or expired for good. */
  readonly again?: {
    readonly id: string;
    readonly recipients: readonly string[];
  };
}

/** Which deliveries to export, a page at a time. */
export interface ExportFilter {
  /** The last one of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
  /** Accepted at this moment or later, and before that one. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** One delivery in an export, with what its message says. */
export interface ExportView {
  readonly deliveryId: number;
  readonly messageId: string;
  readonly acceptedAt: number;
  readonly source: string;
  readonly madeBy: string;
  readonly clientAddress: string;
  readonly user: string;
  readonly reversePath: string;
  readonly subject: string;
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly reason: string;
  readonly updatedAt: number;
  readonly modem: string;
  readonly attempts: number;
  readonly segmentCount: number;
  readonly possibleDuplicate: boolean;
  readonly text: string;
}

/** The answer to `send`. */
export type SendAnswer =
  | { readonly kind: "queued"; readonly id: string }
  | { readonly kind: "refused"; readonly text: string };
