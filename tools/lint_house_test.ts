import assert from "node:assert/strict";
import plugin, { law } from "./lint_house.ts";

/** Lints a planted source and returns what was said, as `rule: message`. */
function lint(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, path, source)
    .map((it) => `${it.id}: ${it.message}`);
}

/** Asserts that exactly one complaint is made, that it matches, and that it says what to do. */
function refused(path: string, source: string, message: RegExp): void {
  const found = Deno.lint.runPlugin(plugin, path, source);
  const said = found.map((it) => `${it.id}: ${it.message}`);
  assert.equal(said.length, 1, `${path}: ${source}\n${said.join("\n")}`);
  assert.match(said[0]!, message);
  assert.match(found[0]!.hint ?? "", /^[A-Z].*[^.]$/);
}

function clean(path: string, source: string): void {
  assert.deepEqual(lint(path, source), [], `${path}: ${source}`);
}

function lines(count: number): string {
  return Array.from({ length: count }, (_, at) => `f(${at});\n`).join("");
}

Deno.test("the table names only rooms that stand further up, so no cycle can be", () => {
  const names = Object.keys(law.rooms);
  for (const [at, name] of names.entries()) {
    for (const other of law.rooms[name]!.imports) {
      const floor = names.indexOf(other);
      assert.ok(floor >= 0 && floor < at, `${name} imports ${other}`);
    }
  }
  assert.deepEqual(law.rooms["model"]!.imports, []);
  assert.deepEqual(law.rooms["sms"]!.imports, []);
  assert.equal(law.rooms["app"]!.imports.length, names.length - 1);
});

Deno.test("imports: every import that the table leaves out is refused", () => {
  for (const [name, room] of Object.entries(law.rooms)) {
    const up = "../".repeat(name.split("/").length);
    for (const other of Object.keys(law.rooms)) {
      if (other === name) continue;
      const source = `import { x } from "${up}${other}/mod.ts";`;
      if (room.imports.includes(other)) clean(`src/${name}/a.ts`, source);
      else {
        refused(
          `src/${name}/a.ts`,
          source,
          new RegExp(`house/imports: Room "${name}" may not .* "${other}"`),
        );
      }
    }
  }
});

Deno.test("imports: other rooms are entered by mod.ts, the own room by any file", () => {
  refused(
    "src/smtp/reply.ts",
    'import { x } from "../model/envelope.ts";',
    /imports: Room "model" is entered by "model\/envelope\.ts"/,
  );
  refused(
    "src/modem/gsm_driver.ts",
    'import { x } from "./at/channel.ts";',
    /imports: Room "modem\/at" is entered by/,
  );
  refused(
    "src/app/commands/send.ts",
    'export * from "../../queue/sqlite.ts";',
    /imports: Room "queue" is entered by/,
  );
  clean("src/modem/gsm_driver.ts", 'import { x } from "./at/mod.ts";');
  clean("src/modem/at/chat.ts", 'import { x } from "./result.ts";');
  clean("src/app/commands/send.ts", 'import { x } from "../cli.ts";');
});

Deno.test("imports: every form of import counts", () => {
  for (
    const source of [
      'import "../queue/mod.ts";',
      'import type { X } from "../queue/mod.ts";',
      'export { x } from "../queue/mod.ts";',
      'export * from "../queue/mod.ts";',
      'export const q = await import("../queue/mod.ts");',
      'export type Q = import("../queue/mod.ts").Store;',
    ]
  ) refused("src/smtp/a.ts", source, /Room "smtp" may not import room "queue"/);
  clean("src/smtp/a.ts", 'const n = "../queue/mod.ts"; export { n };');
});

Deno.test("imports: tests and suites may use any room by its door, and tests/support", () => {
  for (const path of ["src/sms/a_test.ts", "src/sms/port_suite.ts"]) {
    clean(path, 'import { x } from "../queue/mod.ts";');
    clean(path, 'import { x } from "../../tests/support/dialog.ts";');
    clean(path, 'import fc from "fast-check";');
    refused(path, 'import "../queue/sqlite.ts";', /entered by "queue\/sqlite/);
    refused(path, 'import "../../tools/compile.ts";', /leads out of src/);
  }
  refused(
    "src/sms/a.ts",
    'import { x } from "../../tests/support/dialog.ts";',
    /imports: "\.\.\/\.\.\/tests\/support\/dialog\.ts" leads out of src/,
  );
});

Deno.test("imports: a package belongs to the rooms that need it", () => {
  clean("src/mail/parse.ts", 'import PostalMime from "postal-mime";');
  clean("src/mail/a.ts", 'import { x } from "libphonenumber-js/max";');
  clean("src/app/log.ts", 'import { x } from "@logtape/logtape";');
  clean("src/queue/sqlite.ts", 'import { DatabaseSync } from "node:sqlite";');
  clean("src/smtp/a.ts", 'import { inspect } from "node:util";');
  refused(
    "src/delivery/a.ts",
    'import { DatabaseSync } from "node:sqlite";',
    /imports: Room "delivery" may not import "node:sqlite"/,
  );
  refused("src/smtp/a.ts", 'import "postal-mime";', /"smtp" may not import "p/);
  refused("src/mail/a.ts", 'import "postal-mimer";', /"postal-mimer"/);
  refused(
    "src/mail/a.ts",
    'import "npm:postal-mime@4";',
    /imports: "npm:postal-mime@4" names a dependency in the code/,
  );
});

Deno.test("imports: app alone reads the version in deno.json", () => {
  const source = 'import d from "../../deno.json" with { type: "json" };';
  clean("src/app/version.ts", source);
  refused("src/web/version.ts", source, /leads out of src/);
});

Deno.test("imports: a room that the table lacks is refused at both ends", () => {
  refused("src/cellar/wine.ts", "f();", /names: .*cellar.* is in no room/);
  refused("src/cli.ts", "f();", /names: "src\/cli\.ts" is in no room/);
  refused("src/app/a.ts", 'import "../cellar/mod.ts";', /is in no room/);
});

Deno.test("world: reserved names are refused outside their places", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["Deno.dlopen(n, {});", "src/modem/serial/libc_ffi.ts", "src/web/a.ts"],
    [
      "Deno.dlopen(n, {});",
      "src/app/service/windows_service_ffi.ts",
      "src/app/cli.ts",
    ],
    ["Deno.dlopen(n, {});", "src/app/systemd_notify.ts", "src/app/a.ts"],
    ["Deno.listen({ port });", "src/smtp/entrance.ts", "src/smtp/session.ts"],
    ["Deno.listenTls(o);", "src/smtp/entrance.ts", "src/web/server.ts"],
    ["Deno.listenTls(o);", "src/smtp/tls_pairing.ts", "src/smtp/splice.ts"],
    ["Deno.serve(f);", "src/control/server.ts", "src/smtp/entrance.ts"],
    ["Deno.serve(f);", "src/web/server.ts", "src/app/appliance.ts"],
    [
      "Deno.connect(o);",
      "src/modem/serial/port_tcp.ts",
      "src/smtp/entrance.ts",
    ],
    ["Deno.connect(o);", "src/notify/smtp_client.ts", "src/control/client.ts"],
    ['f(Deno.env.get("HOME"));', "src/config/load.ts", "src/app/cli.ts"],
    ["await fetch(url);", "src/notify/webhook.ts", "src/app/cli.ts"],
  ];
  for (const [source, home, elsewhere] of cases) {
    clean(home, source);
    clean(elsewhere.replace(".ts", "_test.ts"), source);
    clean("tests/story_test.ts", source);
    clean("tools/compile.ts", source);
    refused(elsewhere, source, /house\/world: \S+ is used outside/);
  }
});

Deno.test("world: time and chance come from the clock only", () => {
  for (
    const source of [
      "f(Date.now());",
      "f(new Date());",
      "f(Date());",
      "f(performance.now());",
      "f(Math.random());",
      "setTimeout(f, 1);",
      "setInterval(f, 1);",
      "f(setTimeout);",
      "f({ later: setTimeout });",
      "f({ setTimeout });",
      "globalThis.setTimeout(f, 1);",
      "AbortSignal.timeout(1);",
    ]
  ) {
    refused("src/delivery/retry.ts", source, /world: .* outside model\/clock/);
    clean("src/model/clock.ts", source);
    clean("src/delivery/retry_test.ts", source);
  }
  for (
    const source of [
      "f(new Date(0).toISOString());",
      "f(Math.floor(1.5));",
      "clearTimeout(id);",
      "socket.setTimeout(1);",
      "f({ setTimeout: 1 });",
      "class A { setTimeout(): void {} }",
      "f(new Intl.DateTimeFormat());",
      "export type T = ReturnType<typeof setTimeout>;",
    ]
  ) clean("src/delivery/retry.ts", source);
});

Deno.test("world: a name taken apart or spelt another way is still seen", () => {
  const path = "src/app/cli.ts";
  refused(path, "const { env } = Deno; f(env);", /world: Deno\.env/);
  refused(path, "const { env: e } = Deno; f(e);", /world: Deno\.env/);
  refused(path, 'f(Deno["env"]);', /world: Deno\.env/);
  refused(path, "f(globalThis.Deno.env);", /world: Deno\.env/);
  refused(path, "const { now } = Date; f(now);", /world: Date\.now/);
  refused(path, "const { fetch: g } = globalThis; f(g);", /world: fetch/);
});

Deno.test("world: a pure room does not mention the world", () => {
  refused(
    "src/mail/parse.ts",
    'f(Deno.readTextFileSync("x"));',
    /world: Room "mail" touches the world by Deno\.readTextFileSync/,
  );
  refused("src/modem/at/chat.ts", "console.log(1);", /"modem\/at" touches/);
  refused("src/config/schema.ts", "f(Deno.cwd());", /"config" touches/);
  clean("src/config/load.ts", 'f(Deno.readTextFileSync("x"));');
  clean("src/sms/a.ts", "f(Deno.inspect(1));");
  clean("src/smtp/entrance.ts", "f(Deno.cwd());");
  clean("src/app/cli.ts", "console.log(1);");
  clean("src/modem/a.ts", "export type C = Deno.Conn;");
});

Deno.test("length: a file, a mod.ts and a function have limits", () => {
  clean("src/sms/a.ts", lines(400));
  refused("src/sms/a.ts", lines(401), /length: The file has 401 lines.* 400/);
  refused("tests/story_test.ts", lines(401), /length: The file has 401/);
  const mod = 'export * from "./a.ts";\n';
  clean("src/sms/mod.ts", mod.repeat(30));
  refused("src/sms/mod.ts", mod.repeat(31), /length: .* 31 lines.* is 30/);
  clean("src/sms/a.ts", `function f() {\n${lines(58)}}\n`);
  for (
    const open of ["function f()", "const f = () =>", "const f = function ()"]
  ) {
    const source = `${open} {\n${lines(59)}}\n`;
    refused("src/sms/a.ts", source, /length: The function has 61 .* is 60/);
    refused("tools/bench/smtp.ts", source, /length: The function has 61/);
  }
  refused(
    "src/sms/a.ts",
    `class A {\n m() {\n${lines(60)}}\n}\n`,
    /length: The function has 62/,
  );
});

Deno.test("length: specification tables may be as long as the specification", () => {
  const long = lines(500);
  clean("src/sms/gsm7_table.ts", long);
  clean("src/modem/serial/termios_ffi.ts", long);
  clean("src/modem/quirks.ts", `// house: specification table\n${long}`);
  clean(
    "src/modem/quirks.ts",
    `/** Quirks.\n *\n * @module\n */\n// house: specification table\n${long}`,
  );
  refused(
    "src/modem/quirks.ts",
    `f();\n// house: specification table\n${long}`,
    /length: The file has 502 lines/,
  );
  refused(
    "src/sms/gsm7_table.ts",
    `function f() {\n${lines(60)}}\n`,
    /length: The function has 62/,
  );
});

Deno.test("length: a suite's outer function only lists its cases", () => {
  const cases = Array.from(
    { length: 10 },
    () => `test("x", () => {\n${lines(20)}});\n`,
  ).join("");
  const source = `export function suite() {\n${cases}}\n`;
  clean("src/queue/store_suite.ts", source);
  refused("src/queue/store.ts", source, /length: The function has 222 lines/);
  refused(
    "src/queue/store_suite.ts",
    `export function suite() {\n${lines(30)}f(() => {\n${lines(20)}});\n${
      lines(30)
    }}\n`,
    /length: The function has 62 lines/,
  );
});

Deno.test("names: empty names and other spellings are refused everywhere", () => {
  refused("src/sms/utils.ts", "f();", /names: The name "utils" says nothing/);
  refused("src/sms/common/a.ts", "f();", /names: The name "common"/);
  refused("tests/helpers/a.ts", "f();", /names: The name "helpers"/);
  refused("tools/types.ts", "f();", /names: The name "types"/);
  refused("src/sms/gsm7Table.ts", "f();", /names: .* is not snake_case/);
  refused("tests/big-story_test.ts", "f();", /names: .* is not snake_case/);
  clean("src/sms/gsm7_table_test.ts", "f();");
  clean("main.ts", "f();");
});

Deno.test("names: a file is placed by its absolute path too", () => {
  const folder = decodeURIComponent(new URL("..", import.meta.url).pathname);
  refused(`${folder}src/cellar/a.ts`, "f();", /"src\/cellar\/a\.ts" is in no/);
  refused(`${folder}src/sms/a.ts`, 'import "../model/mod.ts";', /Room "sms"/);
  clean(`${folder}tests/story_test.ts`, 'import "../src/sms/gsm7.ts";');
});

Deno.test("state: no let at a module's top level", () => {
  refused("src/sms/a.ts", "let a = 1; a = 2;", /state: A module-level let/);
  refused("src/sms/a.ts", "export let a = 1; a = 2;", /state: A module-level/);
  clean("src/sms/a.ts", "const a = 1; { let b = a; b++; }");
  clean("tests/story_test.ts", "let a = 1; a = 2;");
});

Deno.test("exports: they have names, and a mod.ts holds nothing else", () => {
  refused("src/sms/a.ts", "export default f;", /exports: A default export/);
  refused(
    "src/sms/a.ts",
    "const f = 1; export { f as default };",
    /exports: A default export/,
  );
  clean("src/sms/a.ts", "export const f = 1;");
  clean("src/sms/a.ts", 'import f from "./b.ts"; export { f };');
  const reexport = 'export { f } from "./a.ts";';
  clean("src/sms/mod.ts", reexport);
  clean("src/sms/mod.ts", 'export type { F } from "./a.ts";');
  refused(
    "src/sms/mod.ts",
    `${reexport} export const g = 1;`,
    /exports: A mod/,
  );
  clean("tools/plugin.ts", "export default f;");
});

Deno.test("no-non-null: outside tests nobody claims that a value is there", () => {
  refused("src/sms/a.ts", "f(a!);", /no-non-null: A non-null assertion/);
  clean("src/sms/a_test.ts", "f(a!);");
  clean("src/sms/a.ts", "f(!a);");
});

Deno.test("every rule has a planted violation above", async () => {
  const text = await Deno.readTextFile(new URL(import.meta.url));
  for (const rule of Object.keys(plugin.rules)) {
    assert.ok(text.includes(`/${rule}: `), rule);
  }
});
