import * as v from "valibot";
import {
  duration,
  listOf,
  oneOf,
  parsed,
  text,
  wholeNumber,
  yesOrNo,
} from "./field.ts";
import type { Finding, Table } from "./finding.ts";
import { strayModemKeys } from "./stray_modem_keys.ts";

const pause = duration("0s", "5m", '"500ms" or "3s"');

// An SMS, a call or a PIN from here would go past the queue, and past the count of PIN attempts. "&D" is about DTR.
const forbidden =
  /[+^]CPIN=|\+(?:CPWD|CLCK|CMG[SWC]|CMSS)|^AT(?:[A-CE-Z]\d*|&[A-Z]\d*)*D|;D/i;

const command = text(
  isCommand,
  'must be an AT command, such as "AT+CNMP=14", and none that enters a PIN or sends',
);

/** The keys of a modem's `quirks`: what it is known to need, over what the built-in table says. */
export const quirkEntries = {
  errors: v.optional(
    oneOf([
      "cinterion",
      "quectel",
      "sierra",
      "simcom",
      "telit",
      "u-blox",
      "wavecom",
      "other",
    ]),
  ),
  init: v.optional(
    listOf(
      command,
      'must be a list of AT commands, such as ["AT+CNMP=14"]',
    ),
  ),
  command_gap: v.optional(pause),
  line_end_first: v.optional(yesOrNo()),
  wake_up: v.optional(yesOrNo()),
  iccid: v.optional(command),
  pin_tries: v.optional(command),
  pin_settle: v.optional(pause),
  pin_pause: v.optional(pause),
  radio_settle: v.optional(pause),
  radio_cycle: v.optional(yesOrNo()),
  reset_profile: v.optional(oneOf(["", "ATZ", "AT&F"])),
  storage_walk: v.optional(
    listOf(
      parsed(
        (it) => /^[A-Z]{2}$/.test(it) ? it : undefined,
        'must be the name of a memory, such as "ME" or "SM"',
      ),
      'must be a list of memories, such as ["ME", "SM"]',
    ),
  ),
  storage_parameters: v.optional(wholeNumber(1, 3)),
  report_routing: v.optional(oneOf(["direct", "stored"])),
  cnmi_buffer: v.optional(wholeNumber(0, 1)),
  acknowledges: v.optional(yesOrNo()),
  deletes_together: v.optional(yesOrNo()),
  link_hold: v.optional(yesOrNo()),
  prompt_timeout: v.optional(duration("5s", "5m")),
  pdu_delay: v.optional(duration("0s", "10s", '"100ms"')),
  pdu_chunk: v.optional(wholeNumber(0, 400)),
  answer_timeout: v.optional(duration("30s", "10m")),
  rts_cts: v.optional(yesOrNo()),
};

/** `quirks = { … }` of a modem; that there is nothing else in it is `strayQuirks`' business. */
export const quirksSchema = v.object(
  quirkEntries,
  "must be a table, such as { link_hold = false }",
);

/** What the operator says of a modem; milliseconds where the name says so. */
export type QuirksConfig = ReturnType<typeof buildQuirks>;

/** In the words of the modem room; what is not written is left out, so that the built-in table holds. */
export function buildQuirks(quirks: v.InferOutput<typeof quirksSchema>) {
  return {
    ...given("errors", quirks.errors),
    ...given("init", quirks.init),
    ...given("commandGapMs", quirks.command_gap),
    ...given("lineEndFirst", quirks.line_end_first),
    ...given("wakeUp", quirks.wake_up),
    ...given("iccid", quirks.iccid),
    ...given("pinTries", quirks.pin_tries),
    ...given("pinSettleMs", quirks.pin_settle),
    ...given("pinPauseMs", quirks.pin_pause),
    ...given("radioSettleMs", quirks.radio_settle),
    ...given("radioCycle", quirks.radio_cycle),
    ...given("resetProfile", quirks.reset_profile),
    ...given("storageWalk", quirks.storage_walk),
    ...given("storageParameters", quirks.storage_parameters),
    ...given("reportRouting", quirks.report_routing),
    ...given("cnmiBuffer", quirks.cnmi_buffer),
    ...given("acknowledges", quirks.acknowledges),
    ...given("deletesTogether", quirks.deletes_together),
    ...given("linkHold", quirks.link_hold),
    ...given("promptTimeoutMs", quirks.prompt_timeout),
    ...given("pduDelayMs", quirks.pdu_delay),
    ...given("pduChunk", quirks.pdu_chunk),
    ...given("answerTimeoutMs", quirks.answer_timeout),
    ...given("rtsCts", quirks.rts_cts),
  };
}

/** Finds keys in any modem's `quirks` that no switch has. */
export function strayQuirks(document: Table): Finding[] {
  return strayModemKeys(document, "quirks", Object.keys(quirkEntries));
}

function isCommand(written: string): boolean {
  return /^AT[ -~]{0,200}$/i.test(written) &&
    // Modems ignore spaces. ITU-T V.250 §5.2.1
    !forbidden.test(written.replaceAll(" ", ""));
}

function given<const Name extends string, V>(
  name: Name,
  value: V | undefined,
): { readonly [Key in Name]?: V } {
  const one: { [Key in Name]?: V } = {};
  if (value !== undefined) one[name] = value;
  return one;
}
