import assert from "node:assert/strict";
import type { ModemView } from "../desk/mod.ts";
import { localTime } from "./local_time.ts";
import { modemLine, modemTable } from "./modem_table.ts";

const roof: ModemView = {
  name: "roof",
  port: "imei:356938035643809",
  device: "/dev/serial/by-id/usb-Quectel_EC25-E-if02-port0",
  simulated: false,
  state: "usable",
  detail: "",
  identity: {
    manufacturer: "Quectel",
    model: "EC25",
    imei: "356938035643809",
    iccid: "8949020000123456789",
  },
  network: { operator: "Telekom.de", registration: "home", signalDbm: -71 },
  sim: {
    number: "+491711234567",
    smsc: "+491710760000",
    storage: { memory: "SM", used: 20, total: 20 },
  },
  sent: 3,
  errors: 0,
};
const yard: ModemView = {
  name: "yard",
  port: "/dev/ttyUSB7",
  simulated: false,
  state: "unplugged",
  detail:
    'No port "/dev/ttyUSB7": check that the modem is plugged in and switched on; the port is tried again by itself',
  sent: 0,
  errors: 0,
};
const stranger: ModemView = {
  name: "",
  port: "/dev/ttyUSB4",
  device: "/dev/ttyUSB4",
  description: "HUAWEI Mobile",
  simulated: false,
  state: "busy",
  detail: "In use by ModemManager (pid 612)",
  advice: ["echo 'a rule' | sudo tee -a x", "sudo udevadm control --reload"],
  sent: 0,
  errors: 0,
};

Deno.test("modemTable() fits 80 columns", () => {
  assert.deepEqual(modemTable([roof, yard, stranger], 80), [
    "MODEM  STATE      OPERATOR    SIGNAL",
    "roof   usable     Telekom.de  -71 dBm",
    "  Port imei:356938035643809 (/dev/serial/by-id/usb-Quectel_EC25-E-if02-port0),",
    "  Quectel EC25",
    "  IMEI 356938035643809, SIM 8949020000123456789, number +491711234567",
    "  home, SMSC +491710760000, storage SM 20/20, full",
    "yard   unplugged  -           -",
    '  No port "/dev/ttyUSB7": check that the modem is plugged in and switched on;',
    "  the port is tried again by itself",
    "  Port /dev/ttyUSB7",
    "",
    "PORT          STATE",
    "/dev/ttyUSB4  busy",
    "  In use by ModemManager (pid 612)",
    "  HUAWEI Mobile",
    "",
    "ModemManager opens modems by itself and disturbs them. To keep it away, paste:",
    "  echo 'a rule' | sudo tee -a x",
    "  sudo udevadm control --reload",
  ]);
});

Deno.test("modemTable() uses 120 columns, and all there are in a pipe", () => {
  const wide = modemTable([roof, yard], 120);
  assert.ok(wide.includes(
    "  Port imei:356938035643809 (/dev/serial/by-id/usb-Quectel_EC25-E-if02-port0), Quectel EC25",
  ));
  assert.ok(wide.every((line) => line.length <= 120));
  assert.ok(modemTable([yard], undefined).some((line) => line.length > 100));
});

Deno.test("modemTable() breaks what is longer than the screen, and never a command", () => {
  const advice = [`echo ${"x".repeat(90)}`];
  const long: ModemView = {
    ...stranger,
    port: `/dev/serial/by-path/${"y".repeat(90)}`,
    detail: "z".repeat(100),
    advice,
  };
  const lines = modemTable([long, { ...stranger, advice }], 60);
  const commands = lines.filter((line) => line.includes("echo"));
  assert.deepEqual(commands, [`  ${advice[0]}`]);
  assert.ok(
    lines.every((line) => line.length <= 60 || /echo|paste:/.test(line)),
  );
});

Deno.test("modemTable() hides no state on a narrow terminal, nor behind a long name", () => {
  const long = "/dev/serial/by-id/usb-QUALCOMM_SimTech__Incorporated_0123-if02";
  const lines = modemTable([roof, yard, { ...stranger, port: long }], 40);
  assert.ok(lines.some((line) => /^roof +usable +Telekom.de/.test(line)));
  assert.ok(lines.includes("  busy"), lines.join("\n"));
  const narrow = modemTable([{ ...roof, state: "recovering" }, yard], 34);
  assert.ok(narrow.includes("  recovering, Telekom.de, -71 dBm"));
  assert.ok(narrow.includes("  unplugged"));
  const shown = lines.slice(0, lines.findIndex((it) => /paste:/.test(it)));
  assert.ok(shown.every((line) => line.length <= 40));
  assert.ok(narrow.every((line) => line.length <= 34));
});

Deno.test("modemTable() and modemLine() show no control characters of a hostile modem", () => {
  const evil: ModemView = {
    ...roof,
    network: {
      operator: "\x1b[2Jnet\x07\u202e",
      registration: "home",
      signalDbm: undefined,
    },
  };
  const text = [...modemTable([evil], 80), modemLine(evil)].join("");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\x00-\x1f\x7f-\x9f\u202e]/);
  assert.match(text, /\?\[2Jnet\?/);
});

Deno.test("modemLine() says all that may change", () => {
  assert.equal(modemLine(roof), "roof usable, Telekom.de, home, -71 dBm");
  assert.match(modemLine(yard), /^yard unplugged, No port "/);
  assert.equal(
    modemLine(stranger),
    "/dev/ttyUSB4 busy, In use by ModemManager (pid 612)",
  );
});

Deno.test("modemTable() tells what is left on a card, and what happens next by itself", () => {
  const at = Date.UTC(2026, 10, 26, 12);
  const searching = {
    ...yard,
    balance: { amount: 4.5, at, low: true },
    next: { text: "the port is opened", at: at + 1000 },
  };
  const lines = modemTable([searching], 80).slice(-2);
  assert.deepEqual(lines, [
    `  balance 4.5 (low) at ${localTime(at)}`,
    `  Next at ${localTime(at + 1000)}: the port is opened`,
  ]);
});
