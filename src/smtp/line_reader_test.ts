import fc from "fast-check";
import assert from "node:assert/strict";
import { ByteBudget } from "./byte_budget.ts";
import { LineReader, type SmtpLine } from "./line_reader.ts";

const room = new ByteBudget(Infinity).share();
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** All that a reader makes of the wire; the command DATA switches to a message, as the session would. */
function linesOf(
  wire: string | Uint8Array,
  { sizes = [1 << 20], maxLine = 64, maxSize = 1_000 } = {},
): string[] {
  const bytes = typeof wire === "string" ? encoder.encode(wire) : wire;
  const reader = new LineReader({ maxLine, maxSize }, room);
  const chunk = new Uint8Array(Math.max(...sizes));
  const lines: string[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const piece = bytes.subarray(at, at + (sizes[n % sizes.length] ?? 1));
    chunk.set(piece);
    reader.push(chunk.subarray(0, piece.length));
    for (let line = reader.next(); line; line = reader.next()) {
      lines.push(show(line));
      if (lines.at(-1) === "DATA") reader.startMessage({ lfEndsLines: false });
    }
    // A socket's buffer is used again, so the reader must have kept nothing of it.
    chunk.fill(0x21);
    at += piece.length;
  }
  return lines;
}

function show(line: SmtpLine): string {
  switch (line.kind) {
    case "command":
      return line.text;
    case "message":
      return `message ${decoder.decode(line.raw)}`;
    default:
      return line.kind;
  }
}

Deno.test("LineReader takes CRLF and bare LF for the end of a command", () => {
  assert.deepEqual(linesOf("HELO a\r\nNOOP\n\nQUIT\r\n"), [
    "HELO a",
    "NOOP",
    "",
    "QUIT",
  ]);
});

Deno.test("LineReader leaves a lone CR in a command", () => {
  assert.deepEqual(linesOf("NO\rOP\r\n"), ["NO\rOP"]);
  assert.deepEqual(linesOf("NOOP\r\r\n"), ["NOOP\r"]);
});

Deno.test("LineReader keeps an unfinished line back", () => {
  assert.deepEqual(linesOf("NOOP\r\nQUI"), ["NOOP"]);
});

Deno.test("LineReader decodes UTF-8, and marks what is none", () => {
  assert.deepEqual(linesOf("NOOP å\r\n", { sizes: [1] }), ["NOOP å"]);
  assert.deepEqual(linesOf(Uint8Array.of(0x41, 0xe5, 0x0a)), ["A\ufffd"]);
  assert.deepEqual(linesOf("\ufeffNOOP\n"), ["\ufeffNOOP"]);
});

Deno.test("LineReader measures a line with its end, and goes on behind one too long", () => {
  for (const sizes of [[1 << 10], [1], [9]]) {
    const fits = "x".repeat(62);
    const tooLong = "x".repeat(63);
    const wire = `${fits}\r\n${tooLong}\r\nNOOP\r\n${"y".repeat(500)}\nQUIT\n`;
    assert.deepEqual(linesOf(wire, { sizes }), [
      fits,
      "commandTooLong",
      "NOOP",
      "commandTooLong",
      "QUIT",
    ]);
  }
});

Deno.test("LineReader returns to commands behind a message", () => {
  const wire = "DATA\r\na\r\n..\r\n.\r\nDATA\r\n.\r\nNOOP\r\n";
  assert.deepEqual(linesOf(wire), [
    "DATA",
    "message a\r\n.\r\n",
    "DATA",
    "message ",
    "NOOP",
  ]);
});

Deno.test("LineReader puts no limit on a text line", () => {
  const line = "x".repeat(900);
  assert.deepEqual(linesOf(`DATA\n${line}\r\n.\r\n`), [
    "DATA",
    `message ${line}\r\n`,
  ]);
});

Deno.test("LineReader reads on behind a message that is too big", () => {
  const wire = `DATA\n${"x".repeat(1_200)}\r\n.\r\nNOOP\n`;
  assert.deepEqual(linesOf(wire, { sizes: [100] }), [
    "DATA",
    "messageTooBig",
    "NOOP",
  ]);
});

Deno.test("LineReader reads on behind a message for which there is no room", () => {
  const reader = new LineReader(
    { maxLine: 64, maxSize: 1_000 },
    new ByteBudget(100).share(),
  );
  reader.startMessage({ lfEndsLines: false });
  reader.push(encoder.encode(`${"x".repeat(101)}\r\n.\r\nNOOP\r\n`));
  assert.deepEqual(reader.next(), { kind: "messageWithoutRoom" });
  assert.equal(reader.hasMore, true);
  assert.deepEqual(reader.next(), { kind: "command", text: "NOOP" });
  assert.equal(reader.hasMore, false);
});

Deno.test("LineReader tells of LF.LF only inside a message", () => {
  const reader = new LineReader({ maxLine: 64, maxSize: 100 }, room);
  reader.push(encoder.encode("x\n.\n"));
  while (reader.next());
  assert.equal(reader.endsLikeLf, false);
  reader.startMessage({ lfEndsLines: false });
  reader.push(encoder.encode("x\n.\n"));
  assert.equal(reader.next(), undefined);
  assert.equal(reader.endsLikeLf, true);
});

Deno.test("LineReader makes the same lines of the same bytes at any chunking", () => {
  const wires = fc.string({
    unit: fc.constantFrom("\r\n", "\n", "\r", ".", "DATA", "é", "x".repeat(30)),
    maxLength: 40,
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(fc.property(wires, sizes, (wire, sizes) => {
    assert.deepEqual(linesOf(wire, { sizes }), linesOf(wire));
  }));
});

/** All that a reader makes of the wire when BDAT switches to chunks, as the session would. */
function chunksOf(wire: string, sizes: readonly number[] = [1 << 20]) {
  const bytes = encoder.encode(wire);
  const reader = new LineReader({ maxLine: 64, maxSize: 100 }, room);
  const lines: string[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    reader.push(bytes.slice(at, at + size));
    at += size;
    for (let line = reader.next(); line; line = reader.next()) {
      lines.push(show(line));
      const [, kind, length, last] =
        /^(BDAT|SKIP) ([0-9]+)( LAST)?$/.exec(lines.at(-1) ?? "") ?? [];
      if (kind === "SKIP") reader.skip(Number(length));
      if (kind === "BDAT") {
        reader.startChunk({ size: Number(length), last: last !== undefined });
      }
    }
  }
  return lines;
}

Deno.test("LineReader counts the bytes of chunks and knows no dot in them", () => {
  assert.deepEqual(
    chunksOf("BDAT 3\r\na\r\nBDAT 0\r\nBDAT 8 LAST\r\n.\r\n..\r\n\nNOOP\r\n"),
    [
      "BDAT 3",
      "chunk",
      "BDAT 0",
      "chunk",
      "BDAT 8 LAST",
      "message a\r\n.\r\n..\r\n\r\n",
      "NOOP",
    ],
  );
  assert.deepEqual(chunksOf("BDAT 1\r\naBDAT 0 LAST\r\nNOOP\r\n"), [
    "BDAT 1",
    "chunk",
    "BDAT 0 LAST",
    "message a\r\n",
    "NOOP",
  ]);
  assert.deepEqual(chunksOf("BDAT 0 LAST\r\n"), ["BDAT 0 LAST", "message "]);
});

Deno.test("LineReader mends the line ends of chunks, also across their borders", () => {
  const whole = (text: string) => chunksOf(text).at(-1);
  assert.equal(whole("BDAT 2\r\na\rBDAT 2 LAST\r\n\nb"), "message a\r\nb\r\n");
  assert.equal(whole("BDAT 2\r\na\rBDAT 1 LAST\r\nb"), "message a\r\nb\r\n");
  assert.equal(whole("BDAT 4 LAST\r\na\n\nb"), "message a\r\n\r\nb\r\n");
  assert.equal(whole("BDAT 2 LAST\r\na\r"), "message a\r\n");
});

Deno.test("LineReader reads past what is too much, or not wanted, and is in step behind it", () => {
  const much = "x".repeat(200);
  assert.deepEqual(chunksOf(`BDAT 5\r\nhelloBDAT 200\r\n${much}NOOP\r\n`), [
    "BDAT 5",
    "chunk",
    "BDAT 200",
    "messageTooBig",
    "NOOP",
  ]);
  assert.deepEqual(chunksOf(`SKIP 200\r\n${much}NOOP\r\nSKIP 0\r\nRSET\r\n`), [
    "SKIP 200",
    "chunk",
    "NOOP",
    "SKIP 0",
    "chunk",
    "RSET",
  ]);
});

Deno.test("LineReader reads chunks the same however the bytes are cut", () => {
  const piece = fc.tuple(
    fc.string({
      unit: fc.constantFrom("a", ".", "\r", "\n", "\r\n"),
      maxLength: 30,
    }),
    fc.constantFrom("BDAT", "SKIP"),
  );
  const wires = fc.array(piece, { maxLength: 5 }).map((pieces) =>
    pieces.map(([text, kind]) => `${kind} ${text.length}\r\n${text}`).join("") +
    "BDAT 3 LAST\r\nendNOOP\r\n"
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  fc.assert(fc.property(wires, sizes, (wire, sizes) => {
    const whole = chunksOf(wire);
    assert.deepEqual(chunksOf(wire, sizes), whole);
    const message = whole.find((line) => /^message/.test(line)) ?? "";
    if (whole.includes("messageTooBig")) return;
    assert.match(message, /^message (?:[^\r\n]*\r\n)*$/);
    assert.equal(whole.at(-1), "NOOP");
  }));
});
