import assert from "node:assert/strict";
import * as fc from "fast-check";
import { stringify } from "smol-toml";
import { differences, loadConfig, type WrittenConfig } from "../config/mod.ts";
import { planReload } from "./reload_plan.ts";

function written(document: Readonly<Record<string, unknown>>): WrittenConfig {
  const folder = Deno.makeTempDirSync();
  const configPath = `${folder}/config.toml`;
  Deno.writeTextFileSync(configPath, stringify(document));
  const result = loadConfig({ configPath, cwd: "/srv" });
  Deno.removeSync(folder, { recursive: true });
  assert.ok(result.kind === "ok", Deno.inspect(result));
  return result.source;
}

const duration = fc.integer({ min: 1, max: 86_400 }).map((it) => `${it}s`);
const rates = fc.constantFrom([], ["1/minute"], ["1/minute", "9/day"]);
const optional = <T>(it: fc.Arbitrary<T>) => fc.option(it, { nil: undefined });
const section = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  optional(
    fc.record(model, { requiredKeys: [] }),
  );
const anyDocument = fc.record({
  smtp: section({
    max_size: fc.constantFrom("1MB", "2MB"),
    hostname: fc.constantFrom("a", "b"),
  }),
  queue: section({
    path: fc.constantFrom("a.db", "b.db", "/c.db"),
    keep_for: fc.constantFrom("10d", "20d"),
  }),
  web: section({ listen: fc.constantFrom(["127.0.0.1:1"], ["127.0.0.1:2"]) }),
  policy: section({ per_client: rates, total: rates }),
  contacts: section({
    anna: fc.constantFrom("+46701234567", "+46702345678"),
    lars: fc.constant("+46703456789"),
  }),
  delivery: section({ retry_first: fc.constant("1s"), expire_after: duration }),
  modem: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom("a", "b", "c"),
      port: fc.constantFrom("sim:", "sim:fail=1", "auto"),
      pin: fc.constantFrom("0000", "1111"),
    }),
    { selector: ({ name }) => name, maxLength: 3 },
  ).map((all) =>
    // One stands for all that have no other, and has no name.
    all.filter(({ port }, at) =>
      port !== "auto" || all.findIndex((it) => it.port === "auto") === at
    ).map(({ name, ...it }) => it.port === "auto" ? it : { name, ...it })
  ),
  sender: fc.uniqueArray(
    fc.record({
      address: fc.constantFrom("a.b", "c.d"),
      prefix: fc.string({ maxLength: 3, unit: fc.constantFrom("x", "y") }),
    }),
    { selector: ({ address }) => address, maxLength: 2 },
  ),
}).map((it) => JSON.parse(JSON.stringify(it)) as Record<string, unknown>);

Deno.test("a plan goes by the new config in all that is live and by the old one in all the rest", () => {
  fc.assert(
    fc.property(anyDocument, anyDocument, (before, after) => {
      const [old, wanted] = [written(before), written(after)];
      const { live, restart, next } = planReload(old, wanted);
      const paths = (from: WrittenConfig, to: WrittenConfig) =>
        differences(from, to).map(({ path }) => path).sort();
      assert.deepEqual(
        paths(old, next),
        live.map(({ path }) => path).sort(),
      );
      assert.deepEqual(
        paths(next, wanted),
        restart.map(({ path }) => path).sort(),
      );
      // What is pending stays pending, and only that.
      const again = planReload(next, wanted);
      assert.deepEqual([again.live, again.restart], [[], restart]);
    }),
    { numRuns: 60 },
  );
});

Deno.test("the same config written in other words is the same", () => {
  const plan = planReload(
    written({ delivery: { retry_max: "15m" }, smtp: { max_size: "10MB" } }),
    written({ delivery: { retry_max: "900s" } }),
  );
  assert.deepEqual([plan.live, plan.restart], [[], []]);
});

Deno.test("secrets are told to have changed, and not what they are", () => {
  const plan = planReload(
    written({
      modem: [{ name: "roof", port: "sim:", pin: "0000" }],
      mail: { relay: "smtps://m.example", user: "u", password: "p1" },
      admin: { webhook: "https://hooks.example/secret1" },
    }),
    written({
      modem: [{ name: "roof", port: "sim:", pin: "1234" }, {
        name: "cellar",
        port: "sim:",
        pin: "7777",
      }],
      mail: { relay: "smtps://m.example", user: "u", password: "p2" },
      admin: { webhook: "https://hooks.example/secret2" },
    }),
  );
  assert.deepEqual(plan.live.map(({ path }) => path), [
    "[[modem]] roof pin",
    "[[modem]] cellar",
    "[admin] webhook",
    "[mail] password",
  ]);
  assert.doesNotMatch(JSON.stringify(plan.live), /0000|1234|7777|p1|p2|secret/);
});

Deno.test("modems need a restart where one section stands for all that are found", () => {
  const roof = { name: "roof", port: "sim:" };
  const auto = { port: "auto" };
  const plan = planReload(
    written({ modem: [roof] }),
    written({ modem: [roof, auto] }),
  );
  assert.deepEqual(plan.live, []);
  assert.deepEqual(plan.restart.map(({ path }) => path), ["[[modem]] modem2"]);
  assert.deepEqual(plan.next.config.modems.map(({ name }) => name), ["roof"]);
});
