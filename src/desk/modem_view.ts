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
