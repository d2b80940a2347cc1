import assert from "node:assert/strict";
import { preference, standingOf } from "./at_interfaces.ts";
import type { PortListing } from "./serial/mod.ts";
import { isOneModem, kindOf, nameOfOther, whyPortless } from "./usb_kinds.ts";

function port(facts: Partial<PortListing> = {}): PortListing {
  return { path: "/dev/ttyUSB0", device: "/dev/ttyUSB0", ...facts };
}

Deno.test("kindOf() tells modems from converters and from what is none", () => {
  assert.equal(kindOf(port({ usbId: "2c7c:0125" })), "modem");
  assert.equal(kindOf(port({ usbId: "2C7C:0125" })), "modem");
  assert.equal(kindOf(port({ usbId: "0403:6001" })), "anything");
  assert.equal(kindOf(port()), "anything");
  assert.equal(kindOf(port({ usbId: "1546:1102" })), "modem");
  const gps = port({ usbId: "1546:01a8" });
  assert.equal(kindOf(gps), "other");
  assert.equal(nameOfOther(gps), "u-blox GPS receiver");
  const terminal = port({ systemConsole: true });
  assert.equal(kindOf(terminal), "other");
  assert.equal(nameOfOther(terminal), "This machine's console");
  assert.equal(nameOfOther(port()), undefined);
});

Deno.test("isOneModem() does not take four modems on one converter for one", () => {
  assert.equal(isOneModem(port({ usbId: "1e0e:9001" })), true);
  assert.equal(isOneModem(port({ usbId: "0403:6011" })), false);
});

Deno.test("standingOf() knows the interfaces of makes by number, those of Huawei by protocol", () => {
  const quectel = (usbInterface: number) =>
    standingOf({ usbId: "2c7c:0512", usbInterface });
  assert.deepEqual(quectel(2), { kind: "at", place: 0 });
  assert.deepEqual(quectel(3), { kind: "at", place: 1 });
  assert.deepEqual(quectel(0), { kind: "never" });
  assert.deepEqual(quectel(7), { kind: "unknown" });
  const huawei = (usbClass: string) =>
    standingOf({ usbId: "12d1:1506", usbInterface: 0, usbClass });
  assert.deepEqual(huawei("ff:02:12"), { kind: "at", place: 0 });
  assert.deepEqual(huawei("ff:01:01"), { kind: "at", place: 1 });
  assert.deepEqual(huawei("ff:02:14"), { kind: "never" });
  assert.deepEqual(huawei("08:06:50"), { kind: "unknown" });
  assert.deepEqual(standingOf({ usbId: "1e0e:9001" }), { kind: "unknown" });
  assert.deepEqual(standingOf({ usbInterface: 2 }), { kind: "unknown" });
});

Deno.test("preference() puts the AT port first and diagnosis last", () => {
  const sorted = [0, 1, 2, 3, 4, 5].map((usbInterface) =>
    port({ usbId: "1e0e:9001", usbInterface })
  ).sort((a, b) => preference(a) - preference(b));
  assert.deepEqual(
    sorted.map(({ usbInterface }) => usbInterface),
    [2, 3, 5, 0, 1, 4],
  );
});

Deno.test("whyPortless() knows sticks that have no AT port, and leaves keyboards alone", () => {
  assert.match(whyPortless("12d1:14dc")?.advice ?? "", /has no AT port/);
  assert.match(whyPortless("12d1:1446")?.advice ?? "", /usb-modeswitch/);
  assert.equal(whyPortless("046d:c31c"), undefined);
});
