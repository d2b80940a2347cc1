import assert from "node:assert/strict";
import { type InterfaceFacts, lanNetworks } from "./lan.ts";

Deno.test("the LAN's networks are the private ones that people are in", () => {
  const at = (
    name: string,
    address: string,
    netmask = "255.255.255.0",
  ): InterfaceFacts => ({ name, address, netmask, family: "IPv4" });
  const networks = lanNetworks([
    at("lo", "127.0.0.1", "255.0.0.0"),
    at("eth0", "192.168.1.77"),
    at("wlan0", "192.168.1.78"),
    at("Ethernet 2", "10.3.200.9", "255.255.252.0"),
    at("enp3s0", "172.20.0.9", "255.255.255.192"),
    at("docker0", "172.17.0.1", "255.255.0.0"),
    at("br-4f2a", "172.18.0.1", "255.255.0.0"),
    at("eth1", "203.0.113.9"),
    at("eth2", "169.254.7.7", "255.255.0.0"),
    at("eth3", "172.32.0.9"),
    { name: "eth0", family: "IPv6", address: "fd00::2", netmask: "ffff::" },
  ]);
  assert.deepEqual(networks, [
    "192.168.1.0/24",
    "10.3.200.0/22",
    "172.20.0.0/26",
  ]);
});
