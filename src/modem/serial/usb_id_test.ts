import assert from "node:assert/strict";
import type { PortListing } from "./port.ts";
import { listingOf, usbIdOf } from "./usb_id.ts";

const listings: readonly PortListing[] = [
  {
    path: "/dev/serial/by-id/usb-HUAWEI-if00-port0",
    device: "/dev/ttyUSB0",
    usbId: "12d1:1446",
  },
  { path: "/dev/ttyS0", device: "/dev/ttyS0" },
  { path: "COM10", device: "COM10", usbId: "2c7c:0125" },
];

Deno.test("listingOf() finds a port by any of its names", () => {
  const id = (name: string) => listingOf(name, listings)?.usbId;
  assert.equal(id("/dev/serial/by-id/usb-HUAWEI-if00-port0"), "12d1:1446");
  assert.equal(id("/dev/ttyUSB0"), "12d1:1446");
  assert.equal(id("\\\\.\\com10"), "2c7c:0125");
  assert.equal(id("COM1"), undefined);
  assert.equal(id("/dev/ttyS0"), undefined);
});

Deno.test("usbIdOf() knows nothing of what is no port of this machine", () => {
  const names = ["sim:", "tcp://10.0.0.1:4001", "memory:near", "/dev/null", ""];
  for (const name of names) assert.equal(usbIdOf(name), undefined, name);
});
