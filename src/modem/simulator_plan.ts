/** The moments of a simulated modem at which a fault plan may step in. */
export type SimStep =
  /** A whole command line has come and is not carried out yet. */
  | { readonly at: "command"; readonly line: string }
  /** A `+CMGS` was found good; the prompt is not given yet. */
  | { readonly at: "prompt" }
  /** A PDU has come whole; nobody has looked at it yet. */
  | { readonly at: "pdu"; readonly hex: string }
  /** The network has taken the SMS; the modem has not said so yet. */
  | { readonly at: "accepted"; readonly reference: number };

/** What happens at such a moment, in the order of the fields. All texts are written as they are, without framing. */
export interface SimFault {
  /** The modem does nothing for so long, milliseconds. */
  readonly delayMs?: number;
  /** Written first. */
  readonly before?: string;
  /** Written in place of what the modem would do, which then does not happen; "" is silence. */
  readonly instead?: string;
  /** Written after it. */
  readonly after?: string;
  /** At the end the modem starts anew (after a brown-out without a word), or is pulled out. */
  readonly then?: "restart" | "brown-out" | "unplug";
}

/** A fault plan: asked at each step, undefined lets the modem go on. */
export type FaultPlan = (step: SimStep) => SimFault | undefined;
