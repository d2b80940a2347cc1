import assert from "node:assert/strict";
import fc from "fast-check";
import { clientNetwork } from "./client_network.ts";

Deno.test("clientNetwork() takes /24 of IPv4 and /64 of IPv6", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["192.0.2.7", "192.0.2.0/24", false],
    ["192.0.2.255", "192.0.2.0/24", false],
    ["::ffff:192.0.2.7", "192.0.2.0/24", false],
    ["::ffff:c000:207", "192.0.2.0/24", false],
    ["127.0.0.1", "127.0.0.0/8", true],
    ["127.9.9.9", "127.0.0.0/8", true],
    ["::ffff:127.0.0.1", "127.0.0.0/8", true],
    ["::1", "::1/128", true],
    ["0:0:0:0:0:0:0:1", "::1/128", true],
    ["::2", "::/64", false],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", false],
    ["2001:DB8:1:2::9", "2001:db8:1:2::/64", false],
    ["2001:db8::1", "2001:db8::/64", false],
    ["fe80::1%eth0", "fe80::/64", false],
    ["::192.0.2.7", "::/64", false],
    ["", "", false],
    ["somewhere", "somewhere", false],
    ["1::2::3", "1::2::3", false],
  ];
  for (const [address, text, loopback] of rows) {
    assert.deepEqual(clientNetwork(address), { text, loopback }, address);
  }
});

Deno.test("clientNetwork() is the same for whatever stands in the last 64 bits", () => {
  const group = fc.integer({ min: 1, max: 0xffff })
    .map((it) => it.toString(16));
  const half = fc.tuple(group, group, group, group);
  fc.assert(fc.property(half, half, half, (prefix, one, other) => {
    const of = (rest: readonly string[]) =>
      clientNetwork([...prefix, ...rest].join(":")).text;
    assert.equal(of(one), of(other));
    assert.equal(of(one), `${prefix.join(":")}::/64`);
  }));
});
