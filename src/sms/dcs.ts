import type { Alphabet } from "./alphabet.ts";

/** What a TP-DCS octet says. TS 23.038 §4. */
export interface DataCoding {
  /** How user data is to be read; `data` for octets that are no text, or that are compressed. */
  readonly alphabet: Alphabet | "data";
  /** 0 flash, 1 phone, 2 SIM, 3 terminal; undefined when none is stated. */
  readonly messageClass: number | undefined;
}

/** Reads a TP-DCS octet. Reserved values mean the 7-bit default alphabet, as TS 23.038 §4 asks. */
export function decodeDcs(dcs: number): DataCoding {
  const group = dcs >> 4;
  if (group < 0x8) return decodeGeneral(dcs);
  if (group === 0xe) return { alphabet: "ucs2", messageClass: undefined };
  if (group === 0xf) {
    return { alphabet: dcs & 0x04 ? "data" : "gsm7", messageClass: dcs & 0x03 };
  }
  return { alphabet: "gsm7", messageClass: undefined };
}

/** Writes a TP-DCS octet; a flash message (class 0) is shown at once and often not stored. */
export function encodeDcs(
  alphabet: Alphabet | "data",
  { flash = false }: { readonly flash?: boolean } = {},
): number {
  return alphabetBits[alphabet] | (flash ? 0x10 : 0);
}

const alphabetBits = { gsm7: 0x00, data: 0x04, ucs2: 0x08 } as const;

/** Groups 00xx and 01xx (the latter marked for deletion once read). */
function decodeGeneral(dcs: number): DataCoding {
  const messageClass = dcs & 0x10 ? dcs & 0x03 : undefined;
  const compressed = (dcs & 0x20) !== 0;
  return { alphabet: compressed ? "data" : generalAlphabet(dcs), messageClass };
}

function generalAlphabet(dcs: number): DataCoding["alphabet"] {
  switch (dcs & 0x0c) {
    case alphabetBits.data:
      return "data";
    case alphabetBits.ucs2:
      return "ucs2";
    default:
      return "gsm7";
  }
}
