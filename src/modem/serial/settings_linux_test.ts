import assert from "node:assert/strict";
import { Libc } from "./libc_ffi.ts";
import { errno, request } from "./linux_abi.ts";
import { readSettings } from "./settings_linux.ts";
import { makeRaw, openTerminal } from "./terminal_linux.ts";
import { termiosLayout } from "./termios_linux.ts";

/** A kernel that does not know the newer requests. */
class OlderLibc extends Libc {
  override ioctl(fd: number, what: number, argument: Uint8Array | null) {
    const newer = what === request.TCGETS2 || what === request.TCSETS2;
    return newer ? -errno.ENOSYS : super.ioctl(fd, what, argument);
  }
}

Deno.test("a terminal is set raw where only the older requests are known", () => {
  using libc = new OlderLibc();
  using newer = new Libc();
  const far = libc.openPty();
  const path = libc.ptyPath(far) ?? "";
  const fd = openTerminal(libc, path);
  for (const baudRate of [115_200, 9600]) {
    makeRaw(libc, fd, { path, baudRate });
    const [older, now] = [libc, newer].map((libc) => {
      const termios = new Uint8Array(termiosLayout.size);
      assert.equal(readSettings(libc, fd, termios), 0);
      return termios;
    });
    assert.deepEqual(older, now);
  }
  assert.throws(() => makeRaw(libc, fd, { path, baudRate: 31_250 }), {
    code: "refused",
    message: /does not take 31250 baud/,
  });
  assert.equal(readSettings(libc, -1, new Uint8Array(44)), -errno.EBADF);
  for (const one of [fd, far]) libc.close(one);
});
