import type { ErrorRow } from "./send_errors_table.ts";

/** Whose meaning of the `+CMS ERROR` codes from 512 on holds; the makers contradict each other. */
export type ErrorFamily =
  | "wavecom"
  | "quectel"
  | "simcom"
  | "cinterion"
  | "telit"
  | "u-blox"
  | "sierra"
  | "other";

const quectel: readonly ErrorRow[] = [
  [512, "busy", "SIM not ready"],
  [513, "permanent", "message length exceeds the maximum"],
  [514, "permanent", "invalid request parameters"],
  [515, "storage", "ME storage failure"],
  [517, "reset", "invalid service mode"],
  [519, "permanent", "invalid parameters"],
  [528, "transient", "more messages to send, wrong state"],
  [529, "sim", "mobile originated messages not allowed"],
  [530, "network", "GPRS suspended"],
  [531, "storage", "ME storage full"],
];

/** The makers' own codes by family; modem.md §2.8. What is not listed counts as transient. */
export const vendorCmsErrors: Readonly<
  Record<ErrorFamily, readonly ErrorRow[]>
> = {
  wavecom: [
    [512, "transient", "MM establishment failure"],
    [513, "transient", "lower layer failure"],
    [514, "transient", "CP error"],
    [515, "busy", "please wait, initialisation or command in progress"],
  ],
  quectel,
  simcom: [
    [224, "transient", "CP retry exceeded"],
    [225, "transient", "RP timer expired"],
    [226, "transient", "connection broken"],
    [325, "doubtful", "invalid input, such as a wrong length"],
    [512, "transient", "no error stated"],
    [513, "permanent", "message length exceeds the maximum"],
    [514, "permanent", "invalid request parameters"],
    [515, "storage", "ME storage failure"],
    [517, "reset", "invalid service mode"],
    [519, "permanent", "invalid parameters"],
    [521, "busy", "SMS layer not ready"],
    [528, "transient", "more messages to send, wrong state"],
    [529, "sim", "mobile originated messages not allowed"],
    [530, "network", "GPRS suspended"],
    [531, "storage", "ME storage full"],
    [532, "busy", "SIM refresh in progress"],
  ],
  cinterion: [
    [512, "transient", "user abort"],
    [513, "storage", "unable to store"],
    [514, "doubtful", "invalid status"],
    [515, "permanent", "invalid character in address"],
    [516, "permanent", "invalid length"],
    [517, "permanent", "invalid character in PDU"],
    [518, "permanent", "invalid parameter"],
    [519, "permanent", "invalid length or character"],
    [520, "permanent", "invalid character in text"],
    [521, "transient", "timer expired"],
    [522, "busy", "operation temporarily not allowed"],
    [532, "busy", "SIM not ready"],
    [535, "busy", "packet service busy"],
    [549, "permanent", "invalid length"],
    [550, "permanent", "invalid address"],
    [551, "permanent", "invalid parameter"],
    [552, "permanent", "invalid parameter"],
    [553, "permanent", "invalid user data length"],
    [554, "permanent", "invalid user data"],
  ],
  telit: [
    [512, "transient", "no SM resources"],
    [513, "transient", "TR1M timer expired"],
    [514, "transient", "lower layer error"],
    [515, "network", "no response from the network"],
  ],
  "u-blox": [
    [350, "permanent", "unassigned number"],
    [351, "doubtful", "operator determined barring"],
    [352, "doubtful", "call barred"],
    [354, "doubtful", "short message transfer rejected"],
    [356, "transient", "destination out of service"],
    [357, "permanent", "unidentified subscriber"],
    [358, "doubtful", "facility rejected"],
    [359, "permanent", "unknown subscriber"],
    [360, "network", "network out of order"],
    [361, "transient", "temporary failure"],
    [362, "transient", "congestion"],
    [363, "transient", "resources unavailable"],
    [364, "doubtful", "requested facility not subscribed"],
    [365, "permanent", "requested facility not implemented"],
    [366, "doubtful", "invalid short message transfer reference"],
    [367, "doubtful", "semantically incorrect message"],
    [368, "doubtful", "invalid mandatory information"],
    [369, "doubtful", "message type non-existent"],
    [370, "doubtful", "message not compatible with protocol state"],
    [371, "doubtful", "information element non-existent"],
    [372, "transient", "protocol error"],
    [373, "transient", "interworking"],
    [512, "transient", "RP acknowledgement missing"],
    [513, "transient", "SMS timer expired"],
    [514, "transient", "forward availability failed"],
    [515, "transient", "forwarding aborted"],
    [517, "doubtful", "no status report in phase 1"],
    [521, "doubtful", "no validity period"],
    [522, "permanent", "invalid message"],
    [528, "permanent", "invalid user data length"],
    [529, "permanent", "no user data"],
    [530, "permanent", "user data too long"],
    [606, "busy", "SMS service busy"],
    [680, "permanent", "invalid address"],
  ],
  sierra: [
    [606, "busy", "SMS service busy"],
  ],
  other: [],
};
