/** What a phone shall show: one text, however many segments it takes. */
export interface ShortMessage {
  /** NFC, lines ended by LF, never empty. */
  readonly text: string;
  /** Class 0: shown at once and not stored by the phone. */
  readonly flash: boolean;
  /** Whether the network is asked for a status report of each segment. */
  readonly statusReport: boolean;
  /** How long the network may keep trying, or undefined for its own default. */
  readonly validityMs?: number;
}
