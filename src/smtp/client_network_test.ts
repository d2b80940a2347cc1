import assert from "node:assert/strict";
import { clientNetwork } from "./client_network.ts";

Deno.test("clientNetwork is the /24 of IPv4 and the /64 of IPv6", () => {
  const vectors: [address: string, network: string | undefined][] = [
    ["10.0.0.7", "10.0.0"],
    ["10.0.0.255", "10.0.0"],
    ["10.0.1.7", "10.0.1"],
    ["127.0.0.1", undefined],
    ["127.9.9.9", undefined],
    ["::1", undefined],
    ["::", "0:0:0:0"],
    ["2001:db8::7", "2001:db8:0:0"],
    ["2001:db8:0:1::7", "2001:db8:0:1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2:3:4:5::", "2001:db8:1:2"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["::ffff:0:1", "0:0:0:0"],
  ];
  for (const [address, network] of vectors) {
    assert.equal(clientNetwork(address), network, address);
  }
});
