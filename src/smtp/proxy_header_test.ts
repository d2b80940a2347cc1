import fc from "fast-check";
import assert from "node:assert/strict";
import { maxProxyHeader, parseProxyHeader } from "./proxy_header.ts";
import { readProxyHeader } from "./proxy_reader.ts";

const encoder = new TextEncoder();
const signature = "\r\n\r\n\0\r\nQUIT\n";

function bytesOf(...parts: (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...encoder.encode(part)] : [...part]
    ),
  );
}

function v2(
  versionAndCommand: number,
  family: number,
  addresses: readonly number[],
): Uint8Array {
  const { length } = addresses;
  const head = [versionAndCommand, family, length >> 8, length & 255];
  return bytesOf(signature, head, addresses);
}

const ip4 = [10, 0, 0, 7, 192, 0, 2, 1, 0xc0, 0x01, 0, 25];
const ip6 = [
  ...[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
  ...[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  ...[0xc0, 0x01, 0, 25],
];
const mapped = [...Array(10).fill(0), 255, 255, ...ip4.slice(0, 4)];

/** Whole headers, and whom they name. */
const headers: [bytes: Uint8Array, source: string | undefined][] = [
  [bytesOf("PROXY TCP4 10.0.0.7 192.0.2.1 49153 25\r\n"), "10.0.0.7"],
  [
    bytesOf("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"),
    "255.255.255.255",
  ],
  [bytesOf("PROXY TCP6 2001:DB8::7 2001:db8::1 49153 25\r\n"), "2001:db8::7"],
  [bytesOf("PROXY TCP6 ::ffff:10.0.0.7 ::1 49153 25\r\n"), "10.0.0.7"],
  [bytesOf("PROXY UNKNOWN\r\n"), undefined],
  [bytesOf("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n"), undefined],
  [v2(0x21, 0x11, ip4), "10.0.0.7"],
  [v2(0x21, 0x11, [...ip4, 4, 0, 1, 0]), "10.0.0.7"],
  [v2(0x21, 0x21, ip6), "2001:db8::7"],
  [v2(0x21, 0x21, [...mapped, ...mapped, 0, 1, 0, 2]), "10.0.0.7"],
  [v2(0x20, 0x00, []), undefined],
  [v2(0x20, 0x11, ip4), undefined],
  [v2(0x21, 0x00, []), undefined],
  [v2(0x21, 0x31, Array(216).fill(0x2f)), undefined],
  [v2(0x21, 0x11, [...ip4, ...Array(524).fill(0)]), "10.0.0.7"],
];

function headerOf(source: string | undefined) {
  return source === undefined ? { kind: "header" } : { kind: "header", source };
}

Deno.test("parseProxyHeader tells whom a proxy speaks for, in both versions", () => {
  for (const [bytes, source] of headers) {
    assert.deepEqual(parseProxyHeader(bytes), headerOf(source));
  }
});

Deno.test("parseProxyHeader refuses what is no header, as soon as that is plain", () => {
  const wrong = [
    bytesOf("E"),
    bytesOf("EHLO plc\r\n"),
    bytesOf("PROXYTCP4 10.0.0.7 192.0.2.1 1 25\r\n"),
    bytesOf("PROXY TCP4 10.0.0.7 192.0.2.1 1 25\n"),
    bytesOf("PROXY TCP4 10.0.0.7 192.0.2.1 1\r\n"),
    bytesOf("PROXY TCP4 10.0.0.7 192.0.2.1 1 25 9\r\n"),
    bytesOf("PROXY TCP4 10.0.0.7 192.0.2.1 1 65536\r\n"),
    bytesOf("PROXY TCP4 10.0.0.7  192.0.2.1 1 25\r\n"),
    bytesOf("PROXY TCP4 10.0.0.256 192.0.2.1 1 25\r\n"),
    bytesOf("PROXY TCP4 10.0.07.1 192.0.2.1 1 25\r\n"),
    bytesOf("PROXY TCP4 2001:db8::7 192.0.2.1 1 25\r\n"),
    bytesOf("PROXY TCP6 10.0.0.7 192.0.2.1 1 25\r\n"),
    bytesOf("PROXY TCP6 2001:db8::7]/ ::1 1 25\r\n"),
    bytesOf("PROXY UDP4 10.0.0.7 192.0.2.1 1 25\r\n"),
    bytesOf("PROXY \r\nEHLO a\r\n"),
    bytesOf(`PROXY UNKNOWN ${"x".repeat(93)}`),
    bytesOf("\r\n\r\n\r"),
    v2(0x11, 0x11, ip4),
    v2(0x22, 0x11, ip4),
    v2(0x21, 0x11, ip4.slice(1)),
    v2(0x21, 0x21, ip6.slice(1)),
    v2(0x21, 0x11, Array(537).fill(0)).subarray(0, 16),
  ];
  for (const bytes of wrong) {
    const header = parseProxyHeader(bytes);
    assert.equal(header.kind, "bad", new TextDecoder().decode(bytes));
  }
});

Deno.test("a header is read off the wire to its last byte, and not one further", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...headers),
      sizes,
      async ([bytes, source], sizes) => {
        const wire = bytesOf([...bytes], "EHLO plc\r\n");
        let at = 0;
        let n = 0;
        const socket = {
          read(buffer: Uint8Array): Promise<number | null> {
            const size = Math.min(
              buffer.length,
              sizes[n++ % sizes.length] ?? 1,
            );
            buffer.set(wire.subarray(at, at + size));
            at += size;
            return Promise.resolve(size);
          },
        };
        assert.deepEqual(await readProxyHeader(socket), headerOf(source));
        assert.equal(at, bytes.length);
      },
    ),
  );
});

Deno.test("parseProxyHeader never asks for more than its limit, whatever comes", () => {
  const begin = fc.constantFrom(
    "",
    "PROXY ",
    "PROXY TCP4 ",
    signature,
    `${signature}\x21\x11`,
  );
  fc.assert(
    fc.property(begin, fc.uint8Array({ maxLength: 600 }), (begin, more) => {
      const bytes = bytesOf(begin, [...more]);
      for (let length = 0; length <= bytes.length;) {
        const header = parseProxyHeader(bytes.subarray(0, length));
        if (header.kind !== "more") return;
        assert.ok(header.atLeast > 0);
        length += header.atLeast;
        assert.ok(length <= maxProxyHeader);
      }
    }),
  );
});

Deno.test("a proxy that sends less than a header is told of", async () => {
  const socket = { read: () => Promise.resolve(null) };
  const header = await readProxyHeader(socket);
  assert.equal(header.kind, "bad");
});
