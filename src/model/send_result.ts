/** What became of one segment that a modem was asked to send. */
export type SendResult =
  /** The network took it; `reference` is the TP-MR that its status report will carry (0 to 255). */
  | { readonly kind: "sent"; readonly reference: number }
  /**
   * It did not leave and may be tried again. `fault` says whose trouble it was: the `message`'s (this recipient or
   * content; the modem is well) or the `modem`'s (hardware, SIM, network). `triesLeft`, where present, is how many more
   * tries make sense before it counts as rejected.
   */
  | {
    readonly kind: "retry";
    readonly fault: "message" | "modem";
    readonly reason: string;
    readonly triesLeft?: number;
  }
  /** It did not leave and never will. */
  | { readonly kind: "rejected"; readonly reason: string }
  /** The modem was given the PDU and did not answer: it may or may not have left. */
  | { readonly kind: "uncertain"; readonly reason: string };
