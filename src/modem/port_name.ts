import type { ModemIdentity } from "./driver.ts";

/** A modem by what is printed on it or on its SIM, wherever it is plugged in. */
export type Wanted =
  /** `digits`: 14 to 16, of which the first 14 tell one modem from another. TS 23.003 §6.2. */
  | { readonly kind: "imei"; readonly digits: string }
  /** `digits`: 18 to 20; the last ones are a check digit and fillers, which not every modem shows. ITU-T E.118. */
  | { readonly kind: "iccid"; readonly digits: string };

/** The port of a section that stands for every modem there is. */
export const autoPort = "auto";

// Serial number and type of a modem; behind them come a check digit or the software's version.
const imeiDigits = 14;
const iccidDigits = 18;

/** Reads `imei:356938035643809` or `iccid:8949…`; undefined for the name of a port. */
export function wantedOf(port: string): Wanted | undefined {
  const [, kind, digits = ""] = /^(imei|iccid):(\d+)$/.exec(port) ?? [];
  return kind === "imei" || kind === "iccid" ? { kind, digits } : undefined;
}

/** Whether a modem is the one; undefined when it does not say enough to know. */
export function isWanted(
  wanted: Wanted,
  { imei, iccid }: Pick<ModemIdentity, "imei" | "iccid">,
): boolean | undefined {
  switch (wanted.kind) {
    case "imei":
      return imei === "" ? undefined : sameImei(imei, wanted.digits);
    case "iccid":
      return iccid === "" ? undefined : sameIccid(iccid, wanted.digits);
    default:
      return wanted satisfies never;
  }
}

/** Whether two modems are one: cheap makes give one IMEI to many, so the SIMs must not contradict. */
export function sameModem(
  a: Pick<ModemIdentity, "imei" | "iccid">,
  b: Pick<ModemIdentity, "imei" | "iccid">,
): boolean {
  if (!isTelling(a.imei) || !isTelling(b.imei)) return false;
  if (!sameImei(a.imei, b.imei)) return false;
  return a.iccid === "" || b.iccid === "" || sameIccid(a.iccid, b.iccid);
}

/** Whether an IMEI says which modem it is: some firmwares know only zeros. */
export function isTelling(imei: string): boolean {
  return imei.length >= imeiDigits && !/^(\d)\1*$/.test(imei);
}

/** In words, for messages: "the modem with IMEI 356938035643809". */
export function showWanted({ kind, digits }: Wanted): string {
  return kind === "imei"
    ? `the modem with IMEI ${digits}`
    : `the modem with SIM ${digits}`;
}

function sameImei(a: string, b: string): boolean {
  return a.slice(0, imeiDigits) === b.slice(0, imeiDigits);
}

function sameIccid(a: string, b: string): boolean {
  const known = Math.max(iccidDigits, Math.min(a.length, b.length, 19));
  // The 20th is a filler, and the 19th a check digit that some leave out.
  return a.slice(0, known) === b.slice(0, known);
}
