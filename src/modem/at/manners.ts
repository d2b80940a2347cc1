/** How a modem wants to be spoken to. */
export interface Manners {
  /** How long it is left alone after each answer, milliseconds: what it says by then answers nothing. */
  readonly gapMs: number;
  /** Whether CR LF must stand before each command. */
  readonly lineEndFirst: boolean;
  /** How many characters it takes at once; 0 for all that there are. */
  readonly chunk: number;
}

/** As TS 27.005 and ITU-T V.250 have it. */
export const plainManners: Manners = {
  gapMs: 0,
  lineEndFirst: false,
  chunk: 0,
};

/** What is to be written so that the modem takes it in. */
export function phrased(text: string, { lineEndFirst }: Manners): string {
  return lineEndFirst && text.startsWith("AT") ? `\r\n${text}` : text;
}
