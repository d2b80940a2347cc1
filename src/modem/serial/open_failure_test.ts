import assert from "node:assert/strict";
import { errno } from "./linux_abi.ts";
import { busyFailure, openFailure } from "./open_failure.ts";

const path = "/dev/ttyUSB2";

Deno.test("openFailure() sorts what the kernel says", () => {
  const codes = {
    missing: [errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO],
    denied: [errno.EACCES, errno.EPERM],
    busy: [errno.EBUSY],
    "not-serial": [errno.ENOTTY, errno.EISDIR, errno.ENOTDIR, errno.EINVAL],
    refused: [errno.EMFILE, errno.ENFILE, 71],
  };
  for (const [code, numbers] of Object.entries(codes)) {
    for (const number of numbers) {
      const failure = openFailure(path, number, "dialout");
      assert.equal(failure.code, code);
      assert.match(failure.message, /^[A-Z"].*\/dev\/ttyUSB2".*[^.]$/);
    }
  }
});

Deno.test("openFailure() tells how to get the permission", () => {
  assert.equal(
    openFailure(path, errno.EACCES, "uucp").message,
    'No permission for port "/dev/ttyUSB2", which belongs to group "uucp": run: sudo usermod -aG uucp "$USER", ' +
      "then log in again (a service: SupplementaryGroups=uucp)",
  );
  assert.match(
    openFailure(path, errno.EACCES, "root").message,
    /belongs to group "root": give it to group "dialout" by a udev rule/,
  );
});

Deno.test("openFailure() gives the number of an error it does not know", () => {
  assert.match(
    openFailure(path, 71, "dialout").message,
    /^Port "\/dev\/ttyUSB2" does not open \(errno 71\): /,
  );
});

Deno.test("busyFailure() names the holder and the remedy", () => {
  const message = (holder?: { pid: number; name: string }) =>
    busyFailure(path, holder).message;
  assert.equal(
    message({ pid: 612, name: "minicom" }),
    'Port "/dev/ttyUSB2" is in use by minicom (pid 612): stop that program, or choose another port',
  );
  assert.match(
    message({ pid: 612, name: "ModemManager" }),
    /mask --now ModemManager.*ID_MM_DEVICE_IGNORE/,
  );
  assert.match(
    message({ pid: Deno.pid, name: "cellpost" }),
    /this process itself .* give each modem its own port$/,
  );
  assert.match(
    message(),
    /another user, often ModemManager: "sudo fuser -v \/dev\/ttyUSB2" names it$/,
  );
});
