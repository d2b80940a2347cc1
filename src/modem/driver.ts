import type { Clock, Secret, SendResult } from "../model/mod.ts";
import type { SubmitPdu } from "../sms/mod.ts";
import type { Wanted } from "./port_name.ts";
import type { SimFacts } from "./sim_facts.ts";
import type { QuirkRow, Quirks } from "./quirks.ts";
import type { ReceivedSms } from "./received.ts";

/** What a modem must remember beyond its own life; the queue keeps it. */
export interface ModemMemory {
  /** Whether this PIN (as a salted hash) was already tried on this SIM, in this run or an earlier one. */
  pinAttempted(sim: string, pinHash: string): boolean;
  /** Remembers an attempt; resolves when it is on disk, before the PIN may be sent. */
  recordPinAttempt(sim: string, pinHash: string, at: number): Promise<void>;
  /** The salt for such hashes, hex. */
  readonly pinSalt: string;
}

/** Who a modem is; "" where it does not say. */
export interface ModemIdentity {
  readonly manufacturer: string;
  readonly model: string;
  readonly revision: string;
  readonly imei: string;
  readonly iccid: string;
  readonly imsi: string;
}

/** Where a modem stands in its network. */
export interface NetworkStatus {
  readonly operator: string;
  /** TS 27.007 §7.2, +CREG `stat`, in words. */
  readonly registration:
    | "home"
    | "roaming"
    | "searching"
    | "denied"
    | "not registered"
    | "emergency only"
    | "unknown";
  /** Received signal in dBm, or undefined when not known. */
  readonly signalDbm: number | undefined;
  /** Registered for data only (LTE): whether SMS go out is up to the operator. */
  readonly degraded?: boolean;
}

/** What came of a USSD dialogue; `answers` are the network's, as far as it came. */
export type UssdResult =
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

/** What is left on a prepaid card, as the network last told. */
export interface Balance {
  readonly amount: number;
  /** The network's own words. */
  readonly text: string;
  /** Wall milliseconds. */
  readonly at: number;
  /** Whether it is below what the operator wants. */
  readonly low: boolean;
}

/** A whole modem as the operator sees it. */
export interface ModemStatus {
  readonly name: string;
  readonly port: string;
  /** The port that is open, or was last: the same, or where a modem was found that goes by its IMEI. */
  readonly device?: string | undefined;
  /** True for the built-in simulator: nothing leaves the house. */
  readonly simulated: boolean;
  readonly state:
    | "starting"
    | "usable"
    /** Well, but it may not begin a message now: quota, rate, quiet hours. */
    | "limited"
    | "recovering"
    /** Waits for somebody to act, or rests after all was tried. */
    | "blocked"
    | "unplugged"
    | "stopped";
  /** What is going on, in words: the reason for any state but `usable`, and what to do. */
  readonly detail: string;
  /** What is behind the state, where a program wants to know. */
  readonly why?: "registration" | "sim" | "quota" | "quiet";
  readonly identity: ModemIdentity | undefined;
  readonly network: NetworkStatus | undefined;
  readonly sim?: SimFacts | undefined;
  /** Since when it is in this state, wall milliseconds. */
  readonly since: number;
  /** SMS segments the network took in this run. */
  readonly sent: number;
  /** Segments that did not go in this run. */
  readonly errors: number;
  /** What happens next by itself, and when: wall milliseconds. */
  readonly next?: { readonly text: string; readonly at: number };
  /** The last one known. */
  readonly balance?: Balance;
}

/** What a driver found when it set a modem up. */
export type StartResult =
  /** It obeys; whether it can send now is in `network`, which may still be searched for. */
  | {
    readonly kind: "ready";
    readonly identity: ModemIdentity;
    readonly network: NetworkStatus;
  }
  /**
   * Cannot send now. `retry` "later": worth another try with back-off; "operator": only after somebody has acted (PIN, PUK);
   * "sim": there is none.
   */
  | {
    readonly kind: "not-ready";
    readonly retry: "later" | "operator" | "sim";
    readonly reason: string;
    readonly identity: ModemIdentity | undefined;
  };

/** The moments of a submission that the sender must be told of. */
export interface SubmitHooks {
  /**
   * Called when the modem has been asked for its prompt: what this does is done while the modem makes it. Once a prompt; not called of a
   * modem that wants a rest between prompt and PDU. Must not throw.
   */
  prompting?(): void;
  /**
   * Called after the prompt and before the first byte of the PDU is written; the PDU waits for it. When it rejects, the
   * prompt is left with ESC and the result is `retry`.
   */
  beforePdu(): Promise<void>;
  /** Called when the PDU has been written: what this does is done while the network takes the SMS. Must not throw. */
  sending?(): void;
}

/** Hands SUBMITs to the network: what the delivery room needs of a modem, and all it sees of one. */
export interface SmsSender {
  readonly name: string;
  readonly simulated: boolean;
  /** Whether `submit` makes sense now. */
  readonly usable: boolean;
  /** Whether only urgent messages may be given to it now, in its quiet hours. */
  readonly urgentOnly?: boolean;
  /**
   * Resolves when usable, at once if it is; rejects only when `signal` aborts. A `retry` or `uncertain` result with a modem
   * fault has made the modem unusable before `submit` resolves, so that a caller who awaits this never spins.
   */
  whenUsable(signal: AbortSignal): Promise<void>;
  /** Sends one segment. Never rejects. One at a time. */
  submit(pdu: SubmitPdu, hooks: SubmitHooks): Promise<SendResult>;
}

/** A status report as a modem passes it on; the delivery room gives it to the store. */
export interface ModemReport {
  readonly modem: string;
  /** TP-MR, 0 to 255. */
  readonly reference: number;
  /** TP-RA digits, or undefined when unreadable. */
  readonly recipient: string | undefined;
  readonly outcome: "delivered" | "trying" | "failed";
  readonly reason: string;
  /** TP-SCTS: when the service centre took the SMS, by its own clock; undefined when that is garbage. Wall milliseconds. */
  readonly sentAt: number | undefined;
  /** When it was read, which may be days after it came. */
  readonly receivedAt: number;
}

/** Takes what a modem has received; resolves when it is on disk, and only then the modem's copy is deleted. */
export type Receive = (sms: ReceivedSms) => Promise<void>;

/** What the fleet tells its owner. */
export type ModemEvent =
  | { readonly kind: "state"; readonly status: ModemStatus }
  | { readonly kind: "report"; readonly report: ModemReport }
  /** Something that the operator should read once: a refused setting, a URC that speaks of trouble. */
  | { readonly kind: "notice"; readonly modem: string; readonly text: string }
  /** Which rows of the quirks table are about this modem, told once an opening of its port. */
  | {
    readonly kind: "quirks";
    readonly modem: string;
    readonly names: readonly string[];
  }
  /** Something is wrong until the same comes with `raised` false; told once each. */
  | {
    readonly kind: "alarm";
    readonly modem: string;
    readonly about: "balance" | "quota";
    readonly raised: boolean;
    readonly text: string;
  };

/** One rung of the ladder by which a sick modem is brought back; the fleet climbs it. modem.md §2.8. */
export type ResetRung = "reinitialise" | "radio-cycle" | "restart";

/** What a driver reports of its own accord while its port is open. */
export type DriverEvent =
  /** Something has come that `collect` will take in. */
  | { readonly kind: "waiting" }
  /** The modem has restarted by itself: everything that `start` set is lost. */
  | { readonly kind: "restarted"; readonly by: string }
  /** Its SIM was taken out, or put in. */
  | { readonly kind: "sim"; readonly present: boolean }
  /** It answers, and yet something that it must do it does not: worth a rung of the ladder. */
  | { readonly kind: "sick"; readonly reason: string }
  /** The port is gone; nothing will work on this driver any more. */
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "notice"; readonly text: string }
  | { readonly kind: "quirks"; readonly names: readonly string[] };

/** Speaks to one modem over one open port. Made anew for each opening of the port; the fleet is its only user. */
export interface Driver {
  /** Runs the whole init sequence (modem.md §2.3); may be run again after a restart or a reset. */
  start(signal: AbortSignal): Promise<StartResult>;
  /** The CMGS dialogue (modem.md §2.6). Never rejects. */
  submit(pdu: SubmitPdu, hooks: SubmitHooks): Promise<SendResult>;
  /** Asks for registration and signal; undefined when the modem does not answer. Not during a submit. */
  check(signal: AbortSignal): Promise<NetworkStatus | undefined>;
  /**
   * Takes in a portion of what the modem has received: what it has announced, and with `all` whatever its memories hold.
   * Resolves with whether there is more to be taken in at once. Not during a submit; never rejects. modem.md §2.5.
   */
  collect?(all: boolean, signal: AbortSignal): Promise<boolean>;
  /** Climbs one rung: AT+CFUN=4/1 for `radio-cycle`, AT+CFUN=1,1 for `restart`; `start` must follow. */
  reset(rung: ResetRung, signal: AbortSignal): Promise<void>;
  /**
   * A USSD dialogue: a code, then answers to the menus that come. Never rejects. Not during a submit; ends early, and cancels,
   * when `signal` aborts.
   */
  ussd(entries: readonly string[], signal: AbortSignal): Promise<UssdResult>;
  /** Ends a pending command (an unanswered PDU becomes `uncertain`) and closes the port. */
  close(): void;
}

/** How a driver behaves; every time-out in milliseconds. */
export interface DriverOptions {
  /** The SIM's PIN, or undefined for a SIM without one. */
  readonly pin?: Secret;
  /** The SMSC to set when the SIM has another or none, in E.164. */
  readonly smsc?: string;
  /** The only modem that may be set up, for one that goes by its IMEI or its SIM. */
  readonly wanted?: Wanted;
  /** What the operator knows better than the table. */
  readonly quirks?: Partial<Quirks>;
  /** USB vendor and product of the port, such as "12d1:1446"; absent for other ports. */
  readonly usbId?: string;
  /** What is known of particular makes; `quirks_table.ts` when left out. */
  readonly quirkRows?: readonly QuirkRow[];
  readonly memory: ModemMemory;
  readonly clock: Clock;
  readonly observe: (event: DriverEvent) => void;
  /** Told of the SIM now and then; it is not asked when left out. */
  readonly learn?: (facts: SimFacts) => void;
  /** Where received SMS and status reports go; when left out, they stay in the modem. */
  readonly receive?: Receive;
}
