import assert from "node:assert/strict";
import type { ModemView } from "../../desk/mod.ts";
import { modemChoices } from "./modem_choices.ts";

const view: ModemView = {
  name: "",
  port: "/dev/ttyUSB2",
  simulated: false,
  state: "free",
  detail: 'to use it: [[modem]] port = "imei:356938035643809"',
  identity: {
    manufacturer: "Huawei",
    model: "E3372",
    imei: "356938035643809",
    iccid: "8949020000123456789",
  },
  network: { operator: "Telia", registration: "home", signalDbm: -71 },
  sent: 0,
  errors: 0,
};

Deno.test("modems are offered in words, by what stays the same in another socket", () => {
  const twin = { ...view, identity: { ...view.identity!, iccid: "" } };
  const locked = {
    ...view,
    port: "COM3",
    state: "not ready",
    detail:
      'The SIM asks for its PIN: set pin in its [[modem]]; to use it: [[modem]] port = "COM3"',
    identity: { manufacturer: "", model: "\x1b[2J", imei: "", iccid: "" },
    network: undefined,
  };
  assert.deepEqual(modemChoices([view, locked]), [
    {
      value: "imei:356938035643809",
      label: "Huawei E3372 at /dev/ttyUSB2, Telia, -71 dBm",
    },
    {
      value: "COM3",
      label:
        "?[2J at COM3, not ready: The SIM asks for its PIN: set pin in its [[modem]]",
    },
  ]);
  assert.deepEqual(
    modemChoices([view, twin]).map(({ value }) => value),
    ["iccid:8949020000123456789", "/dev/ttyUSB2"],
    "cheap makes give one IMEI to many",
  );
});

Deno.test("what is no modem, or somebody else's, is not offered", () => {
  const { identity: _, ...silent } = view;
  const others = ["second port", "busy", "no answer", "in use"]
    .map((state) => ({ ...view, state }));
  assert.deepEqual(modemChoices([silent, ...others]), []);
});
