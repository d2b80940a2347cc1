import assert from "node:assert/strict";
import { notifyAddress } from "./systemd_address.ts";

const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

Deno.test("a path ends with a null byte, an abstract name begins with one", () => {
  assert.equal(text(notifyAddress("/run/n")), "\x01\0/run/n\0");
  assert.equal(text(notifyAddress("@name")), "\x01\0\0name");
});

Deno.test("what is no address of this kind is none", () => {
  for (
    const name of ["", "@", "/", "run/notify", "vsock:2:1234", "/run/\0x"]
  ) {
    assert.equal(notifyAddress(name), undefined, JSON.stringify(name));
  }
});

Deno.test("an address may be as long as the kernel takes it, and no longer", () => {
  assert.equal(notifyAddress(`/${"x".repeat(106)}`)?.length, 110);
  assert.equal(notifyAddress(`/${"x".repeat(107)}`), undefined);
  assert.equal(notifyAddress(`@${"x".repeat(107)}`)?.length, 110);
  assert.equal(notifyAddress(`@${"x".repeat(108)}`), undefined);
  // Bytes count, not characters.
  assert.equal(notifyAddress(`/${"ü".repeat(54)}`), undefined);
});
