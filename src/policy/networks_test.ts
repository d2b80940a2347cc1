import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkClient,
  clientKey,
  inNetworks,
  type Network,
  parseNetwork,
} from "./networks.ts";

function networks(...texts: readonly string[]): readonly Network[] {
  return texts.map((text) => {
    const network = parseNetwork(text);
    assert.ok(network, text);
    return network;
  });
}

Deno.test("inNetworks() compares as many bits as the network says", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["10.0.0.7", "10.0.0.0/8", true],
    ["11.0.0.7", "10.0.0.0/8", false],
    ["192.168.1.255", "192.168.1.0/24", true],
    ["192.168.2.0", "192.168.1.0/24", false],
    ["192.168.1.128", "192.168.1.128/25", true],
    ["192.168.1.127", "192.168.1.128/25", false],
    ["127.0.0.1", "127.0.0.1", true],
    ["127.0.0.2", "127.0.0.1/32", false],
    ["255.255.255.255", "0.0.0.0/0", true],
    ["10.1.2.3", "10.9.9.9/8", true],
    ["::1", "::1/128", true],
    ["::2", "::1/128", false],
    ["0:0:0:0:0:0:0:1", "::1", true],
    ["fe80::1%eth0", "fe80::/10", true],
    ["FEC0::1", "fe80::/10", false],
    ["2001:db8:1::1", "2001:db8::/32", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["2001:db8::7:1", "2001:db8:0:0::/64", true],
    ["::1", "::/0", true],
  ];
  for (const [address, cidr, expected] of rows) {
    assert.equal(
      inNetworks(address, networks(cidr)),
      expected,
      `${address} in ${cidr}`,
    );
  }
});

Deno.test("inNetworks() takes a mapped IPv4 address for the IPv4 one, on either side", () => {
  assert.equal(inNetworks("::ffff:10.0.0.7", networks("10.0.0.0/8")), true);
  assert.equal(inNetworks("::ffff:a00:7", networks("10.0.0.0/8")), true);
  assert.equal(inNetworks("::ffff:11.0.0.7", networks("10.0.0.0/8")), false);
  assert.equal(inNetworks("10.0.0.7", networks("::ffff:10.0.0.0/104")), true);
  assert.equal(inNetworks("11.0.0.7", networks("::ffff:10.0.0.0/104")), false);
  assert.equal(inNetworks("10.0.0.7", networks("::/0")), false);
  assert.equal(inNetworks("::a00:7", networks("10.0.0.0/8")), false);
});

Deno.test("inNetworks() says no to nothing and to what is no address", () => {
  assert.equal(inNetworks("10.0.0.7", []), false);
  for (
    const address of [
      "",
      "localhost",
      "10.0.0",
      "10.0.0.0/8",
      ":::",
      "10.0.0.7:25",
    ]
  ) {
    assert.equal(
      inNetworks(address, networks("0.0.0.0/0", "::/0")),
      false,
      address,
    );
  }
});

Deno.test("parseNetwork() refuses what is no network", () => {
  const wrong = [
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "10.0.0.256",
    "010.0.0.1",
    "1.2.3.4.5",
    "::1/129",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1:2:3:4:5:6:7::8:9",
    "::12345",
    "::g",
    "1.2.3.4::",
    "::1%",
    ":1",
    "all",
  ];
  for (const text of wrong) assert.equal(parseNetwork(text), undefined, text);
});

Deno.test("checkClient() names the client and the option", () => {
  const allow = networks("127.0.0.0/8", "::1/128");
  assert.equal(checkClient("127.0.0.1", allow), undefined);
  assert.equal(checkClient("::1", allow), undefined);
  assert.deepEqual(checkClient("10.0.0.7", allow), {
    code: 550,
    enhanced: "5.7.1",
    text: "10.0.0.7 is not in [smtp] allow",
  });
});

Deno.test("an address is in each network that is written with it", () => {
  fc.assert(
    fc.property(
      fc.ipV4(),
      fc.integer({ min: 0, max: 32 }),
      (address, length) => {
        assert.equal(
          inNetworks(address, networks(`${address}/${length}`)),
          true,
        );
        assert.equal(
          inNetworks(`::ffff:${address}`, networks(`${address}/${length}`)),
          true,
        );
      },
    ),
  );
  fc.assert(
    fc.property(
      fc.ipV6(),
      fc.integer({ min: 0, max: 128 }),
      (address, length) => {
        assert.equal(
          inNetworks(address, networks(`${address}/${length}`)),
          true,
        );
      },
    ),
  );
});

Deno.test("a network holds an address exactly if their first bits are the same", () => {
  const octet = fc.nat(255);
  const address = fc.tuple(octet, octet, octet, octet);
  const bits = (parts: readonly number[]) =>
    parts.map((part) => part.toString(2).padStart(8, "0")).join("");
  fc.assert(fc.property(address, address, fc.nat(32), (one, other, length) => {
    const same = bits(one).slice(0, length) === bits(other).slice(0, length);
    assert.equal(
      inNetworks(one.join("."), networks(`${other.join(".")}/${length}`)),
      same,
    );
  }));
});

Deno.test("parseNetwork() and inNetworks() take any text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."0123456789abf.:/%") }),
  );
  fc.assert(fc.property(text, (text) => {
    const network = parseNetwork(text);
    assert.equal(
      typeof inNetworks(text, network === undefined ? [] : [network]),
      "boolean",
    );
  }));
});

Deno.test("clientKey() tells IPv4 addresses apart, and of IPv6 ones the networks", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["10.0.0.7", "10.0.0.7", true],
    ["10.0.0.7", "10.0.0.8", false],
    ["10.0.0.7", "::ffff:10.0.0.7", true],
    ["10.0.0.7", "::a00:7", false],
    ["2001:db8::1", "2001:db8:0:0:ffff::2", true],
    ["2001:db8::1", "2001:db8:0:1::1", false],
    ["fe80::1%eth0", "fe80::1", true],
    ["fe80::1", "fe80::2", false],
    ["::1", "::1", true],
    ["socket", "socket", true],
    ["socket", "", false],
  ];
  for (const [one, other, same] of rows) {
    assert.equal(clientKey(one) === clientKey(other), same, `${one} ${other}`);
  }
});

Deno.test("inNetworks() answers the same however often, and in whatever order, it is asked", () => {
  const lists = [["10.0.0.0/8"], ["192.0.2.0/24", "::1"], []]
    .map((cidrs) => cidrs.flatMap((it) => parseNetwork(it) ?? []));
  const addresses = ["10.0.0.7", "192.0.2.9", "::ffff:10.0.0.7", "socket"];
  const ask = fc.record({
    list: fc.constantFrom(...lists),
    address: fc.constantFrom(...addresses),
  });
  fc.assert(fc.property(fc.array(ask), (asked) => {
    for (const { list, address } of asked) {
      // A copy was never asked.
      assert.equal(inNetworks(address, list), inNetworks(address, [...list]));
    }
  }));
});
