import assert from "node:assert/strict";
import { type Config, loadConfig } from "../../config/mod.ts";
import type { ModemView } from "../../desk/mod.ts";
import { temporaryFolder } from "../../../tests/support/temporary_folder.ts";
import { entranceOf, targetOf } from "./target.ts";

function configOf(text: string): Config {
  using folder = temporaryFolder();
  const configPath = folder.file("config.toml");
  Deno.writeTextFileSync(configPath, text);
  const result = loadConfig({ configPath, cwd: folder.path });
  assert.ok(result.kind === "ok", Deno.inspect(result));
  return result.config;
}

function modem(given: Partial<ModemView>): ModemView {
  return {
    ...{ name: "roof", port: "/dev/ttyUSB2", simulated: false },
    ...{ state: "usable", detail: "", sent: 0, errors: 0 },
    sim: { number: "+46701740605", smsc: "" },
    ...given,
  };
}

Deno.test("the modem is the one that was named, or the first that can send; its number is what its SIM says", () => {
  const config = configOf('message.country = "SE"');
  const ill = modem({ name: "ill", state: "blocked", detail: "No SIM" });
  const starting = modem({ name: "new", state: "starting", detail: "Soon" });
  const port = modem({ name: "", state: "free" });
  const rows: readonly (readonly [
    readonly ModemView[],
    Parameters<typeof targetOf>[1],
    RegExp,
  ])[] = [
    [[port, ill, modem({})], {}, /^found roof \+46701740605$/],
    [[modem({}), modem({ name: "b" })], { modem: "b" }, /^found b \+46/],
    [[modem({})], { to: "070-174 06 06" }, /^found roof \+46701740606$/],
    [[modem({ sim: undefined })], {}, /^wait roof is asked for its own number/],
    [[modem({ sim: undefined })], { to: "+12005550100" }, /^found roof \+120/],
    [
      [modem({ sim: { number: "0701740605", smsc: "" } })],
      {},
      /^found roof \+46701740605$/,
    ],
    [
      [modem({ sim: { number: "", smsc: "" } })],
      {},
      /^none roof does not know its own number, .* --to \+46…$/,
    ],
    [
      [modem({ sim: { number: "12", smsc: "" } })],
      {},
      /^none roof says that its number is "12", which cannot be read/,
    ],
    [[modem({})], { to: "anna" }, /^none --to: No contact "anna"/],
    [[modem({})], { to: "postmaster" }, /^none --to: "postmaster" is no numb/],
    [
      [modem({})],
      { modem: "cellar" },
      /^none No modem "cellar": there is roof/,
    ],
    [[port], { modem: "cellar" }, /^none No modem configured/],
    [[port], {}, /^none No modem is there: "cellpost modems"/],
    [[ill], {}, /^none ill is blocked: No SIM$/],
    [
      [ill, starting],
      {},
      /^wait ill is blocked: No SIM; new is starting: Soon/,
    ],
    [[ill, modem({})], { modem: "ill" }, /^none ill is blocked/],
  ];
  for (const [views, wish, expected] of rows) {
    const target = targetOf(views, wish, config);
    const words = target.kind === "found"
      ? `found ${target.modem.name} ${target.number}`
      : `${target.kind} ${target.text}`;
    assert.match(words, expected);
  }
});

Deno.test("the test mail goes in where this machine itself may send", () => {
  const tls = '[smtp]\ntls_cert = "c"\ntls_key = "k"\n';
  const rows = [
    ["", "127.0.0.1:2525"],
    ['[smtp]\nlisten = [":25"]', "127.0.0.1:25"],
    ['[smtp]\nlisten = ["[::]:25"]', "::1:25"],
    ['[smtp]\nlisten = [":25"]\nallow = ["10.0.0.0/8"]', "login"],
    [
      '[smtp]\nlisten = ["10.0.0.7:25"]\nallow = ["10.0.0.0/8"]',
      "10.0.0.7:25",
    ],
    ['[smtp]\nlisten = ["127.0.0.1:0"]', "login"],
    [
      `${tls}[[smtp.listener]]\naddress = ":465"\ntls = "implicit"`,
      "login",
    ],
    [
      `${tls}[[smtp.listener]]\naddress = ":587"\ntls = "starttls"\nauth = "required"\n[[smtp.listener]]\naddress = ":26"`,
      "127.0.0.1:26",
    ],
    ['[policy]\nsenders = ["a.example"]', "[policy] senders"],
    ['[policy]\nsenders = ["a.example", "<>"]', "127.0.0.1:2525"],
  ] as const;
  for (const [text, expected] of rows) {
    const entrance = entranceOf(configOf(text));
    const words = entrance.kind === "smtp"
      ? `${entrance.hostname}:${entrance.port}`
      : entrance.why;
    assert.ok(words.includes(expected), `${text}: ${words}`);
  }
});
