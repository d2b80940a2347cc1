import { countries } from "../../config/mod.ts";

/** What a machine says of where it is. */
export interface PlaceFacts {
  /** Its time zone, as `Intl` names it. */
  readonly zone: string;
  /** Its language, as `navigator.language` tells it. */
  readonly language: string;
}

/**
 * The country that a machine most likely stands in (ISO 3166-1 alpha-2), "" where nothing tells: by its time zone, else by its
 * language, which says less, since servers speak English everywhere.
 */
export function guessCountry({ zone, language }: PlaceFacts): string {
  const byZone = [...countries].filter((it) => zonesOf(it).includes(zone));
  const { region, isPosix } = readLanguage(language);
  const [first = ""] = byZone;
  if (byZone.length > 0) return byZone.includes(region) ? region : first;
  return !isPosix && region !== "US" && countries.has(region) ? region : "";
}

/** The country by its code, in any case, or by its English name; undefined for neither. */
export function countryNamed(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (countries.has(code)) return code;
  const names = new Intl.DisplayNames("en", { type: "region" });
  return [...countries].find((it) => names.of(it)?.toUpperCase() === code);
}

/** The English name of a country. */
export function countryName(code: string): string {
  return new Intl.DisplayNames("en", { type: "region" }).of(code) ?? code;
}

interface ReadLanguage {
  readonly region: string;
  /** Whether it is what a system says that was never told its language. */
  readonly isPosix: boolean;
}

function readLanguage(language: string): ReadLanguage {
  const isPosix = /-u-va-posix\b/.test(language);
  try {
    return { region: new Intl.Locale(language).region ?? "", isPosix };
  } catch {
    return { region: "", isPosix };
  }
}

/** TC39's Intl Locale Info, which TypeScript does not know yet; a system without it has no zones. */
interface LocaleInfo {
  readonly baseName: string;
  getTimeZones?(): readonly string[] | undefined;
  readonly timeZones?: readonly string[];
}

function zonesOf(country: string): readonly string[] {
  const locale: LocaleInfo = new Intl.Locale(`und-${country}`);
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
