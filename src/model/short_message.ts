/** What a phone shall show: one text, however many segments it takes. */
export interface ShortMessage {
  /** NFC, lines ended by LF, never empty. */
  readonly text: string;
  /** Class 0: shown at once and not stored by the phone. */
  readonly flash: boolean;
  /** Whether the network is asked for a status report of each segment. */
  readonly statusReport: boolean;
  /**
   * Bits of the concatenation reference (TS 23.040 §9.2.3.24.1 and .8): with the text it decides where segments end, so a
   * message keeps it however the config changes between two attempts.
   */
  readonly referenceBits: 8 | 16;
  /** How long the network may keep trying, or undefined for its own default. */
  readonly validityMs?: number;
}
