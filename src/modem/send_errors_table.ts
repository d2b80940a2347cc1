/**
 * What a refusal of AT+CMGS means for the message and for its modem. Numbers and words: TS 27.005 §3.2.5 with TS 24.011
 * annex E and TS 23.040 §9.2.3.22 (CMS), TS 27.007 §9.2 (CME); the sorting into classes is modem.md §2.8.
 *
 * @module
 */

/** What to do about a refusal. */
export type ErrorClass =
  /** This recipient or content can never be sent. */
  | "permanent"
  /** Perhaps so; another try, later or from another SIM, tells. */
  | "doubtful"
  /** Somebody's passing trouble: the recipient's, the network's or the modem's. */
  | "transient"
  /** The modem has no network at present. */
  | "network"
  /** Modem or SIM is occupied: the same again in a few seconds. */
  | "busy"
  /** The message storage is full. */
  | "storage"
  /** A setting is missing. */
  | "settings"
  /** The SIM is missing, locked or broken. */
  | "sim"
  /** The modem is sick and must be reset. */
  | "reset"
  /** The modem may have fallen back to text mode. */
  | "pdu-mode";

/** Code, class, words. */
export type ErrorRow = readonly [
  code: number,
  means: ErrorClass,
  words: string,
];

/** `+CMS ERROR` codes that mean the same on every modem. */
export const cmsErrors: readonly ErrorRow[] = [
  // The network's causes, TS 24.011 annex E-2.
  [1, "permanent", "unassigned number"],
  [8, "doubtful", "operator determined barring"],
  [10, "doubtful", "call barred"],
  [21, "doubtful", "short message transfer rejected"],
  [22, "storage", "memory capacity exceeded"],
  [27, "transient", "destination out of service"],
  [28, "permanent", "unidentified subscriber"],
  [29, "doubtful", "facility rejected"],
  [30, "permanent", "unknown subscriber"],
  [38, "network", "network out of order"],
  [41, "transient", "temporary failure"],
  [42, "transient", "congestion"],
  [47, "transient", "resources unavailable"],
  // 50 and 69 also come of a SIM without credit.
  [50, "doubtful", "requested facility not subscribed"],
  [69, "doubtful", "requested facility not implemented"],
  [81, "doubtful", "invalid short message transfer reference"],
  [95, "doubtful", "semantically incorrect message"],
  [96, "doubtful", "invalid mandatory information"],
  [97, "doubtful", "message type non-existent or not implemented"],
  [98, "doubtful", "message not compatible with protocol state"],
  [99, "doubtful", "information element non-existent or not implemented"],
  [111, "transient", "protocol error"],
  [127, "transient", "interworking"],
  // The service centre's causes, TS 23.040 §9.2.3.22.
  [128, "permanent", "telematic interworking not supported"],
  [129, "permanent", "short message type 0 not supported"],
  [130, "permanent", "cannot replace short message"],
  [143, "permanent", "unspecified TP-PID error"],
  [144, "permanent", "alphabet not supported"],
  [145, "permanent", "message class not supported"],
  [159, "permanent", "unspecified TP-DCS error"],
  [160, "doubtful", "command cannot be actioned"],
  [161, "doubtful", "command unsupported"],
  [175, "doubtful", "unspecified TP-command error"],
  [176, "doubtful", "TPDU not supported"],
  [192, "transient", "service centre busy"],
  [193, "doubtful", "no service centre subscription"],
  [194, "transient", "service centre system failure"],
  [195, "permanent", "invalid SME address"],
  [196, "permanent", "destination SME barred"],
  [197, "doubtful", "duplicate rejected by the service centre"],
  [198, "permanent", "validity period format not supported"],
  [199, "permanent", "validity period not supported"],
  [208, "storage", "SIM storage full"],
  [209, "storage", "no message storage on the SIM"],
  [210, "transient", "error in the mobile station"],
  [211, "storage", "memory capacity exceeded"],
  [212, "busy", "SIM toolkit busy"],
  [213, "transient", "SIM data download error"],
  [255, "transient", "unspecified error cause"],
  // The modem's own, TS 27.005 §3.2.5.
  [300, "reset", "ME failure"],
  [301, "busy", "SMS service of ME reserved"],
  [302, "doubtful", "operation not allowed"],
  // What an SMS in PDU mode is told in text mode, too.
  [303, "pdu-mode", "operation not supported"],
  [304, "pdu-mode", "invalid PDU mode parameter"],
  [305, "pdu-mode", "invalid text mode parameter"],
  [310, "sim", "SIM not inserted"],
  [311, "sim", "SIM PIN required"],
  [312, "sim", "PH-SIM PIN required"],
  [313, "sim", "SIM failure"],
  [314, "busy", "SIM busy"],
  [315, "sim", "SIM wrong"],
  [316, "sim", "SIM PUK required"],
  [317, "sim", "SIM PIN2 required"],
  [318, "sim", "SIM PUK2 required"],
  [320, "storage", "memory failure"],
  [321, "settings", "invalid memory index"],
  [322, "storage", "memory full"],
  [330, "settings", "SMSC address unknown"],
  [331, "network", "no network service"],
  [332, "network", "network timeout"],
  [340, "settings", "no +CNMA acknowledgement expected"],
  [500, "transient", "unknown error"],
];

/** `+CME ERROR` codes as far as AT+CMGS can end in them. */
export const cmeErrors: readonly ErrorRow[] = [
  [0, "reset", "phone failure"],
  [1, "reset", "no connection to phone"],
  [2, "reset", "phone-adaptor link reserved"],
  [3, "doubtful", "operation not allowed"],
  [4, "doubtful", "operation not supported"],
  [5, "sim", "PH-SIM PIN required"],
  [6, "sim", "PH-FSIM PIN required"],
  [7, "sim", "PH-FSIM PUK required"],
  [10, "sim", "SIM not inserted"],
  [11, "sim", "SIM PIN required"],
  [12, "sim", "SIM PUK required"],
  [13, "sim", "SIM failure"],
  [14, "busy", "SIM busy"],
  [15, "sim", "SIM wrong"],
  [16, "sim", "incorrect password"],
  [17, "sim", "SIM PIN2 required"],
  [18, "sim", "SIM PUK2 required"],
  [20, "storage", "memory full"],
  [21, "settings", "invalid index"],
  [22, "settings", "not found"],
  [23, "storage", "memory failure"],
  [24, "doubtful", "text string too long"],
  [25, "doubtful", "invalid characters in text string"],
  [26, "doubtful", "dial string too long"],
  [27, "doubtful", "invalid characters in dial string"],
  [30, "network", "no network service"],
  [31, "network", "network timeout"],
  [32, "network", "network not allowed, emergency calls only"],
  [40, "sim", "network personalisation PIN required"],
  [41, "sim", "network personalisation PUK required"],
  [42, "sim", "network subset personalisation PIN required"],
  [43, "sim", "network subset personalisation PUK required"],
  [44, "sim", "service provider personalisation PIN required"],
  [45, "sim", "service provider personalisation PUK required"],
  [46, "sim", "corporate personalisation PIN required"],
  [47, "sim", "corporate personalisation PUK required"],
  [48, "sim", "hidden key required"],
  [100, "transient", "unknown"],
  [256, "busy", "operation temporarily not allowed"],
  [258, "busy", "phone busy"],
  [262, "sim", "SIM blocked"],
  [515, "busy", "please wait, initialisation or command in progress"],
  [772, "sim", "SIM powered down"],
  [797, "reset", "radio switched off"], // SIMCom, in CFUN 0 and 4
];
