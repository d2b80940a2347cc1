import assert from "node:assert/strict";
import { buildConfig } from "./build.ts";
import { quirkEntries } from "./modem_quirks.ts";
import { validate } from "./validate.ts";

function quirksIn(text: string) {
  const result = validate(text, {});
  assert.ok(result.kind === "ok", Deno.inspect(result));
  return buildConfig(result.document, (path) => path).modems[0]?.quirks;
}

const everyKey = `
errors = "u-blox"
init = ["AT+CNMP=14", "AT^CURC=0", "ATE0&D2"]
command_gap = "100ms"
line_end_first = true
wake_up = true
iccid = "AT^ICCID?"
pin_tries = "AT^CPIN?"
pin_settle = "10s"
pin_pause = "3s"
radio_settle = "10s"
radio_cycle = false
reset_profile = "AT&F"
storage_walk = ["ME", "SM"]
storage_parameters = 2
report_routing = "stored"
cnmi_buffer = 1
acknowledges = false
deletes_together = true
link_hold = false
prompt_timeout = "1m"
pdu_delay = "100ms"
pdu_chunk = 18
answer_timeout = "3m"
rts_cts = true
`;

Deno.test("quirks are read in both ways of writing them, times in milliseconds", () => {
  const written = { linkHold: false, pinPauseMs: 3_000 };
  assert.deepEqual(
    quirksIn(
      '[[modem]]\nport = "sim:"\nquirks = { link_hold = false, pin_pause = "3s" }',
    ),
    written,
  );
  assert.deepEqual(
    quirksIn(
      '[[modem]]\nport = "sim:"\n[modem.quirks]\nlink_hold = false\npin_pause = "3s"',
    ),
    written,
  );
});

Deno.test("a modem without quirks, or with none in them, leaves all to the built-in table", () => {
  assert.equal(quirksIn('[[modem]]\nport = "sim:"'), undefined);
  assert.deepEqual(quirksIn('[[modem]]\nport = "sim:"\nquirks = {}'), {});
});

Deno.test("every quirk can be written, and comes through", () => {
  const quirks = quirksIn(
    `[[modem]]\nport = "sim:"\n[modem.quirks]${everyKey}`,
  );
  assert.equal(
    Object.keys(quirks ?? {}).length,
    Object.keys(quirkEntries).length,
  );
  assert.deepEqual(quirks, {
    errors: "u-blox",
    init: ["AT+CNMP=14", "AT^CURC=0", "ATE0&D2"],
    commandGapMs: 100,
    lineEndFirst: true,
    wakeUp: true,
    iccid: "AT^ICCID?",
    pinTries: "AT^CPIN?",
    pinSettleMs: 10_000,
    pinPauseMs: 3_000,
    radioSettleMs: 10_000,
    radioCycle: false,
    resetProfile: "AT&F",
    storageWalk: ["ME", "SM"],
    storageParameters: 2,
    reportRouting: "stored",
    cnmiBuffer: 1,
    acknowledges: false,
    deletesTogether: true,
    linkHold: false,
    promptTimeoutMs: 60_000,
    pduDelayMs: 100,
    pduChunk: 18,
    answerTimeoutMs: 180_000,
    rtsCts: true,
  });
});

const refused = [
  'AT+CPIN="1234"',
  "AT+CSQ;+CPIN=1234",
  'AT^CPIN="1234"',
  'AT+CLCK="SC",0,"1234"',
  'AT+CPWD="SC","1234","4321"',
  "AT+CMGS=20",
  "AT+ CMGS = 20",
  'AT +CPIN = "1234"',
  "ATD+491701234567;",
  "AT D +491701234567;",
  "ATE0&C1D+491701234567;",
  "AT+CSQ;D+491701234567;",
  "CNMP=14",
  "AT\\r",
  "",
];

for (const command of refused) {
  Deno.test(`quirks take no command ${JSON.stringify(command)}`, () => {
    const toml = command.includes("\\") ? `"${command}"` : `'${command}'`;
    for (const key of [`init = [${toml}]`, `iccid = ${toml}`]) {
      const result = validate(
        `[[modem]]\nport = "sim:"\nquirks = { ${key} }`,
        {},
      );
      assert.ok(result.kind === "invalid", key);
      const words = result.problems.map(({ text }) => text).join();
      assert.match(words, /must be an AT command/);
      if (command.includes("CPIN")) assert.doesNotMatch(words, /1234/);
    }
  });
}
