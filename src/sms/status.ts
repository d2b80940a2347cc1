/** What a status report means for a message. */
export type StatusClass =
  /** The phone has it. */
  | "delivered"
  /** The network is done with it but does not know whether the phone has it: never to be shown as delivered. */
  | "forwarded"
  /** The network goes on trying; another report follows. */
  | "trying"
  /** The network gave up for good. */
  | "failed";

/** Classes a TP-ST octet; reserved values count as their range does. TS 23.040 §9.2.3.15. */
export function statusClassOf(status: number): StatusClass {
  if (status === 0x00) return "delivered";
  if (status < 0x20) return "forwarded";
  if (status < 0x40) return "trying";
  return "failed";
}

const temporaryCauses = [
  "the network is congested",
  "the phone is busy",
  "the phone does not answer",
  "the service was rejected",
  "the quality of service is not available",
  "the phone has an error",
] as const;

/** TS 23.040 §9.2.3.15, in words that follow "because". */
const causes: ReadonlyMap<number, string> = new Map([
  [0x00, "the phone received it"],
  [0x01, "it was accepted by the next system, which does not confirm delivery"],
  [0x02, "a later message replaced it"],
  ...temporaryCauses.map((cause, index) => [0x20 + index, cause] as const),
  [0x40, "a remote procedure failed"],
  [0x41, "the destination is incompatible"],
  [0x42, "the phone rejected it"],
  [0x43, "the number is not obtainable"],
  [0x44, "the quality of service is not available"],
  [0x45, "no interworking with the recipient's network is available"],
  [0x46, "the validity period expired"],
  [0x47, "its sender deleted it"],
  [0x48, "the service centre deleted it"],
  [0x49, "the service centre does not know it"],
  ...temporaryCauses.map((cause, index) => [0x60 + index, cause] as const),
]);

/** Says what a TP-ST octet means, for people; values without a meaning of their own show their code. */
export function statusText(status: number): string {
  return causes.get(status) ??
    `${classTexts[statusClassOf(status)]} (status ${status})`;
}

const classTexts: Readonly<Record<StatusClass, string>> = {
  delivered: "the phone received it",
  forwarded: "the network is done with it and does not confirm delivery",
  trying: "the network is still trying",
  failed: "the network gave up",
};
