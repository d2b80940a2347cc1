/** What the network answers to one entry of a USSD dialogue. */
export interface UssdAnswer {
  /** TS 27.007 §7.15: 0 that is all, 1 a menu, 2 ended by the network, 3 taken by another, 4 not supported, 5 took too long. */
  readonly m: number;
  /** The string as the modem writes it; undefined for none. */
  readonly text?: string;
  /** 15 when left out. */
  readonly dcs?: number;
  /** How long the network thinks, milliseconds; 0 puts it before the OK. */
  readonly afterMs?: number;
}

/** A network's USSD: gets all entries of the dialogue so far; undefined leaves the modem without an answer. */
export type UssdService = (
  entries: readonly string[],
) => UssdAnswer | undefined;

/** A prepaid card with a balance and a small menu, for who tries cellpost without hardware. */
export const builtInUssd: UssdService = ([code = "", choice, ...more]) => {
  switch (code) {
    case "*100#":
      return { m: 0, text: "Your balance is 12.50 EUR", afterMs: 1_000 };
    case "*123#":
      return choice === undefined || more.length > 0
        ? { m: 1, text: "1 Balance\r\n2 My number", afterMs: 1_000 }
        : menu(choice);
    default:
      return { m: 4, afterMs: 1_000 };
  }
};

function menu(choice: string): UssdAnswer {
  switch (choice) {
    case "1":
      return { m: 2, text: "Balance 12,50 EUR", afterMs: 1_000 };
    case "2":
      return { m: 2, text: "+491700000000", afterMs: 1_000 };
    default:
      return { m: 2, text: "No such choice", afterMs: 1_000 };
  }
}
