import type { ModemIdentity } from "./driver.ts";
import type { ErrorFamily } from "./vendor_errors_table.ts";

/** How a modem departs from the specifications, as far as sending is concerned. */
export interface Quirks {
  /** Whose vendor error codes it uses. */
  readonly errors: ErrorFamily;
  /** Commands that stop its chatter. */
  readonly quieten: readonly string[];
  /** What asks how many tries the SIM PIN has left; the first number of the answer says it. */
  readonly pinTries: string;
  /** What asks for the SIM's ICCID, to be tried before the others. */
  readonly iccid: string;
  /** What it needs after a PIN before anything else is asked, milliseconds. */
  readonly pinPauseMs: number;
  /** Whether AT+CMMS=2 may be sent. */
  readonly linkHold: boolean;
  /** Whether it wants AT+CNMA for a report once AT+CSMS=1 is set. */
  readonly acknowledges: boolean;
}

interface QuirkRow {
  /** Against manufacturer and model, one space between. */
  readonly match: RegExp;
  readonly quirks: Partial<Quirks>;
}

/** A modem that nobody has complained of. */
export const plainQuirks: Quirks = {
  errors: "other",
  quieten: [],
  pinTries: "AT+CPINR",
  iccid: "AT+CCID",
  pinPauseMs: 0,
  linkHold: true,
  acknowledges: true,
};

// modem.md §5; all rows that match count, the later ones overrule the earlier.
const rows: readonly QuirkRow[] = [
  {
    match: /huawei/i,
    quirks: {
      quieten: ["AT^CURC=0"], // ^RSSI and ^MODE floods, faucamp/python-gsmmodem#35
      pinTries: "AT^CPIN?",
      iccid: "AT^ICCID?",
      pinPauseMs: 3000, // the firmware restarts when spoken to earlier
      acknowledges: false,
    },
  },
  // AT+CMGS then ends in +CMS ERROR 500, gammu/gammu#138.
  { match: /huawei.*\bE1752/i, quirks: { linkHold: false } },
  {
    match: /\bzte\b/i,
    quirks: {
      quieten: ["AT+CPMS?"], // stops the +ZUSIMR flood that has crashed some
      pinTries: "AT+ZPINPUK=?",
      acknowledges: false,
    },
  },
  {
    match: /simcom|\bsim[0-9]{3,4}/i,
    quirks: { errors: "simcom", pinTries: "AT+SPIC", acknowledges: false },
  },
  {
    match: /quectel/i,
    quirks: { errors: "quectel", pinTries: "AT+QPINC", iccid: "AT+QCCID" },
  },
  {
    match: /cinterion|siemens|gemalto|thales/i,
    quirks: { errors: "cinterion", pinTries: "AT^SPIC" },
  },
  { match: /telit/i, quirks: { errors: "telit", pinTries: "AT#PCT" } },
  {
    match: /u-?blox/i,
    quirks: { errors: "u-blox", pinTries: "AT+UPINCNT" },
  },
  { match: /wavecom/i, quirks: { errors: "wavecom" } },
  // "Not expected" is all that it says to AT+CNMA.
  { match: /novatel/i, quirks: { acknowledges: false } },
];

/** The quirks of a modem by what it calls itself. */
export function quirksOf(
  { manufacturer, model }: Pick<ModemIdentity, "manufacturer" | "model">,
): Quirks {
  const name = `${manufacturer} ${model}`;
  return rows
    .filter(({ match }) => match.test(name))
    .reduce((all, { quirks }) => ({ ...all, ...quirks }), plainQuirks);
}
