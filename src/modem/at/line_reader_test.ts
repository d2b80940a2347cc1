import assert from "node:assert/strict";
import fc from "fast-check";
import { type AtLine, LineReader } from "./line_reader.ts";

function read(...chunks: readonly string[]): readonly string[] {
  const reader = new LineReader();
  return chunks.flatMap((chunk) => reader.push(bytesOf(chunk))).map(show);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (it) => it.charCodeAt(0));
}

function show(line: AtLine): string {
  return line.kind === "prompt" ? "<prompt>" : line.text;
}

const cases: readonly (readonly [
  name: string,
  input: string,
  lines: readonly string[],
])[] = [
  ["CR LF around every line", "\r\n+CMGS: 1\r\n\r\nOK\r\n", ["+CMGS: 1", "OK"]],
  ["CR CR LF, as Huawei sends", "\r\r\nOK\r\r\n", ["OK"]],
  ["LF only", "+CSQ: 5,99\nOK\n", ["+CSQ: 5,99", "OK"]],
  ["CR only", "OK\rOK\r", ["OK", "OK"]],
  ["NULs of a booting modem", "\0\0\r\nR\0DY\0\r\n", ["RDY"]],
  ["an echo before the first line end", "AT\r\r\nOK\r\n", ["AT", "OK"]],
  ["an echo glued to its answer", "AT+CGMI\r\nAcme\r\n", ["AT+CGMI", "Acme"]],
  ["the prompt with its space", "\r\n> ", ["<prompt>"]],
  ["the prompt without a space", "\r\n>", ["<prompt>"]],
  ["a prompt right after the echo", "AT+CMGS=9\r>", ["AT+CMGS=9", "<prompt>"]],
  ["a PDU echoed behind the prompt", "\r\n> 0011\x1a\r\n", [
    "<prompt>",
    "0011",
  ]],
  ["a URC behind the prompt", '\r\n> \r\n+CMTI: "SM",3\r\n', [
    "<prompt>",
    '+CMTI: "SM",3',
  ]],
  ["> inside a line", "a>b\r\n", ["a>b"]],
  ["only the first space belongs to the prompt", ">  x\r\n", [
    "<prompt>",
    " x",
  ]],
  ["echoed ESC and Ctrl-Z", "\x1b\r\n\x1a\r\nOK\r\n", ["OK"]],
  ["Latin-1 in a name", '+COPS: 0,0,"M\xf6bil"\r\n', ['+COPS: 0,0,"Möbil"']],
  [
    "> at the beginning of a line of a +CUSD",
    '+CUSD: 1,"\r\n> 1\n> 2",15\r\n> ',
    [
      '+CUSD: 1,"',
      "> 1",
      '> 2",15',
      "<prompt>",
    ],
  ],
  ["the prompt behind a +CUSD of one line", '+CUSD: 0,"a"\r\n> ', [
    '+CUSD: 0,"a"',
    "<prompt>",
  ]],
  ["the prompt behind a +CUSD with a quote in it", '+CUSD: 0,"7" x",15\r\n>', [
    '+CUSD: 0,"7" x",15',
    "<prompt>",
  ]],
  ["the prompt behind a +CUSD without words", "+CUSD: 2\r\n>", [
    "+CUSD: 2",
    "<prompt>",
  ]],
  ["the prompt behind a +CUSD whose end was lost", '+CUSD: 0,"a\r\nOK\r\n>', [
    '+CUSD: 0,"a',
    "OK",
    "<prompt>",
  ]],
  [
    "the prompt behind a +CUSD that is longer than any",
    `+CUSD: 0,"a\r\n${"b".repeat(200)}\r\n>`,
    ['+CUSD: 0,"a', "b".repeat(200), "<prompt>"],
  ],
  ["nothing that is not ended", "+CMGS: 1", []],
];

for (const [name, input, lines] of cases) {
  Deno.test(`LineReader reads ${name}`, () => {
    assert.deepEqual(read(input), lines);
    assert.deepEqual(read(...input), lines, "byte by byte");
  });
}

Deno.test("LineReader gives the same lines for any chunking", () => {
  const token = fc.constantFrom(
    "\r\n",
    "\r",
    "\n",
    "\0",
    ">",
    " ",
    "OK",
    "+CMGS: 12",
    "\x1a",
    "\x1b",
    "\xff",
  );
  fc.assert(
    fc.property(
      fc.array(token),
      fc.array(fc.nat({ max: 8 })),
      (tokens, cuts) => {
        const input = tokens.join("");
        const chunks: string[] = [];
        let start = 0;
        for (const cut of cuts) {
          chunks.push(input.slice(start, start + cut));
          start += cut;
        }
        assert.deepEqual(read(...chunks, input.slice(start)), read(input));
      },
    ),
  );
});

Deno.test("LineReader keeps only the head of an endless line, at any chunking", () => {
  const noise = "x".repeat(10_000);
  const [line = ""] = read(noise, noise, "\r\n");
  assert.equal(line.length, 4096);
  assert.deepEqual(read(`${noise}${noise}\r\nOK\r\n`), [line, "OK"]);
});
