import assert from "node:assert/strict";
import fc from "fast-check";
import { temporaryFolder } from "../../tests/support/temporary_folder.ts";
import type { Config } from "./config.ts";
import { countries } from "./country_table.ts";
import {
  type FirstAnswers,
  firstConfigProblems,
  firstDefaults,
  renderFirstConfig,
} from "./first_config.ts";
import { loadConfig } from "./load.ts";
import { sampleModule } from "./sample_module.ts";
import { sampleConfig } from "./sample.ts";

Deno.test("the executable carries config.toml as it is", async () => {
  const read = (path: string) =>
    Deno.readTextFile(new URL(path, import.meta.url));
  const sample = sampleModule(await read("../../config.toml"));
  assert.equal(
    await read("sample.ts"),
    sample,
    'Run "deno task sample" after a change of config.toml',
  );
});

const byte = fc.nat(255);
const address = fc.tuple(byte, byte, byte, byte).map((it) => it.join("."));
const network = fc.oneof(
  address,
  fc.tuple(address, fc.nat(32)).map(([it, bits]) => `${it}/${bits}`),
  fc.constantFrom("::1/128", "fd00::/8", "2001:db8::7"),
);
const answers: fc.Arbitrary<FirstAnswers> = fc.record({
  country: fc.constantFrom("", ...countries),
  allow: fc.array(network, { minLength: 1, maxLength: 5 }),
  listen: fc.tuple(address, fc.nat(65_535)).map((it) => it.join(":")),
  modem: fc.oneof(
    fc.constantFrom("auto", "sim:", "COM7", "sim:latency=3s&fail=0.01"),
    fc.constantFrom("imei:356938035643809", "tcp://10.0.0.9:4001"),
    fc.string({ unit: "binary", maxLength: 30 })
      .map((it) => `/d${it.replaceAll(/[\p{Cs}\n\r]/gu, "")}`),
  ),
  admin: fc.oneof(
    fc.constant(""),
    fc.bigInt(10n ** 9n, 10n ** 14n).map((it) => `+${it}`),
  ),
  queuePath: fc.constantFrom("/var/lib/cellpost/cellpost.db", "/tmp/a 'b\".db"),
}, { requiredKeys: ["country", "allow", "listen", "modem", "admin"] });

function answersOf(config: Config): FirstAnswers {
  const [listener] = config.smtp.listeners;
  const { hostname, port } = listener!.address;
  const [admin] = config.admin?.numbers ?? [];
  return {
    country: config.message.country ?? "",
    allow: config.smtp.allow,
    listen: `${hostname}:${port}`,
    modem: config.modems[0]!.port,
    admin: admin?.kind === "number" ? admin.number : "",
    queuePath: config.queue.path,
  };
}

Deno.test("what is answered is what the written config says, whatever it is", () => {
  using folder = temporaryFolder();
  const path = folder.file("config.toml");
  fc.assert(
    fc.property(answers, (given) => {
      Deno.writeTextFileSync(path, renderFirstConfig(given));
      const result = loadConfig({ configPath: path, cwd: folder.path });
      assert.equal(result.kind, "ok", Deno.inspect(result));
      if (result.kind !== "ok") return;
      assert.equal(result.config.modems.length, 1);
      const beside = folder.file("cellpost.db");
      const expected = { queuePath: beside, ...given };
      assert.deepEqual(answersOf(result.config), expected);
      assert.deepEqual(firstConfigProblems(given), []);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a first config keeps every comment and every option of the sample", () => {
  const lines = renderFirstConfig({ ...firstDefaults, admin: "+46701234567" })
    .split("\n");
  const gone = sampleConfig.split("\n").filter((it) => !lines.includes(it));
  assert.deepEqual(gone, [
    '#listen = ["127.0.0.1:2525"]',
    '#allow = ["127.0.0.0/8", "::1/128"]',
    '#country = ""',
    "#numbers = []",
  ]);
  const at = lines.indexOf("[[modem]]");
  assert.deepEqual(lines.slice(at - 1, at + 3), [
    "",
    "[[modem]]",
    'port = "auto"',
    "",
  ]);
});

Deno.test("answers that no config can have are found", () => {
  const wrong: readonly (readonly [Partial<FirstAnswers>, RegExp])[] = [
    [{ country: "XX" }, /"XX"/],
    [{ allow: ["10.0.0.0/33"] }, /allow|network/],
    [{ listen: "nowhere" }, /"nowhere"/],
    [{ modem: "ttyUSB0" }, /ttyUSB0/],
  ];
  for (const [answer, problem] of wrong) {
    const [found] = firstConfigProblems({ ...firstDefaults, ...answer });
    assert.match(`${found?.key} ${found?.text}`, problem);
  }
});
