import * as v from "valibot";
import {
  type DeliveryState,
  deliveryStates,
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
}

/** One accepted mail with all its deliveries. */
export interface MessageView {
  readonly id: string;
  readonly acceptedAt: number;
  readonly source: "smtp" | "command";
  readonly reversePath: string;
  readonly clientAddress: string;
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
  list(
    filter: {
      readonly state?: DeliveryState | undefined;
      readonly limit: number;
    },
  ): Promise<readonly DeliveryView[]>;
  show(
    request: { readonly id: string },
  ): Promise<MessageView | undefined>;
  retry(
    request: { readonly id: string },
  ): Promise<OperatorView | undefined>;
  cancel(
    request: { readonly id: string },
  ): Promise<OperatorView | undefined>;
  /** `anew`: also ports of which is known what is behind them are asked. */
  modems(
    request: { readonly anew?: boolean | undefined },
  ): Promise<readonly ModemView[]>;
  /** A USSD code, then the answers to its menus. */
  ussd(
    request: { readonly modem: string; readonly entries: readonly string[] },
  ): Promise<UssdView>;
  /** The newest first. */
  inbox(request: { readonly limit: number }): Promise<readonly InboxView[]>;
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
    limit,
  }),
  show: byId,
  retry: byId,
  cancel: byId,
  modems: v.strictObject({ anew: v.optional(v.boolean()) }),
  ussd: v.strictObject({
    modem: v.string(),
    entries: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(200))),
      v.minLength(1),
      v.maxLength(20),
    ),
  }),
  inbox: v.strictObject({ limit }),
} as const;

/** The name of an operation, as it stands in the request's path. */
export type OperationName = keyof typeof requestSchemas;

/** Whether the text names an operation. */
export function isOperationName(text: string): text is OperationName {
  return Object.hasOwn(requestSchemas, text);
}
