import * as v from "valibot";
import {
  type DeliveryState,
  deliveryStates,
  type HistoryEntry,
  type Priority,
} from "../model/mod.ts";

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
  readonly limit: number;
}

/** One accepted mail with all its deliveries. */
export interface MessageView {
  readonly id: string;
  readonly acceptedAt: number;
  readonly source: "smtp" | "command";
  readonly reversePath: string;
  readonly clientAddress: string;
  /** Why cellpost made it itself; undefined: it did not. */
  readonly madeBy?: "merge" | "escalation" | "alarm" | "reply" | undefined;
  readonly subject: string;
  readonly message: { readonly text: string };
  readonly deliveries: readonly DeliveryHistory[];
}

/** A modem as the operator sees it. */
export interface ModemView {
  readonly name: string;
  readonly port: string;
  readonly simulated: boolean;
  /** Those that it is in, by name; absent where there are none. */
  readonly pools?: readonly string[];
  readonly state: string;
  /** In words: why it is not usable, and what to do. */
  readonly detail: string;
  /** The port where it was found, where it goes by something else. */
  readonly device?: string | undefined;
  /** The maker's own words for a port's USB device. */
  readonly description?: string;
  /** Lines to paste into a terminal that would help. */
  readonly advice?: readonly string[];
  readonly identity?:
    | {
      readonly manufacturer: string;
      readonly model: string;
      readonly imei: string;
      readonly iccid: string;
    }
    | undefined;
  readonly network?:
    | {
      readonly operator: string;
      readonly registration: string;
      readonly signalDbm?: number | undefined;
    }
    | undefined;
  readonly sim?:
    | {
      readonly number: string;
      readonly smsc: string;
      readonly storage?:
        | {
          readonly memory: string;
          readonly used: number;
          readonly total: number;
        }
        | undefined;
    }
    | undefined;
  readonly sent: number;
  readonly errors: number;
  /** What happens next by itself, and when. */
  readonly next?: { readonly text: string; readonly at: number } | undefined;
  /** What is left on a prepaid card, as last asked. */
  readonly balance?:
    | { readonly amount: number; readonly at: number; readonly low: boolean }
    | undefined;
}

/** What came of a USSD dialogue; `answers` are the network's, as far as it came. */
export type UssdView =
  /** `menu`: the last answer offered a choice, which was cancelled. */
  | {
    readonly kind: "answered";
    readonly answers: readonly string[];
    readonly menu: boolean;
  }
  | {
    readonly kind: "failed";
    readonly reason: string;
    readonly answers: readonly string[];
  };

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

/** What is in the inbox: a mail to the postmaster, or what a modem has received. Times are wall milliseconds. */
export type InboxView =
  | {
    readonly kind: "postmaster";
    readonly receivedAt: number;
    readonly from: string;
    readonly subject: string;
    readonly text: string;
  }
  | {
    /** `unreadable`: `text` is its PDU. */
    readonly kind: "sms" | "unreadable";
    readonly receivedAt: number;
    /** When the service centre took it, by its own clock. */
    readonly sentAt?: number | undefined;
    readonly modem: string;
    readonly from: string;
    readonly text: string;
    readonly segmentCount: number;
    /** How many of its segments never came. */
    readonly missing: number;
    readonly pdus: readonly string[];
  };

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

/** The breaker of [storm]; times are wall milliseconds. */
export interface BreakerView {
  readonly open: boolean;
  /** When it was last opened, and when it closes or would have closed by itself; absent: it never was. */
  readonly openedAt?: number | undefined;
  readonly closesAt?: number | undefined;
  /** How many deliveries are kept, for the breaker, a cap or the end of their window. */
  readonly gathered: number;
}

/** What is out of order with cellpost itself. Times are wall milliseconds. */
export interface AlarmView {
  /** Names the thing, such as `modem:roof`. */
  readonly alarm: string;
  /** The kind of trouble, such as `registration`. */
  readonly condition: string;
  readonly since: number;
  /** When it was told last. */
  readonly toldAt: number;
  readonly text: string;
  /** Since when it is well again, and not for long enough to say so. */
  readonly wellSince?: number | undefined;
}

/** A number to which nothing is sent. */
export interface DeniedView {
  readonly number: string;
  /** Since when, wall milliseconds. */
  readonly at: number;
  readonly madeBy: "sms" | "operator";
}

/** What `deny` or `allow` did, number by number. */
export type DeniedAnswer =
  | {
    readonly kind: "done";
    readonly numbers: readonly {
      readonly number: string;
      readonly changed: boolean;
    }[];
  }
  | { readonly kind: "refused"; readonly text: string };

/** A mail or a webhook call of cellpost's own, without what it says. Times are wall milliseconds. */
export interface NoticeView {
  readonly key: string;
  readonly kind: "report" | "forward" | "alarm";
  readonly channel: "mail" | "webhook";
  readonly state: "waiting" | "done" | "failed";
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly nextAttemptAt?: number | undefined;
  readonly attempts: number;
  readonly reason: string;
  /** An address, or the host of a webhook. */
  readonly to: string;
}

/** The answer to `send`. */
export type SendAnswer =
  | { readonly kind: "queued"; readonly id: string }
  | { readonly kind: "refused"; readonly text: string };

/**
 * What commands can ask of whoever owns the queue and the modems: the running appliance over HTTP, or the command itself when none
 * runs. An id is as a person typed it; `undefined` answers one that no message has.
 */
export interface Operations {
  send(
    request: { readonly recipient: string; readonly text: string },
  ): Promise<SendAnswer>;
  list(filter: ListRequest): Promise<readonly DeliveryView[]>;
  show(
    request: { readonly id: string },
  ): Promise<MessageView | undefined>;
  retry(
    request: { readonly id: string },
  ): Promise<OperatorView | undefined>;
  cancel(
    request: { readonly id: string },
  ): Promise<OperatorView | undefined>;
  breaker(request: Readonly<Record<never, never>>): Promise<BreakerView>;
  /** Closes the breaker. Answers what there was to release. */
  release(request: Readonly<Record<never, never>>): Promise<BreakerView>;
  /** `anew`: also ports of which is known what is behind them are asked. */
  modems(
    request: { readonly anew?: boolean | undefined },
  ): Promise<readonly ModemView[]>;
  /** A USSD code, then the answers to its menus. */
  ussd(
    request: { readonly modem: string; readonly entries: readonly string[] },
  ): Promise<UssdView>;
  /** Deliveries in the order of their acceptance, after the given one. */
  export(request: ExportFilter): Promise<readonly ExportView[]>;
  /** The deny list, by number. */
  denied(
    request: Readonly<Record<string, never>>,
  ): Promise<readonly DeniedView[]>;
  /** Puts on the deny list whom a number or a name stands for. */
  deny(request: { readonly recipient: string }): Promise<DeniedAnswer>;
  /** Takes them off. */
  allow(request: { readonly recipient: string }): Promise<DeniedAnswer>;
  /** The newest first. */
  notices(request: { readonly limit: number }): Promise<readonly NoticeView[]>;
  /** The newest first. */
  inbox(request: { readonly limit: number }): Promise<readonly InboxView[]>;
  /** Those that are open, the longest open first. */
  alarms(request: Readonly<Record<string, never>>): Promise<
    readonly AlarmView[]
  >;
}

const byId = v.strictObject({ id: v.string() });
const limit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(100_000),
);

/** What each operation takes: the only copy, checked where a request comes in. */
export const requestSchemas = {
  send: v.strictObject({ recipient: v.string(), text: v.string() }),
  list: v.strictObject({
    state: v.optional(v.picklist(deliveryStates)),
    recipient: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/))),
    sender: v.optional(v.pipe(v.string(), v.maxLength(320))),
    since: v.optional(v.number()),
    limit,
  }),
  show: byId,
  retry: byId,
  cancel: byId,
  breaker: v.strictObject({}),
  release: v.strictObject({}),
  modems: v.strictObject({ anew: v.optional(v.boolean()) }),
  ussd: v.strictObject({
    modem: v.string(),
    entries: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(200))),
      v.minLength(1),
      v.maxLength(20),
    ),
  }),
  export: v.strictObject({
    after: v.number(),
    limit,
    since: v.optional(v.number()),
    until: v.optional(v.number()),
  }),
  notices: v.strictObject({ limit }),
  inbox: v.strictObject({ limit }),
  alarms: v.strictObject({}),
  denied: v.strictObject({}),
  deny: v.strictObject({ recipient: v.string() }),
  allow: v.strictObject({ recipient: v.string() }),
} as const;

/** The name of an operation, as it stands in the request's path. */
export type OperationName = keyof typeof requestSchemas;

/** Whether the text names an operation. */
export function isOperationName(text: string): text is OperationName {
  return Object.hasOwn(requestSchemas, text);
}
