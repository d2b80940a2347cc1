import fc from "fast-check";
import assert from "node:assert/strict";
import { ByteBudget } from "./byte_budget.ts";
import { MessageReader, type ReadMessage } from "./message_reader.ts";

const room = new ByteBudget(Infinity).share();
const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Reading {
  readonly text?: string;
  readonly bareLineEnds?: boolean;
  readonly tooBig?: boolean;
  /** What followed the end of the message. */
  readonly rest?: string;
}

/** Reads the wire in pieces of the given sizes (the last one repeated); undefined when it holds no end. */
function read(
  wire: string,
  { sizes = [wire.length], maxSize = 1_000, lf = false } = {},
): Reading | undefined {
  const bytes = encoder.encode(wire);
  const reader = new MessageReader({
    framing: "dot",
    maxSize,
    lfEndsLines: lf,
    room,
  });
  let at = 0;
  for (let n = 0; at < bytes.length; n++) {
    const size = Math.max(1, sizes[Math.min(n, sizes.length - 1)] ?? 1);
    const end = reader.read(bytes.subarray(at, at + size), 0);
    if (end !== undefined) {
      const rest = decoder.decode(bytes.subarray(at + end));
      return { ...describe(reader.finish()), rest };
    }
    at += size;
  }
  return undefined;
}

function describe(message: ReadMessage): Reading {
  if (message.kind === "messageTooBig") return { tooBig: true };
  assert.ok(message.kind === "message");
  const { raw, bareLineEnds } = message;
  return { text: decoder.decode(raw), bareLineEnds };
}

function textOf(wire: string): string | undefined {
  const whole = read(wire);
  assert.deepEqual(read(wire, { sizes: [1] }), whole, "1-byte pieces differ");
  return whole?.text;
}

Deno.test("MessageReader removes the dot that stuffs a line, and no other", () => {
  const vectors: [wire: string, text: string][] = [
    [".\r\n", ""],
    ["\r\n.\r\n", "\r\n"],
    ["a\r\n.\r\n", "a\r\n"],
    ["..\r\n.\r\n", ".\r\n"],
    [".x\r\n.\r\n", "x\r\n"],
    ["...\r\n.\r\n", "..\r\n"],
    ["a\r\n..b\r\n.\r\n", "a\r\n.b\r\n"],
    ["a\r\n..\r\n..\r\n.\r\n", "a\r\n.\r\n.\r\n"],
    ["a.\r\n.\r\n", "a.\r\n"],
    ["a\r\n .\r\n.\r\n", "a\r\n .\r\n"],
    [". \r\n.\r\n", " \r\n"],
  ];
  for (const [wire, text] of vectors) assert.equal(textOf(wire), text, wire);
});

Deno.test("MessageReader ends at no look-alike of CRLF.CRLF", () => {
  const lookalikes: [wire: string, text: string][] = [
    ["\n.\n", "\r\n.\r\n"],
    ["\n.\r\n", "\r\n.\r\n"],
    ["\r\n.\n", "\r\n\r\n"],
    ["\r.\r", "\r\n.\r\n"],
    ["\r.\r\n", "\r\n.\r\n"],
    ["\r\n.\r", "\r\n\r\n"],
    ["\r.\n", "\r\n.\r\n"],
    ["\n.\r", "\r\n.\r\n"],
    ["\n\r.\r\n", "\r\n\r\n.\r\n"],
    ["\r\n\0.\r\n", "\r\n\0.\r\n"],
    ["\r\n.\0\r\n", "\r\n\0\r\n"],
  ];
  for (const [lookalike, text] of lookalikes) {
    const wire = `a${lookalike}b\r\n.\r\n`;
    assert.equal(textOf(wire), `a${text}b\r\n`, JSON.stringify(lookalike));
    assert.equal(read(wire)?.bareLineEnds, !lookalike.includes("\0"));
  }
});

Deno.test("MessageReader takes a look-alike right after DATA for text too", () => {
  assert.equal(textOf(".\nb\r\n.\r\n"), "\r\nb\r\n");
  assert.equal(textOf(".\rb\r\n.\r\n"), "\r\nb\r\n");
  assert.equal(textOf(".\r\r\n.\r\n"), "\r\n\r\n");
});

Deno.test("MessageReader leaves a dot behind a bare line end alone", () => {
  assert.equal(textOf("a\n..b\r\n.\r\n"), "a\r\n..b\r\n");
  assert.equal(textOf("a\r..b\r\n.\r\n"), "a\r\n..b\r\n");
});

Deno.test("MessageReader leaves what follows the end to its caller", () => {
  assert.equal(read("a\r\n.\r\nQUIT\r\n")?.rest, "QUIT\r\n");
});

Deno.test("MessageReader waits while the end is incomplete", () => {
  const wire = "a\r\n.\r\n";
  for (let length = 0; length < wire.length; length++) {
    assert.equal(read(wire.slice(0, length)), undefined);
  }
});

Deno.test("MessageReader ends at LF.LF where LF ends lines", () => {
  const lf = true;
  const vectors: [wire: string, text: string][] = [
    [".\n", ""],
    ["a\n.\n", "a\r\n"],
    ["a\n..b\n.\n", "a\r\n.b\r\n"],
    ["a\r\n.\n", "a\r\n"],
    ["a\n.\r\n", "a\r\n"],
    ["a\r\n.\r\n", "a\r\n"],
  ];
  for (const [wire, text] of vectors) {
    const whole = read(wire, { lf });
    assert.deepEqual(whole, { text, bareLineEnds: false, rest: "" }, wire);
    assert.deepEqual(read(wire, { lf, sizes: [1] }), whole, wire);
  }
  assert.equal(read("a\r.\r\n.\n", { lf })?.bareLineEnds, true);
});

Deno.test("MessageReader counts what it delivers, and reads on past the limit", () => {
  const maxSize = 10;
  assert.equal(read("12345678\r\n.\r\n", { maxSize })?.text, "12345678\r\n");
  assert.equal(read("..345678\r\n.\r\n", { maxSize })?.text, ".345678\r\n");
  for (const sizes of [[100], [1]]) {
    const big = read("123456789\r\n.\r\nRSET", { maxSize, sizes });
    assert.deepEqual(big, { tooBig: true, rest: "RSET" });
  }
});

Deno.test("MessageReader notices a sender that ends with LF.LF", () => {
  const looks = (...pieces: string[]) => {
    const reader = new MessageReader({
      framing: "dot",
      maxSize: 100,
      lfEndsLines: false,
      room,
    });
    for (const piece of pieces) reader.read(encoder.encode(piece), 0);
    return reader.endsLikeLf;
  };
  assert.equal(looks("alarm\n.\n"), true);
  assert.equal(looks("alarm", "\n", ".", "\n"), true);
  assert.equal(looks("alarm\n.\r\n"), true);
  assert.equal(looks(".\n"), true);
  assert.equal(looks("alarm\n.\nmore"), false);
  assert.equal(looks("alarm.\n"), false);
});

/** Bytes of the kind that matter here, so that short samples hit every corner. */
const wires = fc.string({
  unit: fc.constantFrom("\r", "\n", ".", "\r\n", "\r\n.", "a", "bc", "\0"),
  maxLength: 24,
});
const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });

Deno.test("MessageReader reads the same however the bytes were cut", () => {
  fc.assert(fc.property(wires, cuts, fc.boolean(), (wire, sizes, lf) => {
    const whole = wire + "\r\n.\r\nNOOP";
    assert.deepEqual(read(whole, { sizes, lf }), read(whole, { lf }));
  }));
});

Deno.test("MessageReader ends exactly where the first CRLF.CRLF ends", () => {
  fc.assert(fc.property(wires, (wire) => {
    const whole = `${wire}\r\n.\r\n`;
    const end = `\r\n${whole}`.indexOf("\r\n.\r\n") + 3;
    assert.equal(read(whole)?.rest, whole.slice(end));
  }));
});

Deno.test("MessageReader gives back what a sender stuffed", () => {
  const lines = fc.array(fc.string({ unit: fc.constantFrom(".", "a", "é") }));
  fc.assert(fc.property(lines, cuts, (lines, sizes) => {
    const text = lines.map((line) => `${line}\r\n`).join("");
    const wire = text.replaceAll(/^\./gm, "..") + ".\r\n";
    assert.deepEqual(read(wire, { sizes }), {
      text,
      bareLineEnds: false,
      rest: "",
    });
  }));
});

Deno.test("MessageReader delivers no bare CR and no bare LF", () => {
  fc.assert(fc.property(wires, (wire) => {
    const text = read(`${wire}\r\n.\r\n`)?.text ?? "";
    assert.equal(text.replaceAll("\r\n", "").search(/[\r\n]/), -1);
    assert.ok(text === "" || text.endsWith("\r\n"));
  }));
});
