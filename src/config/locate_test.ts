import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "smol-toml";
import { type KeyPath, locateKeys } from "./locate.ts";

const sample = `# comment = "not a key"
top = 1

[smtp] # the section
listen = [ # where
  "127.0.0.1:2525",

  "[::1]:2525", # = [
  ["nested"], { a = 1 },
]
"quoted key" = '''
[not a header]
not_a_key = 1
'''
text = """ \\""" [nor this]
""" # end
allow=["a","b"]
a . b = { c = 1, d = [1, 2] }

[[modem]]
port = "COM3"
  [[modem]]
  name = 'x = "]'
port = "COM4"
[x.y]
z = true`;

Deno.test("locateKeys() finds keys, headers and entries of arrays", () => {
  const lineOf = locateKeys(sample);
  const cases: readonly (readonly [number | undefined, ...KeyPath])[] = [
    [2, "top"],
    [4, "smtp"],
    [5, "smtp", "listen"],
    [6, "smtp", "listen", 0],
    [8, "smtp", "listen", 1],
    [9, "smtp", "listen", 2],
    [9, "smtp", "listen", 3],
    [11, "smtp", "quoted key"],
    [15, "smtp", "text"],
    [17, "smtp", "allow", 1],
    [18, "smtp", "a"],
    [18, "smtp", "a", "b", "c"],
    [20, "modem", 0],
    [21, "modem", 0, "port"],
    [22, "modem", 1],
    [23, "modem", 1, "name"],
    [24, "modem", 1, "port"],
    [25, "x", "y"],
    [26, "x", "y", "z"],
    [undefined, "not_a_key"],
  ];
  for (const [line, ...path] of cases) {
    assert.equal(lineOf(path), line, path.join("."));
  }
});

Deno.test("locateKeys() points at the nearest that is around a missing key", () => {
  const lineOf = locateKeys(sample);
  assert.equal(lineOf(["modem", 1, "baud"]), 22);
  assert.equal(lineOf(["smtp", "not_a_key"]), 4);
  assert.equal(lineOf(["queue", "path"]), undefined);
  assert.equal(lineOf([]), undefined);
});

Deno.test("locateKeys() finds what is below arrays of tables, and in tables with quoted names", () => {
  const lineOf = locateKeys(`[smtp]
listen = []
[[smtp.listener]]
address = ":25"
[[ smtp . "listener" ]]
address = ":26"
allow = [
  "10.0.0.0/8",
]
[smtp.listener.below]
key = 1
[[smtp.listener.list]]
[[smtp.listener.list]]
key = 1
[[smtp.listener]]
[[smtp.listener.list]]
key = 1
[contacts]
"lars.berg" = "1"
'anna.ek' = ["1", "2"]
"a\\u0062\\"c" = "1"
[domains."flash.sms"]
flash = true
[domains]
'urgent.sms'.urgent = true
`);
  const cases: readonly (readonly [number | undefined, ...KeyPath])[] = [
    [3, "smtp", "listener", 0],
    [4, "smtp", "listener", 0, "address"],
    [5, "smtp", "listener", 1, "tls"],
    [6, "smtp", "listener", 1, "address"],
    [8, "smtp", "listener", 1, "allow", 0],
    [11, "smtp", "listener", 1, "below", "key"],
    [12, "smtp", "listener", 1, "list", 0],
    [14, "smtp", "listener", 1, "list", 1, "key"],
    [15, "smtp", "listener", 2],
    [17, "smtp", "listener", 2, "list", 0, "key"],
    [19, "contacts", "lars.berg"],
    [20, "contacts", "anna.ek", 1],
    [21, "contacts", 'ab"c'],
    [22, "domains", "flash.sms"],
    [23, "domains", "flash.sms", "flash"],
    [25, "domains", "urgent.sms", "urgent"],
  ];
  for (const [line, ...path] of cases) {
    assert.equal(lineOf(path), line, path.join("/"));
  }
});

Deno.test("locateKeys() counts lines that end in CRLF", () => {
  const lineOf = locateKeys("[smtp]\r\n\r\nmax_line = 1\r\n");
  assert.equal(lineOf(["smtp", "max_line"]), 3);
});

/** One key with its value in one of TOML's many spellings, and how many lines it takes. */
const spelling = fc.constantFrom(
  ["1", 1],
  ['"a # b"', 1],
  ["'\\'", 1],
  ['"\\""', 1],
  ["[]", 1],
  ["[1, [2, 3], {x = 4}] # ]", 1],
  ["[\n# ]\n'[',\n]", 4],
  ['"""\nk0 = 1 "" \\"""\n"""""', 3],
  ["'''\n[k0]\n''''", 3],
  ["{ k0 = 1, b = '}' }", 1],
  ["2026-01-31 10:00:00Z", 1],
);

Deno.test("locateKeys() finds every key of any document", () => {
  fc.assert(fc.property(fc.array(spelling), (values) => {
    const lines: number[] = [];
    let text = "";
    for (const [at, [value, height]] of values.entries()) {
      lines.push(text.split("\n").length);
      assert.equal(String(value).split("\n").length, height);
      text += `k${at} = ${value}\n`;
    }
    assert.equal(Object.keys(parse(text)).length, values.length);
    const lineOf = locateKeys(text);
    assert.deepEqual(values.map((_, at) => lineOf([`k${at}`])), lines);
  }));
});
