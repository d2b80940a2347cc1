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
  /**
   * The national tables that the text is written in (TS 23.038 §6.2.1.2.4: 1 Turkish, 2 Spanish, 3 Portuguese, 0 the
   * default); absent: the default ones, or UCS-2. Kept for the same reason.
   */
  readonly nationalShift?: {
    readonly locking: number;
    readonly single: number;
  };
  /** How long the network may keep trying, or undefined for its own default. */
  readonly validityMs?: number;
  /**
   * 1 to 7: on the phone it takes the place of the last SMS of this type from the same sender (TS 23.040 §9.2.3.9).
   * Without effect on a message of several segments.
   */
  readonly replaceType?: number;
}
