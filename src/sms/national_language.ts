import {
  defaultAlphabet,
  defaultCharset,
  defaultExtension,
  type Gsm7Charset,
  makeCharset,
} from "./gsm7.ts";

/**
 * Which national tables a message uses: language identifiers of TS 23.038 §6.2.1.2.4 (1 Turkish, 2 Spanish,
 * 3 Portuguese), 0 for the default table.
 */
export interface NationalShift {
  readonly locking: number;
  readonly single: number;
}

/** The languages whose tables a text may be sent in. */
export type NationalLanguage = "turkish" | "spanish" | "portuguese";

/** TS 23.038 §6.2.1.2.4. */
const identifiers: Readonly<Record<NationalLanguage, number>> = {
  turkish: 1,
  spanish: 2,
  portuguese: 3,
};

/** What a national table has in place of the default one: characters by code. */
type Differences = Readonly<Record<number, string>>;

/** TS 23.038 annex A.3. Spanish has none. */
const lockingTables: ReadonlyMap<number, Differences> = new Map([
  [1, {
    0x04: "€",
    0x07: "ı",
    0x0b: "Ğ",
    0x0c: "ğ",
    0x1c: "Ş",
    0x1d: "ş",
    0x40: "İ",
    0x60: "ç",
  }],
  [3, {
    0x04: "ê",
    0x06: "ú",
    0x07: "í",
    0x08: "ó",
    0x09: "ç",
    0x0b: "Ô",
    0x0c: "ô",
    0x0e: "Á",
    0x0f: "á",
    0x12: "ª",
    0x13: "Ç",
    0x14: "À",
    0x15: "∞",
    0x16: "^",
    0x17: "\\",
    0x18: "€",
    0x19: "Ó",
    0x1a: "|",
    0x1c: "Â",
    0x1d: "â",
    0x1e: "Ê",
    0x24: "º",
    0x40: "Í",
    0x5b: "Ã",
    0x5c: "Õ",
    0x5d: "Ú",
    0x60: "~",
    0x7b: "ã",
    0x7c: "õ",
    0x7d: "`",
  }],
]);

/** TS 23.038 annex A.2: what each language adds to the default extension. */
const singleTables: ReadonlyMap<number, Differences> = new Map([
  [1, {
    0x47: "Ğ",
    0x49: "İ",
    0x53: "Ş",
    0x63: "ç",
    0x67: "ğ",
    0x69: "ı",
    0x73: "ş",
  }],
  [2, {
    0x09: "ç",
    0x41: "Á",
    0x49: "Í",
    0x4f: "Ó",
    0x55: "Ú",
    0x61: "á",
    0x69: "í",
    0x6f: "ó",
    0x75: "ú",
  }],
  [3, {
    0x05: "ê",
    0x09: "ç",
    0x0b: "Ô",
    0x0c: "ô",
    0x0e: "Á",
    0x0f: "á",
    0x12: "Φ",
    0x13: "Γ",
    0x15: "Ω",
    0x16: "Π",
    0x17: "Ψ",
    0x18: "Σ",
    0x19: "Θ",
    0x1f: "Ê",
    0x41: "À",
    0x49: "Í",
    0x4f: "Ó",
    0x55: "Ú",
    0x5b: "Ã",
    0x5c: "Õ",
    0x61: "Â",
    0x69: "í",
    0x6f: "ó",
    0x75: "ú",
    0x7b: "ã",
    0x7c: "õ",
    0x7f: "â",
  }],
]);

// Each is made when it is first met: most appliances never see one.
const charsets = new Map<string, Gsm7Charset>();

/** The character set of a shift; a language that is not known here falls back to the default table. */
export function charsetOf({ locking, single }: NationalShift): Gsm7Charset {
  const lockingTable = lockingTables.get(locking);
  const singleTable = singleTables.get(single);
  if (!lockingTable && !singleTable) return defaultCharset;
  const key = `${lockingTable && locking}/${singleTable && single}`;
  const made = charsets.get(key) ?? makeCharset(
    lockingOf(lockingTable ?? {}),
    singleOf(singleTable ?? {}),
  );
  charsets.set(key, made);
  return made;
}

/**
 * The shifts that a text in these languages may be sent with, the least harmful first: a phone that does not know a
 * single shift shows letters without their marks, one that does not know a locking shift shows wrong ones.
 */
export function shiftsOf(
  languages: readonly NationalLanguage[],
): readonly NationalShift[] {
  const known = languages.map((language) => identifiers[language]);
  const lockings = known.filter((language) => lockingTables.has(language));
  return [0, ...lockings].flatMap((locking) =>
    [0, ...known].map((single) => ({ locking, single }))
  ).filter(({ locking, single }) => locking > 0 || single > 0)
    .toSorted((left, right) => shiftRank(left) - shiftRank(right));
}

function shiftRank({ locking, single }: NationalShift): number {
  if (locking === 0) return 0;
  return single === 0 ? 1 : 2;
}

function lockingOf(differences: Differences): string {
  return [...defaultAlphabet].map((plain, code) => differences[code] ?? plain)
    .join("");
}

function singleOf(differences: Differences): ReadonlyMap<number, string> {
  const table = new Map(defaultExtension);
  for (const [code, character] of Object.entries(differences)) {
    table.set(Number(code), character);
  }
  return table;
}
