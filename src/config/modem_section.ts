import * as v from "valibot";
import { parsePhoneNumber, Secret } from "../model/mod.ts";
import { oneOf, parsed, text } from "./field.ts";
import { adviseOnPort, isPort, portExamples } from "./modem_port.ts";
import { quirksSchema } from "./modem_quirks.ts";
import { modemLimitEntries } from "./modem_limits.ts";

/** What a modem takes where its section does not say. */
export const modemDefaults = { baud: 115_200 } as const;

/** The keys of `[[modem]]`. */
export const modemEntries = {
  name: v.optional(text(
    (it) => /^[a-z0-9][a-z0-9_.-]{0,31}$/i.test(it),
    "must be 1 to 32 letters, digits, dots, dashes or underscores, such as " +
      '"roof"',
  )),
  // Always written: the default is none, so that a missing port is told what it must be.
  port: v.optional(
    parsed((it) => isPort(it) ? it : undefined, `must be ${portExamples}`, {
      advise: adviseOnPort,
    }),
    "",
  ),
  baud: v.optional(
    oneOf([
      1200,
      2400,
      4800,
      9600,
      19_200,
      38_400,
      57_600,
      115_200,
      230_400,
      460_800,
      921_600,
    ]),
    modemDefaults.baud,
  ),
  pin: v.optional(parsed(
    (it) => /^\d{4,8}$/.test(it) ? new Secret(it) : undefined,
    'must be 4 to 8 digits in quotes, such as "0000"',
  )),
  smsc: v.optional(text(
    (it) => it.startsWith("+") && parsePhoneNumber(it) !== undefined,
    'must be a number in international form, such as "+491710760000"',
  )),
  quirks: v.optional(quirksSchema),
  ...modemLimitEntries,
};
