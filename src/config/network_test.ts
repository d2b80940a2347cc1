import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isEverybody,
  isHostname,
  isLoopback,
  isNetwork,
  isWide,
  parseListenAddress,
} from "./network.ts";

Deno.test("parseListenAddress() reads all that people write", () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ["127.0.0.1:2525", "127.0.0.1", 2525],
    ["0.0.0.0:25", "0.0.0.0", 25],
    ["[::1]:2525", "::1", 2525],
    ["[::]:25", "::", 25],
    ["[::ffff:10.0.0.1]:25", "::ffff:10.0.0.1", 25],
    ["localhost:2525", "localhost", 2525],
    ["sms.example.com:25", "sms.example.com", 25],
    [":25", "0.0.0.0", 25],
    ["2525", "127.0.0.1", 2525],
    ["127.0.0.1:0", "127.0.0.1", 0],
    ["127.0.0.1:65535", "127.0.0.1", 65535],
  ];
  for (const [text, hostname, port] of cases) {
    assert.deepEqual(parseListenAddress(text), { hostname, port }, text);
  }
});

Deno.test("parseListenAddress() refuses the rest", () => {
  const cases = [
    "",
    ":",
    "127.0.0.1",
    "127.0.0.1:",
    "127.0.0.1:65536",
    "::1:25",
  ];
  const more = ["[::1]", "[::g]:25", "[]:25", "[1.2.3.4]:25", "1.2.3:25"];
  const most = [
    "256.0.0.1:25",
    "a b:25",
    "-a:25",
    "*:25",
    "smtp://x:25",
    "x:-1",
  ];
  for (const text of [...cases, ...more, ...most, "127.0.0.1:25 "]) {
    assert.equal(parseListenAddress(text), undefined, text);
  }
});

Deno.test("isNetwork() takes addresses and CIDR of both families", () => {
  const cases = ["127.0.0.1", "127.0.0.0/8", "0.0.0.0/0", "10.1.2.3/32", "::"];
  for (const text of [...cases, "::1", "::/0", "fd00::/8", "2001:db8::1/128"]) {
    assert.ok(isNetwork(text), text);
  }
});

Deno.test("isNetwork() refuses what is close to one", () => {
  const cases = [
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0/8",
    "10.0.0.0.0",
  ];
  const more = [
    "010.0.0.1",
    "256.0.0.0",
    "10.0.0.0/8/8",
    "10.0.0.0/-1",
    "::/129",
  ];
  const most = ["fe80::1%eth0", ":::", "1::2::3", "[::1]", "localhost", "10.*"];
  for (const text of [...cases, ...more, ...most, "10.0.0.1."]) {
    assert.ok(!isNetwork(text), text);
  }
});

Deno.test("isNetwork() takes every IPv4 and IPv6 address with every legal prefix", () => {
  fc.assert(fc.property(fc.ipV4(), fc.nat(32), (address, bits) => {
    assert.ok(isNetwork(`${address}/${bits}`));
    assert.ok(!isNetwork(`${address}/${bits + 33}`));
  }));
  fc.assert(fc.property(fc.ipV6(), fc.nat(128), (address, bits) => {
    assert.ok(isNetwork(`${address}/${bits}`), address);
  }));
});

Deno.test("isHostname() takes names, not addresses", () => {
  const long = "a".repeat(64);
  for (const text of ["a", "sms1", "sms.example.com", "3com.com", "a-b.c"]) {
    assert.ok(isHostname(text), text);
  }
  for (
    const text of ["", "1.2.3.4", "1.2", "a..b", "-a", "a-", "a_b", "a.", long]
  ) assert.ok(!isHostname(text), text);
});

Deno.test("isLoopback() knows hosts and networks that are only on this machine", () => {
  for (
    const text of [
      ...["127.0.0.1", "127.9.9.9", "127.0.0.0/8", "127.1.0.0/16", "localhost"],
      ...["LocalHost", "::1", "0:0:0:0:0:0:0:1", "::1/128"],
    ]
  ) {
    assert.ok(isLoopback(text), text);
  }
  for (
    const text of [
      ...["0.0.0.0", "::", "127.0.0.0/7", "128.0.0.1", "::1/127", "10.0.0.1"],
      ...["localhost.example", "::ffff:127.0.0.1", "0.0.0.0/0"],
    ]
  ) {
    assert.equal(isLoopback(text), false, text);
  }
});

Deno.test("isEverybody() and isWide() measure networks, also IPv4 ones written in IPv6", () => {
  const cases = [
    ["0.0.0.0/0", "everybody"],
    ["::/0", "everybody"],
    ["::ffff:0.0.0.0/96", "everybody"],
    ["10.0.0.0/7", "wide"],
    ["::ffff:10.0.0.0/103", "wide"],
    ["::ffff:0.0.0.0/95", "known"],
    ["2001::/16", "wide"],
    ["f000::/4", "wide"],
    ["10.0.0.0/8", "known"],
    ["10.0.0.1", "known"],
    ["2001:db8::/32", "known"],
    ["fd00::/8", "known"],
    ["fc00::/7", "known"],
    ["fe80::/10", "known"],
  ] as const;
  for (const [network, size] of cases) {
    assert.equal(isEverybody(network), size === "everybody", network);
    assert.equal(isWide(network), size !== "known", network);
  }
});
